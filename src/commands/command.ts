import { CODE_DIGITS } from '../sign-in/code.ts'
import { FACTS, type Fact } from '../text/questions.ts'

/** What a person can ask for. A sign-in's record keeps the question as JSON, so that it can be answered afterwards. */
export type Command =
  | { type: 'help' }
  /** Text that is no command. `digits`: the six digits in it that could be a code; empty where it has digits, but not six. */
  | { type: 'text'; typed: string; digits?: string }
  /** `another`: to replace the account that is connected. */
  | { type: 'connect'; another?: boolean }
  | { type: 'disconnect' }
  /** `details`: with what only an administrator needs. */
  | { type: 'status'; details?: boolean }
  | { type: 'cancel' }
  /** `list`: always answer with a list, even where one person matches far better than the others. `typed`: the person has typed
   *  no command, but a text or the digits of a code. */
  | { type: 'find'; query: string; offset: number; list?: boolean; typed?: 'text' | 'digits' }
  /** `facts`: what was asked for about the contact. */
  | { type: 'show'; contactId: string; back?: { query: string; offset: number } | undefined; facts?: readonly Fact[] }
  /** `handed`: Teams passed the code on from the page. The person typed nothing, so nothing is said where no code was wanted. */
  | { type: 'code'; code: string; handed?: boolean }
  /** Teams reports what happened to the sign-in window. */
  | { type: 'window'; outcome: 'closed' | 'failed' }
  | { type: 'export' }
  /** The person has answered whether we may put a file into their OneDrive. `to`: where; undefined where they declined. */
  | { type: 'upload'; to?: FilePlace }
  | { type: 'thanks' }
  /** The person asks which code is meant. */
  | { type: 'whatCode' }
  | { type: 'welcome' }
  /** The person removed the app. */
  | { type: 'leave' }

/** Where a file may be put, and what Teams is told of it afterwards. */
export type FilePlace = {
  uploadUrl: string
  contentUrl: string
  name: string
  uniqueId?: string | undefined
  fileType?: string | undefined
}

/** No name is longer. Anything beyond it is cut off. */
export const MAX_QUERY = 200

/** Whether the text could be a one-time code. */
export function isCode(text: string): boolean {
  return text.length === CODE_DIGITS && /^\d+$/.test(text)
}

/** The data of a button for `command`. The client sends it back, and `commandFromButton` reads it. */
export function buttonData(command: Command): Record<string, unknown> {
  const { type, ...rest } = command
  if (!('back' in rest)) return { command: type, ...rest }
  const { back, ...more } = rest
  return { command: type, ...more, ...back }
}

/** Reads the command from a button's data; undefined where it is not ours. The data never says whose contacts to use: the person
 *  who presses the button only ever sees their own. */
export function commandFromButton(data: unknown): Command | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { command, query, offset, contactId, another, list, facts, typed, details } = data as Record<string, unknown>
  const asked = typeof query === 'string' && { query: query.slice(0, MAX_QUERY), offset: isOffset(offset) ? offset : 0 }
  if (command === 'find' && asked) {
    const find: Command = { type: 'find', ...asked }
    if (list === true) find.list = list
    if (typed === 'text' || typed === 'digits') find.typed = typed
    return find
  }
  if (command === 'show' && isContactId(contactId)) {
    const wanted = factsIn(facts)
    return { type: 'show', contactId, back: asked || undefined, ...(wanted.length > 0 && { facts: wanted }) }
  }
  if (command === 'connect') return another === true ? { type: 'connect', another } : { type: 'connect' }
  if (command === 'status') return details === true ? { type: 'status', details } : { type: 'status' }
  if (command === 'disconnect' || command === 'help' || command === 'export') {
    return { type: command }
  }
  return undefined
}

function factsIn(value: unknown): Fact[] {
  return Array.isArray(value) ? FACTS.filter((fact) => value.includes(fact)) : []
}

/** Whether a request's address can carry it: half a surrogate pair cannot be encoded. */
function isContactId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1_000 && value.isWellFormed()
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 100_000
}
