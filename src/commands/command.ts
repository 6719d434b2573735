import type { Input } from '../editing/inputs.ts'
import { CODE_DIGITS } from '../sign-in/one-time-code.ts'
import { FACTS, type Fact } from '../text/question-words.ts'
import { isContactId, isOffset, isOwnId, MAX_QUERY } from './button-values.ts'
import { editingFromButton } from './editing-buttons.ts'

/** The query of a list. `typed`: the text means fewer people than the same text after “find”, as with a yes or no. */
export type ListedBy = { query: string; typed?: 'text' | undefined }

/** The list that a contact was opened from: people who match a query, or a part of the contacts. */
export type Back = (ListedBy & { offset: number }) | { of: string; offset: number }

/** The values of a form's inputs. An input is absent if the client did not send it. */
export type Typed = Partial<Record<Input | 'folder', string>>

/** The contact to change. `entry`: exactly this contact, even if the person has others. `offset`: without it, which page of the
 *  person's contacts is shown. */
export type Chosen = { contactId?: string; entry?: boolean; offset?: number }

/** What a person can ask for. A sign-in's record keeps the question as JSON, so that it can be answered afterwards. */
export type Command =
  | { type: 'help' }
  /** Text that is not a command, without the punctuation at its end. `digits`: the six digits in it that could be a code; empty
   *  if it has digits, but not six. `isAsking`: it has a question mark. */
  | { type: 'text'; typed: string; digits?: string; isAsking?: boolean }
  /** `another`: to replace the account that is connected. */
  | { type: 'connect'; another?: boolean }
  | { type: 'disconnect' }
  /** `details`: also show the details that only an administrator needs. */
  | { type: 'status'; details?: boolean }
  /** `id`: of the form whose button was pressed; unset if the command was typed. */
  | { type: 'cancel'; id?: string }
  /** `list`: always answer with a list, even if one person matches far better than the others. `typed`: the person has typed
   *  no command, but a text or the digits of a code. `isReply`: the text is the first one after a question of ours. */
  | {
      type: 'find'
      query: string
      offset: number
      list?: boolean
      typed?: 'text' | 'digits' | undefined
      isReply?: boolean
    }
  /** `facts`: the facts that were asked for. `question`: the form or question about the contact that this command ends. */
  | { type: 'show'; contactId: string; back?: Back | undefined; facts?: readonly Fact[]; question?: string }
  /** `handed`: Teams passed the code on from the page. The person typed nothing, so nothing is said if no code was wanted. */
  | { type: 'code'; code: string; handed?: boolean }
  /** Teams reports what happened to the sign-in window. */
  | { type: 'window'; outcome: 'closed' | 'failed' }
  /** The person has sent a file. */
  | { type: 'file'; file: SentFile }
  /** The person has pasted vCards. `text`: from the first one on. */
  | { type: 'vcards'; text: string }
  /** `id`: of the file to import. `look`: only say what the import would do. `attempt`: the number of the attempt, so that
   *  another press is not taken for the last one. */
  | { type: 'import'; id: string; look?: boolean; attempt?: string }
  | { type: 'export' }
  /** The person has answered whether we may save a file to their OneDrive. `to`: where; undefined if they declined. */
  | { type: 'upload'; to?: FilePlace }
  /** `typed`: the text after the command. */
  | { type: 'add'; typed?: string }
  /** `query`: the name that the person typed. `id`: the form to open again. */
  | ({ type: 'edit'; query?: string; id?: string } & Chosen)
  /** `id`: the form's id. `typed`: its values; they are stored with the form, not with a sign-in. `anyway`: save although a
   *  similar contact exists. `overwrite`: save although somebody else has changed the same fields. `round`: how often the form
   *  was answered; with it a press after an answer is not taken for a second delivery of the press before. */
  | { type: 'save'; id: string; typed?: Typed; anyway?: boolean; overwrite?: boolean; round?: number }
  | ({ type: 'delete'; query?: string } & Chosen)
  /** `id`: of a question that we have asked. */
  | { type: 'confirm_delete'; id: string }
  /** `id`: of the deleted contact; unset if the command was typed: the latest deletion is meant. */
  | { type: 'undo'; id?: string }
  /** `chosen`: the choices between two entries, by the inputs of their card. */
  | { type: 'merge'; query?: string; id?: string; chosen?: Record<string, string>; round?: number }
  /** `of`: which part of the contacts, in the form that `part-ids.ts` gives; unset for all of them. */
  | { type: 'list'; offset: number; of?: string }
  | { type: 'thanks' }
  /** The person asks which code is meant. */
  | { type: 'whatCode' }
  | { type: 'welcome' }
  /** The person removed the app. */
  | { type: 'leave' }

/** `url`: the address to fetch it from, as the channel says. `fileType`: its file extension in OneDrive. */
export type SentFile = { name: string; url: string; fileType?: string | undefined }

/** Where a file may be saved, and what Teams is told about it afterwards. */
export type FilePlace = {
  uploadUrl: string
  contentUrl: string
  name: string
  uniqueId?: string | undefined
  fileType?: string | undefined
}

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

/** Reads the command from a button's data; undefined if it is not ours. The data never says whose contacts to use: the person
 *  who presses the button only ever sees their own. */
export function commandFromButton(data: unknown): Command | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { command, query, offset, of, contactId, another, list, facts, question, typed, details } = data as Record<
    string,
    unknown
  >
  const at = isOffset(offset) ? offset : 0
  const asked = typeof query === 'string' && { query: query.slice(0, MAX_QUERY), offset: at }
  if (command === 'find' && asked) {
    const find: Command = { type: 'find', ...asked }
    if (list === true) find.list = list
    if (typed === 'text' || typed === 'digits') find.typed = typed
    return find
  }
  if (command === 'show' && isContactId(contactId)) {
    const wanted = factsIn(facts)
    const back: Back | undefined =
      (asked && { ...asked, ...(typed === 'text' && { typed }) }) ||
      (typeof of === 'string' ? { of: of.slice(0, 1_000), offset: at } : undefined)
    return {
      type: 'show',
      contactId,
      back,
      ...(wanted.length > 0 && { facts: wanted }),
      ...(isOwnId(question) && { question }),
    }
  }
  if (command === 'connect') return another === true ? { type: 'connect', another } : { type: 'connect' }
  if (command === 'status') return details === true ? { type: 'status', details } : { type: 'status' }
  if (command === 'disconnect' || command === 'help' || command === 'export') {
    return { type: command }
  }
  return importFromButton(data as Record<string, unknown>) ?? editingFromButton(data as Record<string, unknown>)
}

function importFromButton({ command, id, look, attempt }: Record<string, unknown>): Command | undefined {
  if (command !== 'import' || !isOwnId(id)) return undefined
  if (look === true) return { type: 'import', id, look }
  return typeof attempt === 'string' ? { type: 'import', id, attempt: attempt.slice(0, 40) } : { type: 'import', id }
}

function factsIn(value: unknown): Fact[] {
  return Array.isArray(value) ? FACTS.filter((fact) => value.includes(fact)) : []
}
