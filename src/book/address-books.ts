// Keeps the copy of a mailbox's contacts in step with Outlook: read from Graph, stored in chunks, cached and searched. This
// folder does not know who is connected; its callers bring the token.
import type { Contact } from '../graph/contact.ts'
import { type Graph, GraphError, type GraphErrorCode } from '../graph/graph.ts'
import type { Store } from '../store/store.ts'
import { hasContacts } from './has-contacts.ts'
import { type BookRead, bringInStep, type Reader } from './in-step.ts'
import { LEASE_MS } from './book-lease.ts'
import type { Owner } from './stored-book.ts'
import type { OpenBook } from './open-book.ts'
import { NO_PROGRESS, type Progress } from './read-mailbox.ts'
import { type Room, room as roomOf } from './room.ts'
import { isSame, shelf as shelfOf } from './shelf.ts'

/** A book that is being brought in step. `progress`: how far that is. */
export type Reading = { book: Promise<OpenBook>; progress: () => Progress }

export type AddressBooks = ReturnType<typeof addressBooks>

/** How often a reading looks whether the person is still connected: they may have disconnected at another instance. */
const WATCH_MS = 1_000
/** A reading that takes longer is given up. */
const LIMIT_MS = 5 * 60_000

/** They do not pass by themselves: an administrator must act, or the person. */
const REFUSALS: ReadonlySet<GraphErrorCode> = new Set(['forbidden', 'no_mailbox', 'on_hold'])

type Options = {
  graph: Graph
  store: Store
  /** How long a book stays in the store. 0: books are never stored, and leave the memory once they are older than `maxAgeMs`. */
  keepMs: number
  maxAgeMs: number
  /** Told about each part of a mailbox that Outlook does not let us read. */
  onGap?: (error: GraphError) => void
  /** Told about each reading of a mailbox that has ended. */
  onRead?: ((read: BookRead) => void) | undefined
  /** Told which contacts may have changed in Outlook, before a copy is kept that shows it. */
  onNamed?: ((owner: Owner, contactIds: readonly string[]) => Promise<void>) | undefined
  /** Told how old the copy is that a question finds at hand. */
  onAge?: ((ageMs: number) => void) | undefined
  now?: () => number
  limitMs?: number
  leaseMs?: number
  cacheBytes?: number
  room?: Room | undefined
}

type UnderWay = Reading & { owner: Owner; token: string; stop: AbortController }

/** Everybody's address books: from memory, from the store, and from Graph what has changed since. */
export function addressBooks(options: Options) {
  const { graph, store, keepMs, maxAgeMs, now = Date.now, limitMs = LIMIT_MS, leaseMs = LEASE_MS, cacheBytes } = options
  const { onGap = () => undefined, onRead = () => undefined, onAge, room = roomOf() } = options
  const { onNamed = async () => undefined } = options
  const shelf = shelfOf({ store, keepMs, maxAgeMs, now, leaseMs, limitMs, cacheBytes, room })
  const underWay = new Map<string, UnderWay>()
  /** The mailboxes that Outlook refused when it was asked last, by the key of their owner. */
  const refused = new Map<string, string>()

  function note({ key, mailbox }: Owner, error?: unknown): void {
    if (error instanceof GraphError && REFUSALS.has(error.code)) refused.set(key, mailbox)
    else if (error === undefined) refused.delete(key)
  }

  function begin(owner: Owner, reader: Reader, notBefore: number): UnderWay {
    const stop = new AbortController()
    const limit = AbortSignal.timeout(limitMs)
    const signal = AbortSignal.any([stop.signal, limit])
    let progress = NO_PROGRESS
    const onProgress = (now: Progress) => void (progress = now)
    const watch = setInterval(() => void endIfForgotten(reader, stop), WATCH_MS)
    const book = bringInStep(
      { graph, shelf, room, now, onGap, onRead, onNamed },
      { owner, reader, notBefore, signal, onProgress },
    )
      .catch((error: unknown) => {
        throw limit.aborted ? new GraphError('unavailable', {}, { cause: error }) : error
      })
      // Before the callers hear of it: a caller that asks again at once gets a new reading.
      .finally(() => {
        clearInterval(watch)
        if (underWay.get(owner.key) === reading) underWay.delete(owner.key)
      })
    // Each caller hears of a failure, but there may be no callers left.
    book.then(
      () => note(owner),
      (error: unknown) => note(owner, error),
    )
    const reading = { owner, token: reader.token, stop, book, progress: () => progress }
    underWay.set(owner.key, reading)
    return reading
  }

  function inStep(owner: Owner, reader: Reader, notBefore: number): Reading {
    const shared = underWay.get(owner.key)
    if (!shared || !isSame(shared.owner, owner)) {
      shared?.stop.abort()
      return begin(owner, reader, notBefore)
    }
    let { progress } = shared
    const again = () => {
      const reading = inStep(owner, reader, notBefore)
      ;({ progress } = reading)
      return reading.book
    }
    const book = shared.book.then(
      (open) => (open.book.readAt >= notBefore ? open : again()),
      (error: unknown) => {
        if (shared.token === reader.token || isForAllTokens(error)) throw error
        return again()
      },
    )
    book.catch(() => undefined)
    return { book, progress: () => progress() }
  }

  return {
    /** The clock that tells how old a copy is: epoch milliseconds. */
    now,

    /** The newest copy that there is, of whatever age; undefined where there is none.
     *  @param notBefore a copy in memory that was read since (epoch milliseconds) is new enough. @throws {StoreError} */
    async atHand(owner: Owner, notBefore: number): Promise<OpenBook | undefined> {
      const mine = shelf.inMemory(owner)
      const found = !shelf.kept || (mine && mine.book.readAt >= notBefore) ? mine : await shelf.load(owner)
      if (found) onAge?.(Math.max(0, now() - found.book.readAt))
      return found
    },

    /** Whether there are any contacts; undefined where that takes long to tell. @throws {GraphError} */
    hasContacts: ({ mailbox, base, userId }: Owner, token: string, signal: AbortSignal): Promise<boolean | undefined> =>
      hasContacts(graph, { base, token, mailbox, userId, signal }),

    /** Whether Outlook gave no access to the mailbox when it was asked last. */
    isRefused: ({ key, mailbox }: Owner): boolean => refused.get(key) === mailbox,

    /** Brings a book in step. Callers that ask while it is read share the reading, which goes on when they leave.
     *  @param notBefore a book that was read since (epoch milliseconds) is not read again.
     *  @throws {GraphError} also `unavailable` after five minutes, `aborted` where the book was forgotten meanwhile
     *  @throws {StoreError} @throws {NoRoomError} */
    inStep,

    /** Shows what this program has changed in Outlook, before Outlook is asked for it. @param contact undefined: it was deleted */
    changed(owner: Owner, id: string, contact: Contact | undefined): void {
      shelf.change(owner, { id, contact, at: now() })
    },

    /** Deletes everything under `key`, and ends its reading here. @throws {StoreError} */
    async forget(key: string): Promise<void> {
      underWay.get(key)?.stop.abort()
      refused.delete(key)
      await shelf.forget(key)
    },

    /** Ends all readings. Resolves once they have given up their leases. */
    async stop(): Promise<void> {
      const all = [...underWay.values()]
      for (const { stop } of all) stop.abort()
      await Promise.allSettled(all.map(({ book }) => book))
    },
  }
}

async function endIfForgotten({ isCurrent }: Reader, stop: AbortController): Promise<void> {
  // Where the store does not answer, the reading goes on.
  if (!(await isCurrent().catch(() => true))) stop.abort()
}

/** Whether a reading would have failed with any token. A refusal of another caller's token says nothing about ours. */
function isForAllTokens(error: unknown): boolean {
  return !(error instanceof GraphError) || error.code === 'unavailable' || error.code === 'throttled'
}
