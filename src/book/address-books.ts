// Keeps the copy of a mailbox's contacts in step with Outlook: read from Graph, stored in chunks, cached and searched. This
// folder does not know who is connected; its callers bring the token.
import type { Contact } from '../graph/contact.ts'
import { type Graph, GraphError, type GraphErrorCode } from '../graph/graph.ts'
import type { Store } from '../store/store.ts'
import { hasContacts } from './has-contacts.ts'
import type { BookRead } from './in-step.ts'
import { LEASE_MS } from './book-lease.ts'
import type { Owner } from './stored-book.ts'
import type { OpenBook } from './open-book.ts'
import { readings } from './readings.ts'
import { type Room, room as roomOf } from './room.ts'
import { shelf as shelfOf } from './shelf.ts'

export type AddressBooks = ReturnType<typeof addressBooks>

/** A reading that takes longer is given up. */
const LIMIT_MS = 5 * 60_000

/** These do not go away by themselves: an administrator or the person must act. */
const REFUSALS: ReadonlySet<GraphErrorCode> = new Set(['forbidden', 'no_mailbox', 'on_hold'])

type Options = {
  graph: Graph
  store: Store
  /** How long a book stays in the store. 0: books are never stored, and leave the memory once they are older than `maxAgeMs`. */
  keepMs: number
  maxAgeMs: number
  /** Called for each part of a mailbox that Outlook does not let us read. */
  onGap?: (error: GraphError) => void
  /** Called after each reading of a mailbox. */
  onRead?: ((read: BookRead) => void) | undefined
  /** Called with the contacts that may have changed in Outlook, before a copy with these changes is kept. */
  onNamed?: ((owner: Owner, contactIds: readonly string[]) => Promise<void>) | undefined
  /** Called with the age of the copy that a question finds. */
  onAge?: ((ageMs: number) => void) | undefined
  now?: () => number
  limitMs?: number
  leaseMs?: number
  cacheBytes?: number
  room?: Room | undefined
}

/** Everybody's address books: from memory, from the store, and with the changes since then from Graph. */
export function addressBooks(options: Options) {
  const { graph, store, keepMs, maxAgeMs, now = Date.now, limitMs = LIMIT_MS, leaseMs = LEASE_MS, cacheBytes } = options
  const { onGap = () => undefined, onRead = () => undefined, onAge, room = roomOf() } = options
  const { onNamed = async () => undefined } = options
  const shelf = shelfOf({ store, keepMs, maxAgeMs, now, leaseMs, limitMs, cacheBytes, room })
  /** The mailboxes that Outlook refused at the last request, by the key of their owner. */
  const refused = new Map<string, string>()

  const underWay = readings({
    parts: { graph, shelf, room, now, onGap, onRead, onNamed },
    limitMs,
    onEnd({ key, mailbox }, error) {
      if (error instanceof GraphError && REFUSALS.has(error.code)) refused.set(key, mailbox)
      else if (error === undefined) refused.delete(key)
    },
  })

  return {
    /** The clock that tells how old a copy is: epoch milliseconds. */
    now,

    /** The newest copy, whatever its age; undefined if there is none.
     *  @param notBefore a copy in memory that was read since (epoch milliseconds) is new enough. @throws {StoreError} */
    async atHand(owner: Owner, notBefore: number): Promise<OpenBook | undefined> {
      const mine = shelf.inMemory(owner)
      const found = !shelf.kept || (mine && mine.book.readAt >= notBefore) ? mine : await shelf.load(owner)
      if (found) onAge?.(Math.max(0, now() - found.book.readAt))
      return found
    },

    /** Whether there are any contacts; undefined if finding out takes long. @throws {GraphError} */
    hasContacts: ({ mailbox, base, userId }: Owner, token: string, signal: AbortSignal): Promise<boolean | undefined> =>
      hasContacts(graph, { base, token, mailbox, userId, signal }),

    /** Whether Outlook refused access to the mailbox at the last request. */
    isRefused: ({ key, mailbox }: Owner): boolean => refused.get(key) === mailbox,

    /** Updates a book from Outlook. Callers that ask during a reading share it, and it continues when they leave.
     *  @param notBefore a book that was read since (epoch milliseconds) is not read again.
     *  @throws {GraphError} also `unavailable` after five minutes, `aborted` if the book was forgotten meanwhile
     *  @throws {StoreError} @throws {NoRoomError} */
    inStep: underWay.inStep,

    /** Applies a change that this program made in Outlook to the copy, before Outlook reports it. @param contact undefined: it
     *  was deleted */
    changed(owner: Owner, id: string, contact: Contact | undefined): void {
      shelf.change(owner, { id, contact, at: now() })
    },

    /** Deletes everything under `key`, and ends its reading here. @throws {StoreError} */
    async forget(key: string): Promise<void> {
      underWay.end(key)
      refused.delete(key)
      await shelf.forget(key)
    },

    /** Ends all readings. Resolves once they have given up their leases. */
    stop: underWay.stop,
  }
}
