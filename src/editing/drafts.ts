import type { ChatUser } from '../connection/chat-user.ts'
import type { Properties } from '../graph/graph.ts'
import type { Store } from '../store/store.ts'
import type { Conflict } from './form-changes.ts'
import { forgetOwn, ownRecords } from './own-records.ts'
import type { Values } from './inputs.ts'

/** `draft/<user>/<id>`: a form, or a question that waits for its answer. `mailbox`: whose contacts it is about. */
export type Draft = FormDraft | DeleteQuestion | MergeDraft

/** The result of a form. */
export type Done = { contactId: string; how: 'added' | 'changed' | 'unchanged' }

export type FormDraft = {
  purpose: 'add' | 'edit'
  mailbox: string
  values: Values
  /** The values that the form showed at first; for an edited contact, Outlook's values at that time. */
  seen: Values
  /** The folder for the contact; undefined: the default folder. */
  folder?: string | undefined
  /** The contact that is edited. */
  contactId?: string | undefined
  /** Pasted parts for which there was no input. They are in the notes. */
  leftOver?: string[] | undefined
  /** The conflicts that the person was shown. */
  conflicts?: Conflict[] | undefined
  /** The values and folder with which the contact may have been created: Graph was asked to, and has not refused. */
  attempted?: { values: Values; folder: string | undefined } | undefined
  /** The person has cancelled it. Its button still saves it. */
  isDropped?: true | undefined
  /** How often the form was answered without being saved. */
  round?: number | undefined
  done?: Done | undefined
}

/** `undo`: the id under which the contact can be restored after it was deleted. */
export type DeleteQuestion = {
  purpose: 'delete'
  mailbox: string
  contactId: string
  name: string
  /** The person has said no. */
  isKept?: true | undefined
  undo?: string | undefined
  done?: true | undefined
}

/** A merge of two entries. `seen`: the shown values of each. */
export type MergeDraft = {
  purpose: 'merge'
  mailbox: string
  query: string
  ids: string[]
  seen?: [Properties, Properties] | undefined
  /** The choices, by the inputs of the card. */
  chosen?: Record<string, string> | undefined
  /** The person has cancelled it. Its button still works. */
  isDropped?: true | undefined
  /** How often the two entries were shown again because they had changed. */
  round?: number | undefined
  /** The round in which the person agreed. */
  agreed?: number | undefined
  /** Whether the entry that stays may already have its final values, because Outlook was asked to write them. */
  isWritten?: true | undefined
  undo?: string | undefined
  done?: true | undefined
}

/** `undo/<user>/<id>`: a deleted contact with everything that is needed to restore it. `photo`: base64. */
export type Deleted = {
  mailbox: string
  name: string
  folder: string | undefined
  properties: Properties
  photo?: string | undefined
  /** Outlook has deleted the contact. Before that, a typed `undo` would create a second one. */
  isGone?: true | undefined
  /** Whether it may already have been restored. */
  isAttempted?: true | undefined
  done?: { contactId: string } | undefined
}

export const DRAFT_KEPT_MS = 24 * 60 * 60_000
export const UNDO_KEPT_MS = 10 * 60_000

export type Editing = ReturnType<typeof editing>

/** The stored forms, questions and deleted contacts of people. */
export function editing(store: Store) {
  return {
    drafts: ownRecords<Draft>(store, 'draft', { keptMs: DRAFT_KEPT_MS }),
    undos: ownRecords<Deleted>(store, 'undo', { keptMs: UNDO_KEPT_MS, isFixed: true }),
    forgetDeleted: (user: ChatUser): Promise<void> => forgetOwn(store, user, ['undo']),
    forget: (user: ChatUser): Promise<void> => forgetOwn(store, user, ['draft', 'undo']),
  }
}
