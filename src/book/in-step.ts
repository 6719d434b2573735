import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, type Graph, GraphError, type GraphErrorCode } from '../graph/graph.ts'
import { StoreError } from '../store/store.ts'
import type { AddressBook, Chunk } from './address-book.ts'
import type { BookLease } from './book-lease.ts'
import type { Owner } from './stored-book.ts'
import { openBook, type OpenBook } from './open-book.ts'
import { type OnProgress, readAddressBook } from './read-mailbox.ts'
import { NoRoomError, type Room, type Share } from './room.ts'
import { newer, type Shelf } from './shelf.ts'
import { weighed, weightOf } from './heap-size.ts'

/** How a book may be read. `isCurrent`: whether it is still wanted; a book that was forgotten in the meantime is not kept.
 *  `onRead`: called if Outlook has let us read it. */
export type Reader = Pick<Access, 'token' | 'onRequest'> & {
  isCurrent: () => Promise<boolean>
  onRead?: (() => void) | undefined
}

/** `onGap`: called for each part of a mailbox that cannot be read. `onNamed`: called with the contacts that may have changed,
 *  before the copy with these changes is kept. */
export type Parts = {
  graph: Graph
  shelf: Shelf
  room: Room
  now: () => number
  onGap: (error: GraphError) => void
  onRead: (read: BookRead) => void
  onNamed: (owner: Owner, contactIds: readonly string[]) => Promise<void>
}

/** A reading of a mailbox that has ended. `kind`: whether everything was read, or only the changes. `outcome`: whether all of it
 *  could be read, or why nothing could. */
export type BookRead = {
  kind: 'whole' | 'changes'
  outcome: 'read' | GraphErrorCode | 'no_room' | 'failed'
  ms: number
}

type Task = {
  owner: Owner
  reader: Reader
  /** A book that was read after this time is new enough (epoch milliseconds). */
  notBefore: number
  /** Ends the reading. */
  signal: AbortSignal
  onProgress: OnProgress
}

const POLL_MS = 200

/** A book that was read after `notBefore`: from the shelf, from another instance that is reading it, or read here.
 *  @throws {GraphError} `aborted` by the signal. @throws {StoreError} @throws {NoRoomError} */
export async function bringInStep(parts: Parts, task: Task): Promise<OpenBook> {
  const share = parts.room.share()
  try {
    return await newest(parts, task, share)
  } finally {
    share.leave()
  }
}

async function newest(parts: Parts, task: Task, share: Share): Promise<OpenBook> {
  const { shelf } = parts
  const { owner, notBefore, signal, onProgress } = task
  const isReadElsewhere = shelf.kept?.watch()
  const isNew = (book: AddressBook | undefined) => book !== undefined && book.readAt >= notBefore
  const onRead = (chunk: Chunk) => share.take(weightOf(chunk))
  let known: AddressBook | undefined
  for (;;) {
    known = newer(shelf.inMemory(owner)?.book, known)
    const found = isNew(known) ? undefined : await shelf.kept?.read(owner, known, onRead)
    known = newer(known, found?.book)
    if (known && isNew(known)) return shelf.remember(owner, known, !signal.aborted)
    if (found?.reading !== undefined && isReadElsewhere?.(found)) {
      onProgress(found.reading)
      await sleep(POLL_MS)
      if (signal.aborted) throw new GraphError('aborted')
      continue
    }
    if (!found) return readHere(parts, task, share, known)
    const lease = await shelf.kept?.lease(owner, found).catch(unlessRefused)
    if (lease) return readHere(parts, task, share, known, lease === 'refused' ? undefined : lease)
  }
}

/** @param known the newest copy: only the changes since then are read */
async function readHere(
  { graph, shelf, now, onGap, onRead, onNamed }: Parts,
  { owner, reader, signal, onProgress }: Task,
  share: Share,
  known: AddressBook | undefined,
  lease?: BookLease,
): Promise<OpenBook> {
  const { token, onRequest } = reader
  const named = new Set<string>()
  const reading = readAddressBook({
    graph,
    access: { base: owner.base, token, mailbox: owner.mailbox, userId: owner.userId, signal, onRequest },
    known,
    now,
    onGap,
    onContacts: (contacts) => share.take(weightOf(contacts)),
    onNamed: (contactId) => void named.add(contactId),
    onProgress(progress) {
      onProgress(progress)
      lease?.progress(progress)
    },
  })
  reportReading(reading, known ? 'changes' : 'whole', onRead)
  const book = await reading.catch(async (error: unknown) => {
    await lease?.release()
    throw error
  })
  reader.onRead?.()
  if (named.size > 0) await onNamed(owner, [...named])
  await lease?.keep(book).catch(unlessRefused)
  // The cache asks for the weight.
  await weighed(book)
  if (await reader.isCurrent()) return shelf.remember(owner, book, !signal.aborted)
  // If another account is connected by now, its book stays.
  await shelf.forget(owner.key, owner.mailbox)
  return openBook(owner, book)
}

function reportReading(reading: Promise<AddressBook>, kind: BookRead['kind'], onRead: Parts['onRead']): void {
  const begunAt = performance.now()
  const tell = (outcome: BookRead['outcome']) => onRead({ kind, outcome, ms: performance.now() - begunAt })
  reading.then(
    () => tell('read'),
    (error: unknown) => tell(whyNot(error)),
  )
}

function whyNot(error: unknown): BookRead['outcome'] {
  if (error instanceof NoRoomError) return 'no_room'
  return error instanceof GraphError ? error.code : 'failed'
}

/** If the store is full, people can still search their contacts. */
function unlessRefused(error: unknown): 'refused' {
  if (error instanceof StoreError && error.code === 'refused') return error.code
  throw error
}
