import type { Lease } from '../store/lease.ts'
import { type AddressBook, type Chunk, chunksIn } from './address-book.ts'
import type { Chunks } from './chunks.ts'
import type { Progress } from './read-mailbox.ts'
import { keptFolders, type KeptFolders, lifeOf, type Manifest, namesOf } from './book-manifest.ts'

/** An instance that has not been heard of for so long does not read any more: another takes over. */
export const LEASE_MS = 8_000

/** The right to read a mailbox, and to store what was read in place of the earlier book. */
export type BookLease = {
  /** Says how far the reading is. Other instances see it with the next renewal. */
  progress(progress: Progress): void
  /** Stores `book` and ends the lease.
   *  @returns false if somebody has deleted the earlier book or taken the lease: then nothing of `book` stays.
   *  @throws {StoreError} */
  keep(book: AddressBook): Promise<boolean>
  /** Ends the lease without a new book. */
  release(): Promise<void>
}

/** `manifest`: as it is written again without a new book. `reading`: goes into the manifest with each renewal. */
type Options = {
  key: string
  lease: Lease<Manifest>
  manifest: Manifest
  reading: Progress & { version: string; chunks: number }
  store: Chunks
  keepMs: number
  now: () => number
}

/** What can be done with a lease that was taken. */
export function bookLease({ key, lease, manifest, reading, store, keepMs, now }: Options): BookLease {
  const before = namesOf(manifest.book)

  /** @param gone chunks of the earlier book that the new one does without */
  async function end(book: KeptFolders | undefined, gone: string[]): Promise<boolean> {
    if (!(await lease.stop())) return false
    await store.removeAll(key, manifest.old ?? [])
    const { isChanged } = await lease.end((_, isOurs) => {
      if (!isOurs) return 'leave'
      return book ? { value: { ...manifest, book, old: gone }, ttlMs: lifeOf(book, keepMs, now()) } : 'delete'
    })
    return isChanged
  }

  async function release(): Promise<void> {
    // If the store fails, the lease runs out by itself.
    await end(manifest.book, []).catch(() => undefined)
  }

  /** Writes the chunks that are new, and prolongs those that have less than half their time left.
   *  @returns false if somebody has deleted the book meanwhile */
  async function writeChunks(
    chunks: readonly Chunk[],
    fresh: readonly Chunk[],
    names: readonly string[],
  ): Promise<boolean> {
    const soon = now() + keepMs / 2
    const aging = chunks.filter((chunk) => (store.placeOf(key, chunk)?.until ?? Infinity) < soon)
    if (fresh.length > 0) {
      const reserved = await store.reserveAll(key, names)
      // Whoever deletes the book after this renewal deletes the empty records, and then nothing can be written any more.
      if (!(await lease.renew()) || !(await store.writeAll(key, reserved, fresh))) return false
    }
    await store.prolongAll(key, aging)
    return true
  }

  return {
    release,

    progress(progress) {
      Object.assign(reading, progress)
    },

    async keep(book) {
      const chunks = [...new Set(chunksIn(book))]
      const stored = new Set(before)
      const fresh = chunks.filter((chunk) => !stored.has(store.placeOf(key, chunk)?.at ?? ''))
      const written = fresh.map((_, n) => `${reading.version}/${n}`)
      // The manifest names them before they are written, so that somebody finds them if this process dies meanwhile.
      reading.chunks = fresh.length
      if (fresh.length > 0 && !(await lease.renew())) {
        await lease.stop()
        return false
      }
      try {
        if (!(await writeChunks(chunks, fresh, written))) {
          await lease.stop()
          await store.removeAll(key, written)
          return false
        }
      } catch (error) {
        await store.removeAll(key, written).catch(() => undefined)
        await release()
        throw error
      }
      const next = keptFolders(book, (chunk) => store.placeOf(key, chunk))
      const staying = new Set(namesOf(next))
      const gone = before.filter((at) => !staying.has(at))
      const isKept = await end(next, gone)
      await store.removeAll(key, isKept ? gone : written)
      return isKept
    },
  }
}
