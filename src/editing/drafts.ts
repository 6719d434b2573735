import type { ChatUser } from '../connection/chat-user.ts'
import type { Properties } from '../graph/graph.ts'
import type { Store } from '../store/store.ts'
import type { Conflict } from './form-changes.ts'
import { forgetOwn, ownRecords } from './own-records.ts'
import type { Values } from './inputs.ts'

/** `draft/<user>/<id>`: a form, or a question that waits for its answer. `mailbox`: whose contacts it is about. */
export type Draft = FormDraft | DeleteQuestion | MergeDraft

/** What came of a form. */
export type Done = { contactId: string; how: 'added' | 'changed' | 'unchanged' }

export type FormDraft = {
  purpose: 'add' | 'edit'
  mailbox: string
  values: Values
  /** What the form showed at first: of an edited contact what Outlook had then. */
  seen: Values
  /** Where to make the contact; undefined: in the default folder. */
  folder?: string | undefined
  /** The contact that is edited. */
  contactId?: string | undefined
  /** What was pasted and has no input of its own; it stands in the notes. */
  leftOver?: string[] | undefined
  /** The conflicts that the person was shown. */
  conflicts?: Conflict[] | undefined
  /** What the contact may have been made of, and where: Graph was asked to, and has not refused. */
  attempted?: { values: Values; folder: string | undefined } | undefined
  /** The person has cancelled it. It can still be saved by its button. */
  isDropped?: true | undefined
  /** How often the form was answered without being saved. */
  round?: number | undefined
  done?: Done | undefined
}

/** `undo`: the id under which the deleted contact can be made again, once it is deleted. */
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

/** Two entries that are to become one. `seen`: what was shown of each. */
export type MergeDraft = {
  purpose: 'merge'
  mailbox: string
  query: string
  ids: string[]
  seen?: [Properties, Properties] | undefined
  /** What was chosen, by the inputs of the card. */
  chosen?: Record<string, string> | undefined
  /** The person has cancelled it. It can still be agreed to by its button. */
  isDropped?: true | undefined
  /** How often the two had changed when they were shown again. */
  round?: number | undefined
  /** The round in which the person agreed. */
  agreed?: number | undefined
  /** Whether the entry that stays may have what it is to have: Outlook was asked to write it. */
  isWritten?: true | undefined
  undo?: string | undefined
  done?: true | undefined
}

/** `undo/<user>/<id>`: a deleted contact with everything that is needed to make it again. `photo`: base64. */
export type Deleted = {
  mailbox: string
  name: string
  folder: string | undefined
  properties: Properties
  photo?: string | undefined
  /** Outlook has deleted it. Before that a typed `undo` would make a second contact. */
  isGone?: true | undefined
  /** Whether it may have been made again. */
  isAttempted?: true | undefined
  done?: { contactId: string } | undefined
}

export const DRAFT_KEPT_MS = 24 * 60 * 60_000
export const UNDO_KEPT_MS = 10 * 60_000

export type Editing = ReturnType<typeof editing>

/** What is kept of forms, questions and deleted contacts, by person. */
export function editing(store: Store) {
  return {
    drafts: ownRecords<Draft>(store, 'draft', { keptMs: DRAFT_KEPT_MS }),
    undos: ownRecords<Deleted>(store, 'undo', { keptMs: UNDO_KEPT_MS, isFixed: true }),
    forgetDeleted: (user: ChatUser): Promise<void> => forgetOwn(store, user, ['undo']),
    forget: (user: ChatUser): Promise<void> => forgetOwn(store, user, ['draft', 'undo']),
  }
}
