import { CODE_DIGITS } from '../sign-in/code.ts'
import type { CommandWords } from '../text/catalogue.ts'
import { en } from '../text/en.ts'

/** What a person can ask for. Kept as JSON with a sign-in under way, so that a question is answered after it. */
export type Command =
  | { type: 'help'; typed?: string }
  /** `another`: in the place of the account that is connected. */
  | { type: 'connect'; another?: boolean }
  | { type: 'disconnect' }
  | { type: 'status' }
  | { type: 'cancel' }
  /** `list`: by a button that leads to a list; one who matches best is then not shown in its place. */
  | { type: 'find'; query: string; offset: number; list?: boolean }
  | { type: 'show'; contactId: string; back?: { query: string; offset: number } | undefined }
  /** `handed`: by the page through Teams, not typed; what is not waited for is then left unsaid. */
  | { type: 'code'; code: string; handed?: boolean }
  /** What became of the sign-in window, by Teams. */
  | { type: 'window'; outcome: 'closed' | 'failed' }
  | { type: 'welcome' }
  /** The bot was taken away. */
  | { type: 'leave' }

/** Longer than any name; what is beyond it is not looked at. */
export const MAX_QUERY = 200

/** The command in what somebody typed, by `words` or, in every language, by the English ones. Case, spaces and a
 *  trailing `.`, `?` or `!` do not matter; a mention of the bot is expected to be gone. Anything that is no command asks for
 *  help, with what was typed. */
export function parseCommand(text: string, words: CommandWords = en.commands): Command {
  const typed = text
    .slice(0, MAX_QUERY * 10)
    .replace(/\s+/g, ' ')
    .trim()
  const plain = typed.replace(/[\s.?!]+$/, '')
  const command = inWords(plain, words) ?? inWords(plain, en.commands)
  if (command) return command
  const digits = plain.replace(/[\s-]/g, '')
  if (isCode(digits)) return { type: 'code', code: digits }
  return plain === '' ? { type: 'help' } : { type: 'help', typed: plain.slice(0, MAX_QUERY) }
}

/** Whether it could be a code that connects an account. */
export function isCode(text: string): boolean {
  return text.length === CODE_DIGITS && /^\d+$/.test(text)
}

const BARE = ['connect', 'disconnect', 'status', 'cancel', 'help'] as const

function inWords(plain: string, words: CommandWords): Command | undefined {
  const type = BARE.find((type) => words[type].includes(plain.toLowerCase()))
  if (type) return { type }
  // The longest first: `find contact Alice` looks for Alice, not for "contact Alice".
  const find = words.find.toSorted((a, b) => b.length - a.length).find((word) => isFollowed(plain, word))
  if (find === undefined) return undefined
  return { type: 'find', query: plain.slice(find.length).trim().slice(0, MAX_QUERY), offset: 0 }
}

/** Whether `plain` is `word`, or begins with it and goes on after a space. */
function isFollowed(plain: string, word: string): boolean {
  return plain.slice(0, word.length).toLowerCase() === word && /^(?: |$)/.test(plain.slice(word.length))
}

/** What a button for `command` sends back; `commandFromButton` reads it. */
export function buttonData(command: Command): Record<string, unknown> {
  const { type, ...rest } = command
  if (!('back' in rest)) return { command: type, ...rest }
  const { back, ...more } = rest
  return { command: type, ...more, ...back }
}

/** The command behind a button, from what the client sends back; undefined where it is none of ours. Whoever presses is
 *  the asker: nothing in it says whose contacts are meant. */
export function commandFromButton(data: unknown): Command | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { command, query, offset, contactId, another, list } = data as Record<string, unknown>
  const asked = typeof query === 'string' && { query: query.slice(0, MAX_QUERY), offset: isOffset(offset) ? offset : 0 }
  if (command === 'find' && asked) return list === true ? { type: 'find', ...asked, list } : { type: 'find', ...asked }
  if (command === 'show' && isContactId(contactId)) {
    return { type: 'show', contactId, back: asked || undefined }
  }
  if (command === 'connect') return another === true ? { type: 'connect', another } : { type: 'connect' }
  if (command === 'disconnect' || command === 'status' || command === 'help') {
    return { type: command }
  }
  return undefined
}

/** One that can stand in an address: half a surrogate pair cannot. */
function isContactId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1_000 && value.isWellFormed()
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 100_000
}
