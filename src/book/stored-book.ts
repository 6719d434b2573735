import { randomBytes } from 'node:crypto'
import { leases } from '../store/lease.ts'
import { type Records, records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Versioned } from '../store/update.ts'
import { type AddressBook, type Chunk, chunksIn } from './address-book.ts'
import { type BookLease, bookLease, LEASE_MS } from './book-lease.ts'
import { chunkStore } from './chunks.ts'
import { bookOf, leftoversOf, lifeOf, type Manifest, namesOf, placesOf } from './book-manifest.ts'
import { NO_PROGRESS, type Progress } from './read-mailbox.ts'

/** Whose address book, and where it comes from. `key`: `address-book/<user>`. `userId`: the owner's object id, if the
 *  application reads with its own permission; then `mailbox` is different too, because Graph's links are. */
export type Owner = {
  key: string
  mailbox: string
  base: string
  userId?: string | undefined
  conversationId?: string | undefined
}

/** The stored book of a key. `found`: the record; undefined if there is none that can be read. `reading`: the progress of
 *  another instance that is reading this mailbox. */
export type KeptBook = {
  found: Versioned<Manifest> | undefined
  book: AddressBook | undefined
  reading: Progress | undefined
}

type OnRead = (chunk: Chunk) => Promise<void>

const FORMAT = 2
/** Longer than any reading may take. */
const READING_KEPT_MS = 10 * 60_000
/** How many times to read a book that is replaced during the read. */
const TRIES = 3

type Options = { store: Store; keepMs: number; leaseMs?: number; now?: () => number }

/** The tables of contents of the address books in `store`. */
export function manifestRecords(store: Store): Records<Manifest> {
  return records<Manifest>(store, FORMAT)
}

/** Address books in the store, in chunks, for `keepMs` after they were last written. */
export function keptBooks({ store, keepMs, leaseMs = LEASE_MS, now = Date.now }: Options) {
  const manifests = manifestRecords(store)
  const chunks = chunkStore({ store, keepMs, now })
  const { take, watch } = leases<Manifest>({ records: manifests, markOf: ({ reading }) => reading, leaseMs, now })

  async function open(owner: Owner, manifest: Manifest, known: AddressBook | undefined, onRead: OnRead | undefined) {
    const { book } = manifest
    if (!book || !isOf(owner, manifest)) return undefined
    const found = await chunks.readAll(owner.key, placesOf(book), known ? chunksIn(known) : [], onRead)
    return found && bookOf(book, found)
  }

  return {
    /** What is stored for `owner`; chunks of `known` are not read again. A book of another mailbox, or one with a chunk
     *  missing, counts as none. @param onRead called with each chunk that was read; it may throw. @throws {StoreError} */
    async read(owner: Owner, known: AddressBook | undefined, onRead?: OnRead): Promise<KeptBook> {
      for (let again = TRIES; ; again -= 1) {
        const found = await manifests.get(owner.key)
        const book = found && (await open(owner, found.value, known, onRead))
        // A new book may have been stored meanwhile, and the old one's chunks deleted.
        const isReplaced = found?.value.book && !book && (await manifests.get(owner.key))?.version !== found.version
        const reading = found && isOf(owner, found.value) ? progressIn(found.value) : undefined
        if (!isReplaced || again === 1) return { found, book, reading }
      }
    },

    /** Begins to watch a reading by another instance. @returns a function to call after each `read`. It says whether that
     *  instance is still reading this mailbox. */
    watch(): (kept: KeptBook) => boolean {
      const isHeld = watch()
      return ({ found, reading }) => found !== undefined && reading !== undefined && isHeld(found)
    },

    /** Takes the lease. @param kept what `read` has found. @returns undefined if another instance was faster.
     *  @throws {StoreError} */
    async lease(
      { key, mailbox, base, conversationId }: Owner,
      { found, book }: KeptBook,
    ): Promise<BookLease | undefined> {
      const before = book && found?.value.book
      // The manifest names these until they are deleted, so that `forget` finds them.
      const old = found ? [...leftoversOf(found.value), ...(before ? [] : namesOf(found.value.book))] : []
      const manifest: Manifest = { mailbox, base, conversationId, book: before, old }
      const reading = { ...NO_PROGRESS, version: randomBytes(9).toString('base64url'), chunks: 0 }
      const lease = await take(key, found, (mark) => ({
        value: { ...manifest, reading: { ...mark, ...reading } },
        ttlMs: before ? lifeOf(before, keepMs, now()) : READING_KEPT_MS,
      }))
      return lease && bookLease({ key, lease, manifest, reading, store: chunks, keepMs, now })
    },

    /** Deletes everything under `key`. An instance that is writing at the same time notices and deletes what it wrote.
     *  @param mailbox only if the book is of this one. @throws {StoreError} */
    async forget(key: string, mailbox?: string): Promise<void> {
      const isOther = (found: Manifest | undefined) => mailbox !== undefined && found && found.mailbox !== mailbox
      const { before, isChanged } = await manifests.update(key, (found) => (isOther(found) ? 'leave' : 'delete'))
      if (before && isChanged)
        await chunks.removeAll(key, [...namesOf(before.value.book), ...leftoversOf(before.value)])
    },
  }
}

/** An instance of an earlier version does not report folders. */
function progressIn({ reading }: Manifest): Progress | undefined {
  return reading && { contacts: reading.contacts, folders: reading.folders ?? NO_PROGRESS.folders }
}

function isOf({ mailbox, base }: Owner, manifest: Manifest): boolean {
  return manifest.mailbox === mailbox && manifest.base === base
}
