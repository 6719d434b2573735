import { type Command } from '../commands/command.ts'
import { MAX_QUERY } from '../commands/button-values.ts'
import { byName } from '../commands/partial-names.ts'
import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part, say } from './parts.ts'
import { digitsLine, unreadLines } from './small-print.ts'
import { plain } from './safe-text.ts'

/** The most names to offer; more would be wild guesses. */
const MOST_SUGGESTIONS = 5

/** How many characters of a name fit on a button in a narrow chat. */
const MOST_ON_BUTTON = 30

/** Says what was searched, and offers names that are spelled or sound alike. */
export function nobodyCard(reply: Reply & { kind: 'nobody' }, catalogue: Catalogue): Part {
  const { query, suggestions, meant, nameSharers, birthday, isForDigits, unread } = reply
  const says = birthday === 'on_days' ? catalogue.noBirthdays : catalogue.nobody
  return adaptiveCard([
    foreignText(says(plain(query, 80)), { weight: 'Bolder' }),
    ...digitsLine(isForDigits, catalogue),
    ownText(whatWasSearched(reply, catalogue), { isSubtle: true }),
    ...unreadLines(unread, catalogue),
    ...(birthday === undefined ? [] : [ownText(catalogue.askForBirthdays, { isSubtle: true })]),
    ...suggested(nameSharers ? [] : suggestions, catalogue, meant),
    ...(nameSharers ? nameSharerParts(nameSharers, suggestions, catalogue) : []),
  ])
}

/** How many people have a part of the name, with the `names` of some and a button that shows them all. */
export function nameSharerParts(
  { part, total }: { part: string; total: number },
  names: readonly string[],
  catalogue: Catalogue,
): Part[] {
  const all: Command = { type: 'find', query: byName(part).slice(0, MAX_QUERY), offset: 0, list: true }
  return [
    foreignText(catalogue.nameSharers(total, plain(part, MOST_ON_BUTTON))),
    ...names.map(suggestion),
    ...(total > names.length
      ? [{ type: 'ActionSet', spacing: 'Small', actions: [ask(catalogue.contact.all(total), all)] }]
      : []),
  ]
}

/** Says what was searched, and what to try if no name is similar. */
function whatWasSearched(reply: Reply & { kind: 'nobody' }, catalogue: Catalogue): string {
  const { searched, suggestions, birthday, unread } = reply
  if (!unread && searched.contacts === 0) return catalogue.noContacts
  const says = unread ? catalogue.searchedRest : catalogue.searched(searched.contacts)
  return suggestions.length > 0 || birthday === 'on_days' ? says : `${says} ${catalogue.tryThis}`
}

/** Buttons that search for names; nothing if there are none. @param meant a command that a button types for the person */
export function suggested(suggestions: readonly string[], { didYouMean }: Catalogue, meant?: string): Part[] {
  const names = suggestions.slice(0, MOST_SUGGESTIONS).map(suggestion)
  const all = meant === undefined ? names : [onLine(say(meant, meant, meant)), ...names]
  return all.length > 0 ? [ownText(didYouMean), ...all] : []
}

function suggestion(name: string): Part {
  const search: Command = { type: 'find', query: name.slice(0, MAX_QUERY), offset: 0 }
  return onLine(ask(plain(name, MOST_ON_BUTTON), search))
}

/** Each on a separate line, because names side by side have too little room in a narrow chat. */
function onLine(action: Part): Part {
  return { type: 'ActionSet', spacing: 'Small', actions: [action] }
}
