import type { Contact } from '../graph/contact.ts'
import { type Access, type Graph, GraphError, isNotFound } from '../graph/graph.ts'
import { type AddressBook, type BookFolder, difference } from './address-book.ts'
import { findFolders } from './folders.ts'
import { type Gaps, gaps as gapsOf } from './gaps.ts'
import type { FolderReading } from './list-folder.ts'
import { type FolderContent, readFolder } from './read-folder.ts'

/** How far a reading is. `contacts`: how many have been read; some may be counted twice. `folders`: how many have been read, and
 *  how many have been found so far. */
export type Progress = { contacts: number; folders: { read: number; found: number } }
export const NO_PROGRESS: Progress = { contacts: 0, folders: { read: 0, found: 0 } }
/** Called after every page and every folder. */
export type OnProgress = (progress: Progress) => void

/** The changes are read at most this many times, until no contact has left a folder. */
const ROUNDS = 3

type ReadOptions = {
  graph: Graph
  access: Access
  /** The earlier address book: only the changes since then are read. */
  known?: AddressBook | undefined
  onProgress?: OnProgress | undefined
  /** Called with the contacts of every page. It may throw, and the next page waits for it. */
  onContacts?: ((contacts: readonly Contact[]) => Promise<void>) | undefined
  /** Called with each contact that Outlook has named, including deleted ones. */
  onNamed?: ((contactId: string) => void) | undefined
  /** Called for each part that Outlook does not let us read. */
  onGap?: (error: GraphError) => void
  now?: () => number
}

/** Reads the default folder and all others, nested to any depth: the pages of a folder one after another, the folders in
 *  parallel. A folder that disappears during the reading is left out. Parts that cannot be read are taken from the earlier book,
 *  and the new book says so. @throws {GraphError} if the token is refused, or nothing can be read */
export async function readAddressBook(options: ReadOptions): Promise<AddressBook> {
  const { graph, onGap = () => undefined, onNamed = () => undefined, now = Date.now, known } = options
  const readAt = now()
  const stop = new AbortController()
  const signal = options.access.signal ? AbortSignal.any([options.access.signal, stop.signal]) : stop.signal
  const access: Access = { ...options.access, signal }
  const before = new Map(known?.folders.map((folder) => [folder.id, folder]))
  const gaps = gapsOf(stop, onGap)
  const progress = progressOf(options)
  const onPage = onPageOf(gaps, progress, options)
  const reading = { graph, access, now, onPage, onPageFailed: gaps.pageFailed, onNamed }
  const contentOf = folderReader(reading, before, gaps, progress)
  try {
    // The folders of the earlier book are read before Graph has said that they are still there.
    for (const id of before.keys()) void contentOf(id)
    const home = defaultFolder(graph, access, known, contentOf, gaps)
    const [list, { id: defaultId, isKnown }] = await Promise.all([
      findFolders({ graph, access, before, defaultId: home.then(({ id }) => id), read: contentOf, gaps }),
      home,
    ])
    const folders = await Promise.all(
      list.placed.map(async ({ id, path, unlisted }): Promise<BookFolder[]> => {
        const content = await contentOf(id)
        const unread = content?.unread ?? unlisted
        return content ? [{ id, path, isDefault: id === defaultId, ...content, unread }] : []
      }),
    )
    // Nothing failed, and the default folder is empty.
    if (list.isWhole && isKnown && defaultId === undefined) gaps.read()
    gaps.check()
    const unlisted = list.isWhole && isKnown ? undefined : (true as const)
    const book = { folders: folders.flat().toSorted(defaultFirst), readAt, unlisted }
    return known ? await caughtUp(reading, known, book, gaps) : book
  } finally {
    // After a failure, and below a folder that has disappeared, requests may still be under way.
    stop.abort()
  }
}

/** Adds up the progress and reports it. */
function progressOf({ onProgress }: ReadOptions) {
  let { contacts } = NO_PROGRESS
  let { read, found } = NO_PROGRESS.folders
  return function add(more: { contacts?: number; read?: number; found?: number }): void {
    contacts += more.contacts ?? 0
    read += more.read ?? 0
    found += more.found ?? 0
    onProgress?.({ contacts, folders: { read, found } })
  }
}

type Add = ReturnType<typeof progressOf>

function onPageOf(gaps: Gaps, add: Add, { onContacts }: ReadOptions): FolderReading['onPage'] {
  return async (contacts) => {
    gaps.read()
    add({ contacts: contacts.length })
    await onContacts?.(contacts)
  }
}

type ContentOf = (id: string) => Promise<FolderContent | undefined>

/** @returns a function that reads a folder, each one once. It resolves to undefined if the folder is gone, and to what was
 *  known before if it cannot be read. */
function folderReader(
  reading: FolderReading,
  before: ReadonlyMap<string, BookFolder>,
  gaps: Gaps,
  add: Add,
): ContentOf {
  const contents = new Map<string, Promise<FolderContent | undefined>>()
  return (id) => {
    let content = contents.get(id)
    if (!content) {
      add({ found: 1 })
      content = contentNow(reading, id, before.get(id), gaps).finally(() => add({ read: 1 }))
      // Awaited once it is known where the folder is, which may never happen.
      content.catch(() => undefined)
      contents.set(id, content)
    }
    return content
  }
}

async function contentNow(
  reading: FolderReading,
  id: string,
  known: BookFolder | undefined,
  gaps: Gaps,
): Promise<FolderContent | undefined> {
  try {
    return await readFolder(reading, id, known)
  } catch (error) {
    if (isNotFound(error)) return undefined
    gaps.failed(error)
    const { chunks = [], deltaLink, wholeAt } = known ?? {}
    return { chunks, deltaLink, wholeAt, unread: true }
  }
}

/** The default folder's id; undefined if the mailbox has none. A missing one means that the mailbox was recreated.
 *  `isKnown`: whether Outlook told. */
async function defaultFolder(
  graph: Graph,
  access: Access,
  known: AddressBook | undefined,
  contentOf: ContentOf,
  gaps: Gaps,
): Promise<{ id: string | undefined; isKnown: boolean }> {
  const id = known?.folders.find(({ isDefault }) => isDefault)?.id
  if (id !== undefined && (await contentOf(id))) return { id, isKnown: true }
  try {
    const current = await graph.defaultFolder(access)
    if (current !== undefined && !(await contentOf(current))) throw new GraphError('not_found')
    return { id: current, isKnown: true }
  } catch (error) {
    gaps.failed(error)
    return { id: undefined, isKnown: false }
  }
}

/** The other folders are in order of their ids, as Graph may list them in another order next time. */
function defaultFirst(a: BookFolder, b: BookFolder): number {
  return Number(b.isDefault) - Number(a.isDefault) || (a.id < b.id ? -1 : 1)
}

/** If a contact was moved between the answers for two folders, it may have left the one and not yet appeared in the other. So
 *  the changes are read again as long as contacts have left a folder. */
async function caughtUp(
  reading: FolderReading,
  known: AddressBook,
  read: AddressBook,
  gaps: Gaps,
): Promise<AddressBook> {
  let before = known
  let book = read
  for (let round = 1; round < ROUNDS && (await difference(before, book)).removed.size > 0; round += 1) {
    const folders = await Promise.all(
      book.folders.map(async (folder): Promise<BookFolder> => {
        if (folder.deltaLink === undefined || folder.unread) return folder
        return {
          ...folder,
          ...(await contentNow({ ...reading, onPage: async () => undefined }, folder.id, folder, gaps)),
        }
      }),
    )
    before = book
    book = { ...book, folders }
  }
  return book
}
