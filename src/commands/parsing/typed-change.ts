import type { CommandWords } from '../../text/catalogue.ts'
import { en } from '../../text/en.ts'
import type { Change } from '../../text/question-words.ts'
import { withoutAny, withoutPoliteness, withoutWish } from './frame.ts'
import { type Grammar, grammarOf } from './grammar.ts'
import { questionOf } from './question.ts'

/** A change that a text asks for. `verb`: its first word, as it was typed. `name`: the name that it is about. */
export type TypedChange = { change: Change; verb: string; name: string }

/** Reads a change that a typed text may ask for, also after a yes or no. English verbs are understood in every language. */
export function changeIn(typed: string, words: CommandWords): TypedChange | undefined {
  return inEach(words, (grammar) => changeOf(withoutWish(withoutAnswer(typed, grammar), grammar), grammar, words))
}

/** The change after a yes: “yes please, delete Alice”. “Yes, how do I delete her?” is a different question. */
export function changeAgreedTo(typed: string, words: CommandWords): TypedChange | undefined {
  return inEach(words, (grammar) => {
    const rest = typed.replace(grammar.agreeing, '')
    return rest === typed ? undefined : changeOf(withoutAny(rest, [grammar.politeAfter]), grammar, words)
  })
}

/** The change that a text forbids: “no, don’t delete Alice”. */
export function changeForbidden(typed: string, words: CommandWords): TypedChange | undefined {
  return inEach(words, (grammar) => {
    const text = withoutPoliteness(typed.replace(grammar.declining, ''), grammar)
    const rest = text.replace(grammar.forbidding, '')
    return rest === text ? undefined : changeOf(rest, grammar, words)
  })
}

/** The name in “no, keep Alice”. It is empty or undefined if there is none. */
export function keptIn(typed: string, words: CommandWords): string | undefined {
  return inEach(words, (grammar) => nameIn(grammar.keeping, typed.replace(grammar.declining, ''), grammar))
}

/** The name in “undo deleting Alice”. It is empty or undefined if there is none. */
export function undoneIn(typed: string, words: CommandWords): string | undefined {
  return inEach(words, (grammar) => nameIn(grammar.undoing, withoutAnswer(typed, grammar), grammar))
}

function nameIn(patterns: readonly RegExp[], typed: string, grammar: Grammar): string | undefined {
  const text = withoutWish(typed, grammar)
  return patterns.flatMap((pattern) => pattern.exec(text)?.groups?.['name'] ?? [])[0]
}

/** Whether the text for a merge names two people: “Alice with Bob”. */
export function isOfTwo(name: string, words: CommandWords): boolean {
  return inEach(words, (grammar) => grammar.joining.test(name) || undefined) ?? false
}

/** A text that begins with a yes or no: “No, Alice”. */
export function behindAnswer(typed: string, words: CommandWords): { answer: string; rest: string } | undefined {
  return inEach(words, (grammar) => {
    const rest = withoutAnswer(typed, grammar)
    return rest === typed ? undefined : { answer: firstWord(typed), rest }
  })
}

/** The text after a yes or no at its beginning. “No’s number” has none, because No is a name there. */
function withoutAnswer(typed: string, { agreeing, declining }: Grammar): string {
  const rest = typed.replace(agreeing, '').replace(declining, '')
  return /^[\p{L}\p{N}+"“]/u.test(rest) ? rest : typed
}

export function inEach<T>(words: CommandWords, read: (grammar: Grammar) => T | undefined): T | undefined {
  for (const each of new Set([words, en.commands])) {
    const found = read(grammarOf(each.questions))
    if (found !== undefined) return found
  }
  return undefined
}

function changeOf(text: string, grammar: Grammar, words: CommandWords): TypedChange | undefined {
  for (const { pattern, change } of grammar.changes) {
    const found = pattern.exec(text)
    if (!found) continue
    const { name = '' } = found.groups ?? {}
    const at = text.lastIndexOf(name)
    const verb = firstWord(`${text.slice(0, at)}${text.slice(at + name.length)}`)
    // “Add a birthday to Alice” names her behind the “to”.
    const isOfSomebody = change === 'add' && partOf(name, words) === 'fact'
    return { change, verb, name: isOfSomebody ? name : withoutValue(name, grammar, words) }
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

/** The person in “a birthday to Alice”; the text itself if it is none of that. */
export function ownerIn(name: string, words: CommandWords): string {
  const { meanings } = questionOf(name, words)
  return meanings.find(({ facts, isLoose }) => facts.length > 0 && !isLoose)?.names[0] ?? name
}

/** The fact about a person that a name asks for, if it clearly does: “Alice’s number”. `unknown`: a fact that we do not know. */
export function partOf(name: string, words: CommandWords): 'fact' | 'unknown' | undefined {
  const { meanings } = questionOf(name, words)
  if (meanings.some(({ facts, isLoose }) => facts.length > 0 && !isLoose)) return 'fact'
  return meanings.some(({ isVague }) => isVague) ? 'unknown' : undefined
}
