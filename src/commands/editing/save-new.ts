import { changedProperties, newProperties } from '../../editing/form-changes.ts'
import type { FormDraft } from '../../editing/drafts.ts'
import { differing } from '../../editing/inputs.ts'
import { isNotFound, isUnclear, type WholeContact } from '../../graph/graph.ts'
import type { Reply } from '../reply.ts'
import { duplicatesIn } from './duplicates.ts'
import { formOf, nameIn } from './form.ts'
import type { Saving } from './saving.ts'

const MOST_DUPLICATES = 3

/** Creates the contact of a form once: it is stamped with the form's id, and after an unclear answer the bot looks for it before
 *  it tries again. */
export async function saveNew(saving: Saving): Promise<Reply> {
  const { id, command, draft, mailbox } = saving
  if (!command.anyway && !draft.attempted) {
    const people = await duplicatesIn(await mailbox.book(), draft.values)
    const [first] = people
    if (first) {
      const some = people.slice(0, MOST_DUPLICATES)
      return { kind: 'duplicate', id, name: nameIn(draft.values), people: some, total: people.length }
    }
  }
  const made = await makeOnce(saving).catch((error: unknown) => {
    if (isFolderGone(error, draft)) return undefined
    throw error
  })
  if (!made) return folderGone(saving)
  await saving.held.keep({ ...draft, attempted: undefined, done: { contactId: made.id, how: 'added' } })
  return { kind: 'contact', person: await mailbox.written(made), back: undefined, news: 'added' }
}

async function makeOnce(saving: Saving): Promise<WholeContact> {
  const earlier = saving.draft.attempted && (await found(saving, saving.draft.attempted.folder))
  return earlier ? upToDate(earlier, saving) : made(saving)
}

/** The contact from an earlier attempt, changed to the form's present values. */
async function upToDate(earlier: WholeContact, { draft, mailbox, services }: Saving): Promise<WholeContact> {
  const first = draft.attempted?.values ?? draft.values
  if (differing(draft.values, first).length === 0) return earlier
  const properties = changedProperties(draft.values, first, earlier.properties)
  return services.graph.update(mailbox.access, { id: earlier.id, properties })
}

async function made(saving: Saving): Promise<WholeContact> {
  const { id, draft, held, mailbox, services } = saving
  const { folder, values } = draft
  const make = () => services.graph.create(mailbox.access, { folder, properties: newProperties(values), stamp: id })
  await held.keep({ ...draft, attempted: { values, folder } })
  try {
    return await make()
  } catch (error) {
    if (!isUnclear(error)) {
      await held.keep({ ...draft, attempted: undefined })
      throw error
    }
    // If the contact is not there, the request was lost and not the answer.
    return (await found(saving, folder)) ?? make()
  }
}

/** If the folder is gone, nothing is found in it. */
async function found({ id, mailbox, services }: Saving, folder: string | undefined): Promise<WholeContact | undefined> {
  try {
    return await services.graph.findStamped(mailbox.access, { folder, stamp: id })
  } catch (error) {
    if (!isNotFound(error)) throw error
    return undefined
  }
}

function isFolderGone(error: unknown, { folder }: FormDraft): boolean {
  return folder !== undefined && isNotFound(error)
}

async function folderGone({ id, held, draft, mailbox }: Saving): Promise<Reply> {
  const without: FormDraft = { ...draft, folder: undefined, attempted: undefined }
  await held.keep(without)
  const { book, ...open } = await mailbox.book()
  const rest = { ...open, book: { ...book, folders: book.folders.filter(({ id: one }) => one !== draft.folder) } }
  return formOf(id, without, rest, { faults: { folder: 'folder_gone' } })
}
