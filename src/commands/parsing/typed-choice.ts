// A typed answer to “Which one do you want to delete?”. English ones are understood in every language.
import type { CommandWords } from '../../text/catalogue.ts'
import type { Change } from '../../text/question-words.ts'
import { withoutPoliteness } from './frame.ts'
import type { Grammar } from './grammar.ts'
import { changeIn, inEach } from './typed-change.ts'

/** The place in a list that “the second one”, “#2” or “last” names, counted from 1; -1 is the last. Undefined if the text names
 *  none, or names it for another change: “edit the first one” is no answer to a question what to delete. @param to the change
 *  that the list is for, if that is known */
export function placeIn(typed: string, to: Change | undefined, words: CommandWords): number | undefined {
  const wanted = changeIn(typed, words)
  if (wanted && to !== undefined && wanted.change !== to) return undefined
  const text = wanted?.name ?? typed
  return inEach(words, (grammar) => placeOf(withoutPoliteness(text, grammar), grammar))
}

function placeOf(text: string, { choosing, places, numbers }: Grammar): number | undefined {
  const { place, count } = choosing.exec(text)?.groups ?? {}
  if (place !== undefined) return places[place.toLowerCase()]
  return count === undefined ? undefined : (numbers[count.toLowerCase()] ?? Number(count))
}

/** What the chosen one has, by an answer such as “the one at Contoso” or “contoso”. */
export function describedIn(typed: string, words: CommandWords): string {
  const described = inEach(words, (grammar) => {
    const text = withoutPoliteness(typed, grammar)
    return grammar.theOne.flatMap((pattern) => pattern.exec(text)?.groups?.['name'] ?? [])[0]
  })
  return described ?? typed
}
