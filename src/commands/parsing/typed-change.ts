import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import type { Change } from '../../text/question-words.ts'
import { withoutWish } from './frame.ts'
import { type Grammar, grammarOf } from './grammar.ts'
import { questionOf } from './question.ts'

/** A change that a text asks for. `verb`: its first word, as it was typed. `name`: whom or what it is about. */
export type TypedChange = { change: Change; verb: string; name: string }

/** Reads a change that a typed text may ask for. English verbs are understood in every language. */
export function changeIn(typed: string, words: CommandWords): TypedChange | undefined {
  for (const each of new Set([words, en.commands])) {
    const grammar = grammarOf(each.questions)
    const text = withoutWish(typed, grammar)
    for (const { pattern, change } of grammar.changes) {
      const found = pattern.exec(text)
      if (!found) continue
      const { name = '' } = found.groups ?? {}
      const at = text.lastIndexOf(name)
      const verb = firstWord(`${text.slice(0, at)}${text.slice(at + name.length)}`)
      return { change, verb, name: withoutValue(name, grammar, words) }
    }
  }
  return undefined
}

function firstWord(text: string): string {
  return /[\p{L}\p{M}\p{N}]+/u.exec(text)?.[0] ?? ''
}

/** Without the new value in “Alice’s number to 555 0100”. */
function withoutValue(name: string, { becoming }: Grammar, words: CommandWords): string {
  const before = becoming.exec(name)?.groups?.['name']
  return before !== undefined && partOf(before, words) !== undefined ? before : name
}

/** What of somebody a name asks for, where it plainly does: “Alice’s number”. `unknown`: something that we know nothing of. */
export function partOf(name: string, words: CommandWords): 'fact' | 'unknown' | undefined {
  const { meanings } = questionOf(name, words)
  if (meanings.some(({ facts, isLoose }) => facts.length > 0 && !isLoose)) return 'fact'
  return meanings.some(({ isVague }) => isVague) ? 'unknown' : undefined
}
