import { type Access, type Graph, GraphError } from '../graph/graph.ts'
import { type AddressBook, type BookFolder, difference } from './address-book.ts'
import { findFolders, unlessGone } from './folders.ts'
import { type FolderContent, readFolder } from './read-folder.ts'

/** Called after every page with the number of contacts so far. Some may be counted twice. */
export type OnProgress = (contacts: number) => void

/** How often the changes are read at most, until no contact has left a folder. */
const ROUNDS = 3

type ReadOptions = {
  graph: Graph
  access: Access
  /** The earlier address book: only what has changed since is read. */
  known?: AddressBook | undefined
  onProgress?: OnProgress | undefined
  now?: () => number
}

/** Reads the default folder and every other one, nested to any depth: the pages of a folder one after another, the folders
 *  side by side. A folder that vanishes meanwhile is left out.
 *  @throws {GraphError} when anything else fails: an address book is never partial. */
export async function readAddressBook(options: ReadOptions): Promise<AddressBook> {
  const { graph, onProgress, now = Date.now, known } = options
  const readAt = now()
  const stop = new AbortController()
  const signal = options.access.signal ? AbortSignal.any([options.access.signal, stop.signal]) : stop.signal
  const access: Access = { ...options.access, signal }
  const before = new Map(known?.folders.map((folder) => [folder.id, folder]))
  const contentOf = folderReader(graph, access, before, onProgress)
  try {
    // The folders of the earlier book are read before Graph has said that they are still there.
    for (const id of before.keys()) void contentOf(id)
    const home = defaultFolder(graph, access, known, contentOf)
    const [placed, defaultId] = await Promise.all([
      findFolders({ graph, access, before, defaultId: home, read: contentOf }),
      home,
    ])
    const folders = await Promise.all(
      placed.map(async ({ id, path }): Promise<BookFolder[]> => {
        const content = await contentOf(id)
        return content ? [{ id, path, isDefault: id === defaultId, ...content }] : []
      }),
    )
    const book = { folders: folders.flat().toSorted(defaultFirst), readAt }
    return known ? await caughtUp(graph, access, known, book) : book
  } finally {
    // After a failure, and below a folder that vanished, requests may still be under way.
    stop.abort()
  }
}

type ContentOf = (id: string) => Promise<FolderContent | undefined>

/** @returns a function that reads a folder, each one once. It resolves to undefined where the folder is gone. */
function folderReader(
  graph: Graph,
  access: Access,
  before: ReadonlyMap<string, BookFolder>,
  onProgress: OnProgress | undefined,
): ContentOf {
  const contents = new Map<string, Promise<FolderContent | undefined>>()
  let count = 0
  function progress(more: number): void {
    count += more
    onProgress?.(count)
  }
  return (id) => {
    let content = contents.get(id)
    if (!content) {
      content = readFolder(graph, access, id, before.get(id), progress).catch(unlessGone)
      // Awaited once it is known where the folder is, which may never happen.
      content.catch(() => undefined)
      contents.set(id, content)
    }
    return content
  }
}

/** The default folder's id; undefined where the mailbox has none. A missing one means that the mailbox was recreated. */
async function defaultFolder(
  graph: Graph,
  access: Access,
  known: AddressBook | undefined,
  contentOf: ContentOf,
): Promise<string | undefined> {
  const id = known?.folders.find(({ isDefault }) => isDefault)?.id
  if (id !== undefined && (await contentOf(id))) return id
  const current = await graph.defaultFolder(access)
  if (current !== undefined && !(await contentOf(current))) throw new GraphError('not_found')
  return current
}

/** The other folders are in order of their ids, as Graph may list them in another order next time. */
function defaultFirst(a: BookFolder, b: BookFolder): number {
  return Number(b.isDefault) - Number(a.isDefault) || (a.id < b.id ? -1 : 1)
}

/** A contact that was moved between the answers for two folders may have left the one and not yet appeared in the other. As
 *  long as contacts have left a folder, the changes are read once more. */
async function caughtUp(graph: Graph, access: Access, known: AddressBook, read: AddressBook): Promise<AddressBook> {
  let before = known
  let book = read
  for (let round = 1; round < ROUNDS && (await difference(before, book)).removed.size > 0; round += 1) {
    const folders = await Promise.all(
      book.folders.map(async (folder): Promise<BookFolder> => {
        if (folder.deltaLink === undefined) return folder
        const content = await readFolder(graph, access, folder.id, folder, () => undefined).catch(unlessGone)
        return { ...folder, ...content }
      }),
    )
    before = book
    book = { ...book, folders }
  }
  return book
}
