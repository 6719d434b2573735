import { type AddressBook, type BookFolder, difference } from './address-book.ts'
import { type Access, type Folder, type Graph, GraphError, pages } from '../graph/graph.ts'
import { type FolderContent, readFolder } from './read-folder.ts'

/** Called after every page with the number of contacts so far, some perhaps counted twice. */
export type OnProgress = (contacts: number) => void

/** How often what has changed is asked for, at most, until nobody has left a folder. */
const ROUNDS = 3

type ReadOptions = {
  graph: Graph
  access: Access
  /** The address book from before: only what has changed since is read. */
  known?: AddressBook | undefined
  onProgress?: OnProgress | undefined
  now?: () => number
}

/** Reads the default folder and every other one, nested to any depth; pages one after another, folders side by side.
 *  A folder that vanishes meanwhile is left out.
 *  @throws {GraphError} when anything else goes wrong: an address book is whole or it is none. */
export async function readAddressBook(options: ReadOptions): Promise<AddressBook> {
  const { graph, onProgress, now = Date.now, known } = options
  const readAt = now()
  const stop = new AbortController()
  const signal = options.access.signal ? AbortSignal.any([options.access.signal, stop.signal]) : stop.signal
  const access: Access = { ...options.access, signal }
  const before = new Map(known?.folders.map((folder) => [folder.id, folder]))
  const contents = new Map<string, Promise<FolderContent | undefined>>()
  const seen = new Set<string>()
  let count = 0

  function progress(more: number): void {
    count += more
    onProgress?.(count)
  }

  /** Of each folder once. */
  function contentOf(id: string): Promise<FolderContent | undefined> {
    let content = contents.get(id)
    if (!content) {
      content = readFolder(graph, access, id, before.get(id), progress).catch(unlessGone)
      // Awaited when it is known where the folder is, which may never come.
      content.catch(() => undefined)
      contents.set(id, content)
    }
    return content
  }

  async function childFolders(parent: string | undefined): Promise<Folder[]> {
    const folders: Folder[] = []
    for await (const { items } of pages((next) => graph.folders(access, parent, next))) folders.push(...items)
    return folders
  }

  async function withAllBelow(folders: readonly Folder[], above: readonly string[]): Promise<Placed[]> {
    // A folder that shows up again, below itself perhaps, is not followed twice.
    const fresh = folders.filter(({ id }) => !seen.has(id) && seen.add(id))
    const placed = await Promise.all(
      fresh.map(async ({ id, displayName }) => {
        const path = [...above, displayName]
        void contentOf(id)
        const below = async () => withAllBelow(await childFolders(id), path)
        return [{ id, path }, ...((await below().catch(unlessGone)) ?? [])]
      }),
    )
    return placed.flat()
  }

  /** Whether the default folder is among those listed differs, and so does whether those below it are. */
  async function allFolders(home: Promise<string | undefined>): Promise<Placed[]> {
    seen.clear()
    const belowHome = home.then((id) => (id === undefined ? [] : childFolders(id)))
    // Awaited further down.
    belowHome.catch(() => undefined)
    const listed = await withAllBelow(await childFolders(undefined), [])
    const id = await home
    if (id === undefined || seen.has(id)) return listed
    seen.add(id)
    const path = await pathOfDefault(id)
    return [{ id, path }, ...listed, ...(await withAllBelow(await belowHome, path))]
  }

  /** Folders that move while they are listed can be missed: they are listed once more where one is there that is not listed. */
  async function foldersNow(home: Promise<string | undefined>): Promise<Placed[]> {
    const placed = await allFolders(home)
    for (const { id } of before.values()) {
      if (!seen.has(id) && (await contentOf(id).catch(() => undefined))) return allFolders(home)
    }
    return placed
  }

  /** One that is not there any more was in a mailbox that was made anew. */
  async function defaultFolder(): Promise<string | undefined> {
    const id = known?.folders.find(({ isDefault }) => isDefault)?.id
    if (id !== undefined && (await contentOf(id))) return id
    const now = await graph.defaultFolder(access)
    if (now !== undefined && !(await contentOf(now))) throw new GraphError('not_found')
    return now
  }

  async function pathOfDefault(id: string): Promise<readonly string[]> {
    return before.get(id)?.path ?? [(await graph.folder(access, id).catch(unlessGone))?.displayName ?? 'Contacts']
  }

  try {
    // Those known from before need not wait until it is seen that they are still there.
    for (const id of before.keys()) void contentOf(id)
    const home = defaultFolder()
    const [placed, defaultId] = await Promise.all([foldersNow(home), home])
    const folders = await Promise.all(
      placed.map(async ({ id, path }): Promise<BookFolder[]> => {
        const content = await contentOf(id)
        return content ? [{ id, path, isDefault: id === defaultId, ...content }] : []
      }),
    )
    const book = { folders: folders.flat().toSorted(defaultFirst), readAt }
    return known ? await caughtUp(graph, access, known, book) : book
  } finally {
    // After a failure, and below a folder that vanished, others are still reading.
    stop.abort()
  }
}

type Placed = { id: string; path: readonly string[] }

/** The others in an order of their own, as Graph may list them in another one next time. */
function defaultFirst(a: BookFolder, b: BookFolder): number {
  return Number(b.isDefault) - Number(a.isDefault) || (a.id < b.id ? -1 : 1)
}

/** Who was moved between two folders' answers may be gone from the one and not yet seen in the other: as long as somebody
 *  left a folder, the folders are asked once more. */
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

function unlessGone(error: unknown): undefined {
  if (error instanceof GraphError && error.code === 'not_found') return undefined
  throw error
}
