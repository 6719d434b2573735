import type { Contact } from './contact.ts'
import { type Access, type Folder, type Graph, GraphError, type Page } from './graph.ts'

/** Everyone in a mailbox's folders of contacts, each once: the default folder first, then folder by folder. `path`: the
 *  names of the folders down to this one. `readAt`: epoch milliseconds when the reading began, so that whatever
 *  was changed before is in it. */
export type AddressBook = {
  contacts: Contact[]
  folders: { id: string; displayName: string; path: string[] }[]
  readAt: number
}

/** Called after every page with the number of contacts so far, some perhaps counted twice. */
export type OnProgress = (contacts: number) => void

export type AddressBooks = ReturnType<typeof addressBooks>

/** A reading of the whole that has not ended by then is given up. */
const LIMIT_MS = 60_000
/** No folder has so many pages (half a million contacts): a link that leads on for ever. */
const MAX_PAGES = 500

/** A reading under way, and how many still wait for it. */
type Reading = { book: Promise<AddressBook>; readers: number; listeners: Set<OnProgress>; stop: AbortController }

type Options = { graph: Graph; now?: () => number; limitMs?: number }

/** The address books of this process's users. */
export function addressBooks({ graph, now, limitMs = LIMIT_MS }: Options) {
  const underWay = new Map<string, Reading>()

  function begin(key: string, mailbox: string, { base, token }: Access): Reading {
    const stop = new AbortController()
    const limit = AbortSignal.timeout(limitMs)
    const listeners = new Set<OnProgress>()
    const book = readAll({
      graph,
      base,
      token,
      mailbox,
      signal: AbortSignal.any([stop.signal, limit]),
      onProgress: (contacts) => listeners.forEach((listener) => listener(contacts)),
      ...(now && { now }),
    })
      .catch((error: unknown) => {
        throw limit.aborted ? new GraphError('unavailable', {}, { cause: error }) : error
      })
      // Before the first reader hears of it: one who asks again on the spot gets a new reading.
      .finally(() => forget(key, reading))
    const reading: Reading = { book, readers: 0, listeners, stop }
    underWay.set(key, reading)
    return reading
  }

  function forget(key: string, reading: Reading) {
    if (underWay.get(key) === reading) underWay.delete(key)
  }

  return {
    /** The address book of `mailbox`, as it is now. Callers with the same token that arrive while it is being read share the reading: one who
     *  gives up leaves the others theirs, and the last one to leave ends it.
     *  `mailbox` must name the account (tenant and object id): whoever gives the same name gets the same contacts.
     *  @throws {GraphError} also `aborted` for the caller's own signal, and `unavailable` after a minute. */
    async read(mailbox: string, access: Access & { onProgress?: OnProgress }): Promise<AddressBook> {
      const { signal, onProgress } = access
      if (signal?.aborted) throw new GraphError('aborted')
      // Nobody shares a reading by another token: its refusal would be taken for the own one's.
      const key = `${mailbox}\n${access.token}`
      const reading = underWay.get(key) ?? begin(key, mailbox, access)
      reading.readers += 1
      if (onProgress) reading.listeners.add(onProgress)
      try {
        return await unlessAborted(reading.book, signal)
      } finally {
        reading.readers -= 1
        if (onProgress) reading.listeners.delete(onProgress)
        if (reading.readers === 0) {
          forget(key, reading)
          reading.stop.abort()
        }
      }
    },
  }
}

type ReadOptions = Access & { graph: Graph; onProgress?: OnProgress; now?: () => number }

/** Reads the default folder and every other one, nested to any depth; pages one after another, folders side by side.
 *  A folder that vanishes meanwhile is left out.
 *  @throws {GraphError} when anything else goes wrong: an address book is whole or it is none. */
export async function readAll(options: ReadOptions): Promise<AddressBook> {
  const { graph, onProgress, now = Date.now } = options
  const readAt = now()
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const { base, token, mailbox } = options
  const access: Access = { base, token, signal, ...(mailbox !== undefined && { mailbox }) }
  const seen = new Set<string>()
  let count = 0

  async function contactsOf(folder?: string): Promise<Contact[]> {
    return everyPage(async (next) => {
      const page = await graph.contacts(access, folder, next)
      count += page.items.length
      onProgress?.(count)
      return page
    })
  }

  async function foldersBelow(parent: string | undefined, path: string[]): Promise<Read[]> {
    const folders = await everyPage((next) => graph.folders(access, parent, next))
    // A folder that shows up again, below itself perhaps, is not followed twice.
    const fresh = folders.filter(({ id }) => !seen.has(id) && seen.add(id))
    return (await Promise.all(fresh.map((folder) => readFolder(folder, path)))).flat()
  }

  async function readFolder({ id, displayName }: Folder, above: string[]): Promise<Read[]> {
    const path = [...above, displayName]
    try {
      const [contacts, below] = await Promise.all([contactsOf(id), foldersBelow(id, path)])
      return [{ folder: { id, displayName, path }, contacts }, ...below]
    } catch (error) {
      if (error instanceof GraphError && error.code === 'not_found') return []
      throw error
    }
  }

  try {
    const [own, read] = await Promise.all([contactsOf(), foldersBelow(undefined, [])])
    const all = [own, ...read.map(({ contacts }) => contacts)].flat()
    const byId = new Map(all.map((contact) => [contact.id, contact]))
    return { contacts: [...byId.values()], folders: read.map(({ folder }) => folder), readAt }
  } finally {
    // After a failure, and below a folder that vanished, others are still reading.
    stop.abort()
  }
}

type Read = { folder: AddressBook['folders'][number]; contacts: Contact[] }

/** What all pages hold. @throws {GraphError} `unavailable` at the first link that comes again, and after too many. */
async function everyPage<T>(read: (next?: string) => Promise<Page<T>>): Promise<T[]> {
  const pages: T[][] = []
  const links = new Set<string>()
  let next: string | undefined
  do {
    const page = await read(next)
    pages.push(page.items)
    next = page.next
    if (next === undefined) return pages.flat()
    if (links.has(next)) throw new GraphError('unavailable')
    links.add(next)
  } while (pages.length < MAX_PAGES)
  throw new GraphError('unavailable')
}

/** What `work` gives, unless `signal` comes first; `work` goes on. @throws {GraphError} `aborted` */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(new GraphError('aborted'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
