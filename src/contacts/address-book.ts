import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Contact } from './contact.ts'
import { type Access, type Change, type Folder, type Graph, GraphError, type GraphErrorCode, pages } from './graph.ts'

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
/** So many chunks are looked at in one go: a few milliseconds. */
const SLICE = 20
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
  const seen = new Set<string>()
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
type Content = Pick<BookFolder, 'chunks' | 'deltaLink'>

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

/** What is in a folder now: by what has changed since `known`, or else all of it.
 *  @throws {GraphError} `not_found` where the folder is gone. */
async function readFolder(
  graph: Graph,
  access: Access,
  id: string,
  known: BookFolder | undefined,
  onPage: (contacts: number) => void,
): Promise<Content> {
  const chunks = known?.chunks ?? []
  const follow = async (since?: string): Promise<Content> => {
    const { changes, deltaLink } = await followChanges(graph, access, id, since, onPage)
    return { chunks: applied(chunks, since === undefined ? await onlyNews(chunks, changes) : changes), deltaLink }
  }
  if (known && known.deltaLink === undefined) return { chunks: await listed(graph, access, id, chunks, onPage) }
  try {
    // A link that is not taken any more, for whatever reason, will not be next time.
    return await follow(known?.deltaLink).catch((error: unknown) => {
      if (error instanceof GraphError && RESTART.has(error.code)) return follow()
      throw error
    })
  } catch (error) {
    // China's cloud has no changes to follow.
    if (!(error instanceof GraphError) || (error.code !== 'refused' && error.code !== 'not_found')) throw error
    return { chunks: await listed(graph, access, id, chunks, onPage) }
  }
}

const RESTART: ReadonlySet<GraphErrorCode> = new Set(['sync_lost', 'refused'])

/** @param since a `deltaLink` from before; without one, all that is in the folder is a change. */
async function followChanges(
  graph: Graph,
  access: Access,
  id: string,
  since: string | undefined,
  onPage: (contacts: number) => void,
): Promise<{ changes: Map<string, Change>; deltaLink: string | undefined }> {
  const changes = new Map<string, Change>()
  let deltaLink: string | undefined
  for await (const page of pages((next) => graph.changes(access, id, next ?? since))) {
    for (const change of page.items) {
      changes.set(change.id, after(changes.get(change.id), change, id))
    }
    deltaLink = page.deltaLink
    onPage(page.items.length)
  }
  return { changes, deltaLink }
}

async function listed(
  graph: Graph,
  access: Access,
  id: string,
  known: readonly Chunk[],
  onPage: (contacts: number) => void,
): Promise<readonly Chunk[]> {
  const changes = new Map<string, Change>()
  for await (const { items } of pages((next) => graph.contacts(access, id, next))) {
    for (const contact of items) changes.set(contact.id, { id: contact.id, contact: within(id, contact) })
    onPage(items.length)
  }
  return applied(known, await onlyNews(known, changes))
}

/** Of everything that is in a folder, what is not as it was. Whoever is as before stays the same object, so that only what
 *  has changed is indexed and written. */
async function onlyNews(known: readonly Chunk[], all: Map<string, Change>): Promise<Map<string, Change>> {
  for (const chunk of known) {
    await nextTurn()
    for (const contact of chunk) {
      const now = all.get(contact.id)?.contact
      if (!now) all.set(contact.id, { id: contact.id, contact: undefined })
      else if (JSON.stringify(now) === JSON.stringify(contact)) all.delete(contact.id)
    }
  }
  return all
}

/** What two changes of one contact come to. */
function after(earlier: Change | undefined, { id, contact, onto }: Change, folder: string): Change {
  if (!contact || !onto) return { id, contact: contact && within(folder, contact) }
  if (!earlier) return { id, contact: within(folder, contact), onto: (known) => within(folder, onto(known)) }
  const { contact: then, onto: before } = earlier
  return {
    id,
    contact: within(folder, then ? onto(then) : contact),
    ...(before && { onto: (known) => within(folder, onto(before(known))) }),
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

/** What must be done to come from one address book to another: from {@link contactsIn} of the one to that of the other. */
export async function difference(
  before: AddressBook,
  after: AddressBook,
): Promise<{ put: Contact[]; removed: Set<string> }> {
  const [old, now] = [before, after].map(({ folders }) => folders.flatMap(({ chunks }) => chunks)) as [Chunk[], Chunk[]]
  const touched = new Set<string>()
  await addIdsOf(old, new Set(now), touched)
  await addIdsOf(now, new Set(old), touched)
  const was = await firstOf(old, touched)
  const is = await firstOf(now, touched)
  return {
    put: [...is.values()].filter((contact) => was.get(contact.id) !== contact),
    removed: new Set([...was.keys()].filter((id) => !is.has(id))),
  }
}

/** Of those who are not in one of the `others`. */
async function addIdsOf(chunks: readonly Chunk[], others: ReadonlySet<Chunk>, ids: Set<string>): Promise<void> {
  for await (const chunk of inSlices(chunks.filter((chunk) => !others.has(chunk))))
    for (const { id } of chunk) ids.add(id)
}

/** The first of each id. */
async function firstOf(chunks: readonly Chunk[], ids: ReadonlySet<string>): Promise<Map<string, Contact>> {
  const found = new Map<string, Contact>()
  if (ids.size === 0) return found
  for await (const chunk of inSlices(chunks))
    for (const contact of chunk) if (ids.has(contact.id) && !found.has(contact.id)) found.set(contact.id, contact)
  return found
}

/** Others get their turn in between. */
async function* inSlices(chunks: readonly Chunk[]): AsyncGenerator<Chunk, void> {
  for (const [n, chunk] of chunks.entries()) {
    if (n % SLICE === SLICE - 1) await nextTurn()
    yield chunk
  }
}

function unlessGone(error: unknown): undefined {
  if (error instanceof GraphError && error.code === 'not_found') return undefined
  throw error
}
