import type { Lease } from '../store/lease.ts'
import { type AddressBook, type Chunk, chunksIn } from './address-book.ts'
import type { Chunks } from './chunks.ts'
import type { Progress } from './read-mailbox.ts'
import { keptFolders, type KeptFolders, lifeOf, type Manifest, namesOf } from './book-manifest.ts'

/** If an instance has not renewed its lease for this long, it no longer reads, and another instance takes over. */
export const LEASE_MS = 8_000

/** The right to read a mailbox and to replace its stored book with the new one. */
export type BookLease = {
  /** Notes how far the reading is. Other instances see it after the next renewal. */
  progress(progress: Progress): void
  /** Stores `book` and ends the lease.
   *  @returns false if somebody has deleted the earlier book or taken the lease: then nothing of `book` stays.
   *  @throws {StoreError} */
  keep(book: AddressBook): Promise<boolean>
  /** Ends the lease without a new book. */
  release(): Promise<void>
}

/** `manifest`: is written again if there is no new book. `reading`: goes into the manifest with each renewal. */
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

  /** @param gone chunks of the earlier book that the new book does not need */
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

  /** Writes the new chunks, and extends the chunks that have less than half their time left.
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
      // If somebody deletes the book after this renewal, the empty records are deleted too, and then no chunk can be written.
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
      // The manifest names them before they are written, so that they can be found if this process dies before it has finished.
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
