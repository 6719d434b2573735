import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import type { Contact } from '../graph/contact.ts'
import type { Store } from '../store/store.ts'
import type { Chunk } from './address-book.ts'
import type { KeptChunk } from './book-manifest.ts'

/** The first byte of every chunk. */
const FORMAT = 1
/** How many chunks are read or written at the same time. */
const AT_ONCE = 8
/** Chunks are kept this much longer than their manifest, which is written after them. */
const MARGIN_MS = 10_000

/** An empty record that nothing is written into is deleted after this time. */
const RESERVED_MS = 10 * 60_000
const EMPTY = Buffer.of(0)

/** An empty record in the place of a chunk. `at`: as in {@link KeptChunk}. */
type Reserved = { at: string; version: string }

const pack = promisify(deflate)
const unpack = promisify(inflate)

type Options = { store: Store; keepMs: number; now: () => number }

export type Chunks = ReturnType<typeof chunkStore>

/** The chunks of address books in the store: contacts as deflated JSON. `key` is the key of their manifest. Everything rejects
 *  with StoreError. */
export function chunkStore({ store, keepMs, now }: Options) {
  // Where the chunks that this process has written or read are stored.
  const places = new WeakMap<Chunk, KeptChunk & { key: string }>()

  function placeOf(key: string, chunk: Chunk): KeptChunk | undefined {
    const place = places.get(chunk)
    return place?.key === key ? place : undefined
  }

  async function read(key: string): Promise<Chunk | undefined> {
    const stored = await store.get(key)
    return stored && contactsOf(stored.value)
  }

  async function write(key: string, { at, version }: Reserved, chunk: Chunk): Promise<boolean> {
    const until = now() + keepMs
    const value = await bytesOf(chunk)
    const isWritten = (await store.replace(`${key}/${at}`, version, value, keepMs + MARGIN_MS)) !== undefined
    if (isWritten) places.set(chunk, { key, at, until })
    return isWritten
  }

  async function prolong(key: string, chunk: Chunk): Promise<void> {
    const place = placeOf(key, chunk)
    if (!place) return
    const name = `${key}/${place.at}`
    const stored = await store.get(name)
    const until = now() + keepMs
    // Not with put, which would restore a chunk that was deleted because the user has left.
    if (stored && (await store.replace(name, stored.version, stored.value, keepMs + MARGIN_MS)) !== undefined) {
      places.set(chunk, { key, at: place.at, until })
    }
  }

  return {
    placeOf,

    /** @param known chunks that the caller has, which are not read again. @param onRead called with each of the others; it may
     *  throw
     *  @returns the chunks by their `at`; undefined if one of them is missing or damaged. */
    async readAll(
      key: string,
      wanted: readonly KeptChunk[],
      known: readonly Chunk[],
      onRead: (chunk: Chunk) => Promise<void> = async () => undefined,
    ): Promise<Map<string, Chunk> | undefined> {
      const atHand = new Map(known.map((chunk) => [placeOf(key, chunk)?.at, chunk]))
      const found = new Map<string, Chunk>()
      let isWhole = true
      await each(wanted, async (place) => {
        const mine = atHand.get(place.at)
        const chunk = mine ?? (isWhole ? await read(`${key}/${place.at}`) : undefined)
        if (!chunk) return void (isWhole = false)
        if (!mine) await onRead(chunk)
        places.set(chunk, { key, ...place })
        found.set(place.at, chunk)
      })
      return isWhole ? found : undefined
    },

    /** Makes empty records for chunks. A chunk can only replace such a record. So after somebody has deleted the empty records,
     *  no chunk can be written. */
    async reserveAll(key: string, names: readonly string[]): Promise<Reserved[]> {
      const reserved: Reserved[] = []
      await each(names, async (at, n) => {
        const version = await store.add(`${key}/${at}`, EMPTY, RESERVED_MS)
        reserved[n] = { at, version: version ?? '' }
      })
      return reserved
    },

    /** Replaces the empty records with `chunks`. @returns false if an empty record was deleted */
    async writeAll(key: string, reserved: readonly Reserved[], chunks: readonly Chunk[]): Promise<boolean> {
      let isWhole = true
      await each(reserved, async (place, n) => {
        isWhole &&= await write(key, place, chunks[n] ?? [])
      })
      return isWhole
    },

    /** Extends the life of `chunks` to `keepMs` from now, without writing them again. */
    async prolongAll(key: string, chunks: readonly Chunk[]): Promise<void> {
      await each(chunks, (chunk) => prolong(key, chunk))
    },

    async removeAll(key: string, names: Iterable<string>): Promise<void> {
      await each([...names], (at) => store.delete(`${key}/${at}`))
    },
  }
}

async function bytesOf(chunk: Chunk): Promise<Buffer> {
  return Buffer.concat([Buffer.of(FORMAT), await pack(JSON.stringify(chunk))])
}

/** The contacts in a stored chunk; undefined if it is empty, or no chunk. */
export async function contactsOf(bytes: Buffer): Promise<Chunk | undefined> {
  if (bytes[0] !== FORMAT) return undefined
  return JSON.parse((await unpack(bytes.subarray(1))).toString()) as Contact[]
}

/** Does `work` with each of `items`, a few at a time. After a failure it starts no more, and waits for the ones under way. */
async function each<T>(items: readonly T[], work: (item: T, n: number) => Promise<void>): Promise<void> {
  let next = 0
  async function worker(): Promise<void> {
    for (let n = next++; n < items.length; n = next++) {
      await work(items[n] as T, n).catch((error: unknown) => {
        next = items.length
        throw error
      })
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker))
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason
}
