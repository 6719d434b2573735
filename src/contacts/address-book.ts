import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Contact } from './contact.ts'
import { type Access, type Change, type Folder, type Graph, GraphError, pages } from './graph.ts'

/** Everyone in a mailbox's folders of contacts. Never changed: what was changed since gives another one, which shares the
 *  folders and chunks in which nothing has happened. `readAt`: epoch milliseconds when the reading began, so that whatever
 *  was changed before is in it. */
export type AddressBook = { folders: readonly BookFolder[]; readAt: number }

/** `path`: the names of the folders down to this one. `deltaLink`: where Graph tells what has changed since; none where it
 *  does not. An id stands in one folder once; in several for as long as it takes to hear that it has moved. */
export type BookFolder = {
  id: string
  path: readonly string[]
  isDefault: boolean
  deltaLink?: string | undefined
  chunks: readonly Chunk[]
}

export type Chunk = readonly Contact[]

/** Called after every page with the number of contacts so far, some perhaps counted twice. */
export type OnProgress = (contacts: number) => void

/** So many contacts are written, opened and parsed in one piece: some 100 KB. */
const CHUNK = 200
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
  const contents = new Map<string, Promise<Content | undefined>>()
  let count = 0

  function progress(more: number): void {
    count += more
    onProgress?.(count)
  }

  /** Of each folder once. */
  function contentOf(id: string): Promise<Content | undefined> {
    let content = contents.get(id)
    if (!content) {
      content = readFolder(graph, access, id, before.get(id), progress).catch(unlessGone)
      // Awaited when it is known where the folder is, which may never come.
      content.catch(() => undefined)
      contents.set(id, content)
    }
    return content
  }

  async function foldersBelow(parent: string | undefined, above: readonly string[]): Promise<Placed[]> {
    const fresh: Folder[] = []
    for await (const { items } of pages((next) => graph.folders(access, parent, next))) {
      // A folder that shows up again, below itself perhaps, is not followed twice.
      fresh.push(...items.filter(({ id }) => !seen.has(id) && seen.add(id)))
    }
    const placed = await Promise.all(
      fresh.map(async ({ id, displayName }) => {
        const path = [...above, displayName]
        void contentOf(id)
        return [{ id, path }, ...((await foldersBelow(id, path).catch(unlessGone)) ?? [])]
      }),
    )
    return placed.flat()
  }
  const seen = new Set<string>()

  async function defaultFolder(): Promise<string | undefined> {
    const id = known?.folders.find(({ isDefault }) => isDefault)?.id ?? (await graph.defaultFolder(access))
    if (id !== undefined) void contentOf(id)
    return id
  }

  /** Whether the default folder is among those listed differs. */
  async function pathOfDefault(id: string): Promise<readonly string[]> {
    return before.get(id)?.path ?? [(await graph.folder(access, id).catch(unlessGone))?.displayName ?? 'Contacts']
  }

  try {
    // Those known from before need not wait until it is seen that they are still there.
    for (const id of before.keys()) void contentOf(id)
    const [listed, defaultId] = await Promise.all([foldersBelow(undefined, []), defaultFolder()])
    const isListed = defaultId === undefined || listed.some(({ id }) => id === defaultId)
    const placed = isListed ? listed : [{ id: defaultId, path: await pathOfDefault(defaultId) }, ...listed]
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
type Content = Pick<BookFolder, 'chunks' | 'deltaLink'>

const defaultFirst = (a: BookFolder, b: BookFolder) => Number(b.isDefault) - Number(a.isDefault)

/** Who was moved between two folders' answers may be gone from the one and not yet seen in the other: as long as somebody
 *  left a folder, the folders are asked once more. */
async function caughtUp(graph: Graph, access: Access, known: AddressBook, read: AddressBook): Promise<AddressBook> {
  let before = known
  let book = read
  for (let round = 1; round < ROUNDS && difference(before, book).removed.size > 0; round += 1) {
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

/** What is in a folder now: by what has changed since `known`, or else all of it.
 *  @throws {GraphError} `not_found` where the folder is gone. */
async function readFolder(
  graph: Graph,
  access: Access,
  id: string,
  known: BookFolder | undefined,
  onPage: (contacts: number) => void,
): Promise<Content> {
  if (known && known.deltaLink === undefined) return listFolder(graph, access, id, known, onPage)
  try {
    return await followChanges(graph, access, id, known, onPage)
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    if (error.code === 'sync_lost' && known) return followChanges(graph, access, id, undefined, onPage)
    // China's cloud has no changes to follow.
    if ((error.code === 'refused' || error.code === 'not_found') && !known) {
      return listFolder(graph, access, id, known, onPage)
    }
    throw error
  }
}

async function followChanges(
  graph: Graph,
  access: Access,
  id: string,
  known: BookFolder | undefined,
  onPage: (contacts: number) => void,
): Promise<Content> {
  const changes = new Map<string, Change>()
  let deltaLink: string | undefined
  for await (const page of pages((next) => graph.changes(access, id, next ?? known?.deltaLink))) {
    for (const change of page.items) {
      changes.set(change.id, after(changes.get(change.id), change, id))
    }
    deltaLink = page.deltaLink
    onPage(page.items.length)
  }
  return { chunks: applied(known?.chunks ?? [], changes), deltaLink }
}

async function listFolder(
  graph: Graph,
  access: Access,
  id: string,
  known: BookFolder | undefined,
  onPage: (contacts: number) => void,
): Promise<Content> {
  const changes = new Map<string, Change>()
  for await (const { items } of pages((next) => graph.contacts(access, id, next))) {
    for (const contact of items) changes.set(contact.id, { id: contact.id, contact: within(id, contact) })
    onPage(items.length)
  }
  // Whoever is as before stays the same object, so that only what has changed is indexed and written.
  for (const chunk of known?.chunks ?? []) {
    await nextTurn()
    for (const contact of chunk) {
      const now = changes.get(contact.id)?.contact
      if (!now) changes.set(contact.id, { id: contact.id, contact: undefined })
      else if (JSON.stringify(now) === JSON.stringify(contact)) changes.delete(contact.id)
    }
  }
  return { chunks: applied(known?.chunks ?? [], changes) }
}

/** What two changes of one contact come to. */
function after(earlier: Change | undefined, { id, contact, onto }: Change, folder: string): Change {
  if (!contact || !onto) return { id, contact: contact && within(folder, contact) }
  if (!earlier) return { id, contact: within(folder, contact), onto: (known) => within(folder, onto(known)) }
  const { contact: then, onto: before } = earlier
  return {
    id,
    contact: within(folder, then ? onto(then) : contact),
    ...(before && { onto: (known) => onto(before(known)) }),
  }
}

/** Folders have two kinds of ids, too: what counts is where a contact was found. */
function within(folder: string, contact: Contact): Contact {
  return contact.parentFolderId === folder ? contact : { ...contact, parentFolderId: folder }
}

/** The chunks after `changes`: the same ones where nothing has changed in them. */
function applied(chunks: readonly Chunk[], changes: ReadonlyMap<string, Change>): readonly Chunk[] {
  if (changes.size === 0) return chunks
  const left = new Map(changes)
  const kept = chunks.map((chunk) => {
    if (!chunk.some(({ id }) => left.has(id))) return chunk
    return chunk.flatMap((contact) => {
      const change = left.get(contact.id)
      if (!change) return [contact]
      left.delete(contact.id)
      return change.onto?.(contact) ?? change.contact ?? []
    })
  })
  const fresh = [...left.values()].flatMap(({ contact }) => contact ?? [])
  const last = kept.at(-1)
  const rest = last && last.length + fresh.length <= CHUNK && fresh.length > 0 ? (kept.pop() ?? []) : []
  for (let start = 0; start < fresh.length; start += CHUNK) {
    kept.push([...(start === 0 ? rest : []), ...fresh.slice(start, start + CHUNK)])
  }
  return kept.filter(({ length }) => length > 0)
}

/** Everybody in `book` once, the default folder's first. */
export function contactsIn({ folders }: AddressBook): Contact[] {
  const byId = new Map<string, Contact>()
  for (const { chunks } of folders)
    for (const chunk of chunks) for (const contact of chunk) if (!byId.has(contact.id)) byId.set(contact.id, contact)
  return [...byId.values()]
}

/** What must be done to come from one address book to another. */
export function difference(before: AddressBook, after: AddressBook): { put: Contact[]; removed: Set<string> } {
  const old = new Set(before.folders.flatMap(({ chunks }) => chunks))
  const put = new Map<string, Contact>()
  const staying = new Set<Chunk>()
  for (const { chunks } of after.folders) {
    for (const chunk of chunks) {
      if (old.has(chunk)) staying.add(chunk)
      else for (const contact of chunk) if (!put.has(contact.id)) put.set(contact.id, contact)
    }
  }
  const removed = new Set<string>()
  const same = new Set<string>()
  for (const chunk of old) {
    if (staying.has(chunk)) continue
    for (const contact of chunk) {
      const now = put.get(contact.id)
      if (now === contact) same.add(contact.id)
      else if (!now) removed.add(contact.id)
    }
  }
  for (const id of same) put.delete(id)
  // Gone from one folder and left in another.
  if (removed.size > 0) for (const chunk of staying) for (const { id } of chunk) removed.delete(id)
  return { put: [...put.values()], removed }
}

function unlessGone(error: unknown): undefined {
  if (error instanceof GraphError && error.code === 'not_found') return undefined
  throw error
}
