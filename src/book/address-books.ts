import { setTimeout as sleep } from 'node:timers/promises'
import { type Store, StoreError } from '../store/store.ts'
import type { AddressBook } from './address-book.ts'
import { readAddressBook } from './read.ts'
import { bookCache } from './cache.ts'
import { type Access, type Graph, GraphError } from '../graph/graph.ts'
import { keptBooks, LEASE_MS, type Owner } from './kept.ts'
import { openBook, type OpenBook } from './open-book.ts'

/** A book that is being brought in step. `contacts`: how many were read so far. */
export type Reading = { book: Promise<OpenBook>; contacts: () => number }

/** How a book may be read. `isCurrent`: whether it is still wanted: what was forgotten meanwhile is not kept. */
export type Reader = Pick<Access, 'token'> & { isCurrent: () => Promise<boolean> }

export type AddressBooks = ReturnType<typeof addressBooks>

/** A reading that has not ended by then is given up. */
const LIMIT_MS = 5 * 60_000
const POLL_MS = 200
/** Books that are not brought in step any more leave the memory. */
const IN_MEMORY_MS = 15 * 60_000

type Options = {
  graph: Graph
  store: Store
  /** How long a book stays in the store. 0: it never comes there, and leaves the memory once it is older than `maxAgeMs`. */
  keepMs: number
  maxAgeMs: number
  now?: () => number
  limitMs?: number
  leaseMs?: number
  cacheBytes?: number
}

type Loading = { owner: Owner; book: Promise<OpenBook | undefined> }
type UnderWay = Reading & { owner: Owner; token: string; stop: AbortController }

/** The address books of everybody: in memory, in the store, and from Graph what has changed since. */
export function addressBooks(options: Options) {
  const { graph, store, keepMs, maxAgeMs, now = Date.now, limitMs = LIMIT_MS, leaseMs = LEASE_MS, cacheBytes } = options
  const shelf = keptBooks({ store, keepMs, leaseMs, now })
  const kept = keepMs > 0 ? shelf : undefined
  const memory = bookCache({ keepMs: keepMs > 0 ? IN_MEMORY_MS : maxAgeMs, mostBytes: cacheBytes })
  const underWay = new Map<string, UnderWay>()
  const loading = new Map<string, Loading>()

  function inMemory(owner: Owner): OpenBook | undefined {
    const open = memory.get(owner.key)
    return open && isSame(open.owner, owner) ? open : undefined
  }

  /** @param isWanted not where it was forgotten meanwhile */
  function remember(owner: Owner, book: AddressBook, isWanted: boolean): OpenBook {
    const before = inMemory(owner)
    if (before && before.book.readAt >= book.readAt) return before
    const open = openBook(owner, book, before)
    if (isWanted) memory.set(owner.key, open)
    return open
  }

  /** From the store, once for all who ask at the same time. */
  function load(owner: Owner): Promise<OpenBook | undefined> {
    const shared = loading.get(owner.key)
    if (shared && isSame(shared.owner, owner)) return shared.book
    const isWanted = () => loading.get(owner.key) === load
    const book = readKept(owner, isWanted).finally(() => isWanted() && loading.delete(owner.key))
    const load = { owner, book }
    loading.set(owner.key, load)
    return book
  }

  async function readKept(owner: Owner, isWanted: () => boolean): Promise<OpenBook | undefined> {
    const mine = inMemory(owner)?.book
    const newest = newer(mine, (await kept?.read(owner, mine))?.book)
    return newest && remember(owner, newest, isWanted())
  }

  function begin(owner: Owner, reader: Reader, notBefore: number): UnderWay {
    const stop = new AbortController()
    const limit = AbortSignal.timeout(limitMs)
    const signal = AbortSignal.any([stop.signal, limit])
    let contacts = 0
    const book = bring(owner, reader, notBefore, signal, (soFar) => (contacts = soFar))
      .catch((error: unknown) => {
        throw limit.aborted ? new GraphError('unavailable', {}, { cause: error }) : error
      })
      // Before anybody hears of it: who asks again on the spot gets a new reading.
      .finally(() => {
        if (underWay.get(owner.key) === reading) underWay.delete(owner.key)
      })
    // Whoever waits for it hears of a failure; maybe nobody does any more.
    book.catch(() => undefined)
    const reading = { owner, token: reader.token, stop, book, contacts: () => contacts }
    underWay.set(owner.key, reading)
    return reading
  }

  /** By this process, unless another one is at it already. */
  async function bring(
    owner: Owner,
    reader: Reader,
    notBefore: number,
    signal: AbortSignal,
    onProgress: (contacts: number) => void,
  ): Promise<OpenBook> {
    let seen = { version: '', since: 0 }
    let newest: AddressBook | undefined
    for (;;) {
      newest = newer(inMemory(owner)?.book, newest)
      if (newest && newest.readAt >= notBefore) return remember(owner, newest, !signal.aborted)
      const found = await kept?.read(owner, newest)
      newest = newer(newest, found?.book)
      if (newest && newest.readAt >= notBefore) return remember(owner, newest, !signal.aborted)
      if (found?.found && found.reading !== undefined) {
        const { version } = found.found
        if (seen.version !== version) seen = { version, since: performance.now() }
        if (performance.now() - seen.since < leaseMs) {
          onProgress(found.reading)
          await sleep(POLL_MS)
          if (signal.aborted) throw new GraphError('aborted')
          continue
        }
      }
      const lease = kept && found && (await kept.lease(owner, found).catch(unlessRefused))
      if (kept && found && !lease) continue
      const read = await readAddressBook({
        graph,
        access: { base: owner.base, token: reader.token, mailbox: owner.mailbox, signal },
        known: newest,
        now,
        onProgress(contacts) {
          onProgress(contacts)
          if (lease !== 'refused') lease?.progress(contacts)
        },
      }).catch(async (error: unknown) => {
        if (lease !== 'refused') await lease?.release()
        throw error
      })
      if (lease !== 'refused') await lease?.keep(read).catch(unlessRefused)
      if (await reader.isCurrent()) return remember(owner, read, !signal.aborted)
      // Whoever is connected instead keeps theirs.
      await forget(owner.key, owner.mailbox)
      return openBook(owner, read)
    }
  }

  async function forget(key: string, mailbox?: string): Promise<void> {
    if (mailbox === undefined || memory.get(key)?.owner.mailbox === mailbox) memory.remove(key)
    loading.delete(key)
    // Also what is there from a time when books were kept.
    await shelf.forget(key, mailbox)
  }

  return {
    /** The clock that tells how old a copy is: epoch milliseconds. */
    now,

    /** The newest copy that there is, of whatever age; undefined where there is none.
     *  @param notBefore one in memory that was read since (epoch milliseconds) is new enough. @throws {StoreError} */
    async atHand(owner: Owner, notBefore: number): Promise<OpenBook | undefined> {
      const mine = inMemory(owner)
      return !kept || (mine && mine.book.readAt >= notBefore) ? mine : load(owner)
    },

    /** Brings a book in step. Whoever asks while it is read shares the reading, which goes on when they leave.
     *  @param notBefore it is read anew, unless it was since then (epoch milliseconds).
     *  @throws {GraphError} also `unavailable` after five minutes, `aborted` where it was forgotten meanwhile
     *  @throws {StoreError} */
    inStep(owner: Owner, reader: Reader, notBefore: number): Reading {
      const shared = underWay.get(owner.key)
      if (!shared || !isSame(shared.owner, owner)) {
        shared?.stop.abort()
        return begin(owner, reader, notBefore)
      }
      let contacts = shared.contacts
      const again = () => {
        const reading = this.inStep(owner, reader, notBefore)
        contacts = reading.contacts
        return reading.book
      }
      const book = shared.book.then(
        (open) => (open.book.readAt >= notBefore ? open : again()),
        (error: unknown) => {
          // Another token's refusal is not the own one's.
          const isOutlooks =
            !(error instanceof GraphError) || error.code === 'unavailable' || error.code === 'throttled'
          if (isOutlooks || shared.token === reader.token) throw error
          return again()
        },
      )
      book.catch(() => undefined)
      return { book, contacts: () => contacts() }
    },

    /** Deletes everything of `key`, and ends its reading here. @throws {StoreError} */
    async forget(key: string): Promise<void> {
      underWay.get(key)?.stop.abort()
      await forget(key)
    },

    /** Ends all readings. Resolves once they have let go. */
    async stop(): Promise<void> {
      const all = [...underWay.values()]
      for (const { stop } of all) stop.abort()
      await Promise.allSettled(all.map(({ book }) => book))
    },
  }
}

function isSame(a: Owner, b: Owner): boolean {
  return a.mailbox === b.mailbox && a.base === b.base
}

function newer(a: AddressBook | undefined, b: AddressBook | undefined): AddressBook | undefined {
  if (!a || !b) return a ?? b
  return b.readAt > a.readAt ? b : a
}

/** A store that is full still lets people find others. */
function unlessRefused(error: unknown): 'refused' {
  if (error instanceof StoreError && error.code === 'refused') return error.code
  throw error
}
