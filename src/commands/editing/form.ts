import { pathOf } from '../../book/address-book.ts'
import type { OpenBook } from '../../book/open-book.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { MOST_IN_FORM_NOTES } from '../../editing/check.ts'
import { noValues } from '../../editing/inputs.ts'
import type { Folders, Form } from '../reply.ts'

/** The form of a draft. @param more the faults in it, and why it is shown */
export function formOf(
  id: string,
  draft: FormDraft,
  book: OpenBook | undefined,
  more: Partial<Pick<Form, 'faults' | 'notice' | 'instead' | 'others'>> = {},
): Form {
  const { purpose, values, seen, leftOver, round } = draft
  const isEdit = purpose === 'edit'
  return {
    kind: 'form',
    id,
    values,
    leftOver,
    round,
    ...(isEdit && { name: nameIn(seen), contactId: draft.contactId }),
    ...(isEdit && seen.notes.length > MOST_IN_FORM_NOTES && { isTooLong: true }),
    ...(!isEdit && book && { folders: foldersOf(book, draft.folder) }),
    ...more,
  }
}

/** The draft with the next round, so that the next press of its button counts as a new one. */
export function nextRound(draft: FormDraft): FormDraft & { round: number } {
  return { ...draft, round: (draft.round ?? 0) + 1 }
}

/** The draft of a form whose contact was deleted in the meantime: the typed values can be saved as a new contact. */
export function asNew({ mailbox, values }: FormDraft): FormDraft {
  return { purpose: 'add', mailbox, values, seen: noValues() }
}

/** The name of a contact in the sentences about its form. */
export function nameIn({ displayName, givenName, surname, companyName, email1 }: FormDraft['values']): string {
  return displayName || [givenName, surname].filter(Boolean).join(' ') || companyName || email1
}

/** More would make the card too large. */
const MOST_FOLDERS = 40

/** The folders for a contact; undefined if there is only one. */
function foldersOf({ book }: OpenBook, chosen: string | undefined): Folders | undefined {
  const all = book.folders.map((folder) => ({ id: folder.id, path: pathOf(folder) })).slice(0, MOST_FOLDERS)
  return all.length > 1 ? { all, chosen } : undefined
}
