import type { Contact } from '../graph/contact.ts'
import { type Index, indexInSlices } from '../search/search.ts'
import type { Store } from '../store/store.ts'
import type { AddressBook } from './address-book.ts'
import { bookCache } from './cache.ts'
import { keptBooks, type Owner } from './stored-book.ts'
import { openBook, type OpenBook } from './open-book.ts'
import { type LocalChange, withChange } from './apply-change.ts'
import { ownChanges } from './own-changes.ts'
import type { Room } from './room.ts'
import { weighed, weightOf } from './heap-size.ts'

type Options = {
  store: Store
  /** How long a book stays in the store. 0: books are never stored, and leave the memory once they are older than `maxAgeMs`. */
  keepMs: number
  maxAgeMs: number
  now: () => number
  leaseMs: number
  /** The longest time that a reading may take. */
  limitMs: number
  cacheBytes: number | undefined
  room: Room
}

export type Shelf = ReturnType<typeof shelf>

/** How long a book that is no longer updated stays in memory. */
const IN_MEMORY_MS = 15 * 60_000

type Loading = { owner: Owner; book: Promise<OpenBook | undefined> }

/** The address books that the bot already has: in memory and in the store. */
export function shelf({ store, keepMs, maxAgeMs, now, leaseMs, limitMs, cacheBytes, room }: Options) {
  const stored = keptBooks({ store, keepMs, leaseMs, now })
  const kept = keepMs > 0 ? stored : undefined
  const inMemoryMs = keepMs > 0 ? IN_MEMORY_MS : maxAgeMs
  const memory = bookCache({ keepMs: inMemoryMs, mostBytes: cacheBytes })
  const loading = new Map<string, Loading>()
  // A reading that began before a change may end after it, and a stored copy is shown until it is older than `maxAgeMs`.
  const changes = ownChanges({ keptMs: Math.max(inMemoryMs, maxAgeMs, limitMs), now })

  function inMemory(owner: Owner): OpenBook | undefined {
    const found = memory.get(owner.key)
    return found && isSame(found.owner, owner) ? found : undefined
  }

  /** The book with our own changes that it may lack. */
  function upToDate(owner: Owner, book: AddressBook): AddressBook {
    return changes.since(owner, book.readAt).reduce(withChange, book)
  }

  /** Opens `book`, unless one in memory is as new, and puts it into memory.
   *  @param isWanted false if it was forgotten in the meantime: then it is only opened */
  function remember(owner: Owner, read: AddressBook, isWanted: boolean): OpenBook {
    const before = inMemory(owner)
    if (before && before.book.readAt >= read.readAt) return before
    const book = upToDate(owner, read)
    const opened = open(owner, book, before)
    if (isWanted) memory.set(owner.key, opened)
    return opened
  }

  function open(owner: Owner, book: AddressBook, before: OpenBook | undefined): OpenBook {
    return openBook(owner, book, before, (contacts) => indexInRoom(room, book, contacts))
  }

  async function readKept(owner: Owner, isWanted: () => boolean): Promise<OpenBook | undefined> {
    const mine = inMemory(owner)?.book
    const share = room.share()
    try {
      const stored = await kept?.read(owner, mine, (chunk) => share.take(weightOf(chunk)))
      const newest = newer(mine, stored?.book)
      return newest && remember(owner, newest, isWanted())
    } finally {
      share.leave()
    }
  }

  return {
    /** The books in the store; undefined if books are never stored. */
    kept,
    inMemory,
    remember,

    /** The newest copy in memory or store. Callers that ask at the same time share one read of the store.
     *  @throws {StoreError} @throws {NoRoomError} */
    load(owner: Owner): Promise<OpenBook | undefined> {
      const shared = loading.get(owner.key)
      if (shared && isSame(shared.owner, owner)) return shared.book
      const isWanted = () => loading.get(owner.key) === load
      const book = readKept(owner, isWanted).finally(() => isWanted() && loading.delete(owner.key))
      const load = { owner, book }
      loading.set(owner.key, load)
      return book
    },

    /** Shows our own change at once, in the copy in memory and in copies that are read or loaded later. */
    change(owner: Owner, change: LocalChange): void {
      changes.note(owner, change)
      const before = inMemory(owner)
      if (before) memory.set(owner.key, open(owner, withChange(before.book, change), before))
    },

    /** Deletes a book from memory and store. @param mailbox delete it only if it is the book of this mailbox. @throws
     *  {StoreError} */
    async forget(key: string, mailbox?: string): Promise<void> {
      if (mailbox === undefined || memory.get(key)?.owner.mailbox === mailbox) memory.remove(key)
      loading.delete(key)
      changes.forget(key)
      // There may be a book from a time when books were stored.
      await stored.forget(key, mailbox)
    },
  }
}

/** The estimated weight of the book includes more than the index takes. */
async function indexInRoom(room: Room, book: AddressBook, contacts: readonly Contact[]): Promise<Index> {
  const share = room.share()
  try {
    await share.take(await weighed(book))
    return await indexInSlices(contacts)
  } finally {
    share.leave()
  }
}

export function isSame(a: Owner, b: Owner): boolean {
  return a.mailbox === b.mailbox && a.base === b.base
}

export function newer(a: AddressBook | undefined, b: AddressBook | undefined): AddressBook | undefined {
  if (!a || !b) return a ?? b
  return b.readAt > a.readAt ? b : a
}
