import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { type Records, records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { AddressBook, BookFolder, Chunk } from './address-book.ts'
import type { Contact } from '../graph/contact.ts'

/** An address book's table of contents, `address-book/<user>`: replaced last, so that whoever reads it finds every chunk.
 *  `mailbox`, `base`: whose contacts, and by which Graph. `old`: chunks of nobody any more, which may not all be deleted. */
type Manifest = {
  mailbox: string
  base: string
  book?: KeptFolders | undefined
  old?: string[] | undefined
  /** Somebody reads it, and so far they are. They may have written `<version>/0` to `chunks`. */
  reading?: { contacts: number; version: string; chunks: number } | undefined
}

type KeptFolders = { readAt: number; folders: (Omit<BookFolder, 'chunks'> & { chunks: KeptChunk[] })[] }

/** `at`: `<version>/<n>`, where it is below the manifest's key. `until`: epoch milliseconds to which the store has it. */
type KeptChunk = { at: string; until: number }

/** What was found under a key. `found`: the record; undefined where there is none that can be read. `reading`: how many
 *  contacts of this mailbox somebody else has read so far. */
export type KeptBook = {
  found: { value: Manifest; version: string } | undefined
  book: AddressBook | undefined
  reading: number | undefined
}

/** Whose address book, and where it comes from. `key`: `address-book/<user>`. */
export type Owner = { key: string; mailbox: string; base: string }

/** The right to read an address book and to put it in the place of the one before. */
export type Lease = {
  /** How far the reading is. Others hear of it every two seconds. */
  progress(contacts: number): void
  /** Ends it with a new book. @returns false where somebody has forgotten the old one meanwhile, or taken the lease: then
   *  nothing of it stays. @throws {StoreError} */
  keep(book: AddressBook): Promise<boolean>
  /** Ends it without. */
  release(): Promise<void>
}

const MANIFEST_VERSION = 1
/** The first byte of every chunk. */
const CHUNK_FORMAT = 1
/** So many chunks are under way to or from the store at a time. */
const AT_ONCE = 8
/** Who has not been heard of for so long reads no more. */
export const LEASE_MS = 8_000
/** How often a reader is heard of in that time. */
const RENEWALS = 4
/** As long as any reading may take. */
const READING_KEPT_MS = 10 * 60_000
/** Chunks are kept so much longer than their manifest, which is written after them. */
const MARGIN_MS = 10_000
/** How often a book is tried that is replaced while it is read. */
const TRIES = 3

const pack = promisify(deflate)
const unpack = promisify(inflate)

type Options = { store: Store; keepMs: number; leaseMs?: number; now?: () => number }

/** Address books in the store, in chunks, for `keepMs` after they were last written. */
export function keptBooks({ store, keepMs, leaseMs = LEASE_MS, now = Date.now }: Options) {
  const manifests: Records<Manifest> = records<Manifest>(store, MANIFEST_VERSION)
  // Where a chunk is in the store, of those that this process has written or read.
  const places = new WeakMap<Chunk, KeptChunk & { key: string }>()

  function placeOf(key: string, chunk: Chunk): KeptChunk | undefined {
    const place = places.get(chunk)
    return place?.key === key ? place : undefined
  }

  async function open(owner: Owner, manifest: Manifest, known: AddressBook | undefined) {
    const { book } = manifest
    if (!book || !isOf(owner, manifest)) return undefined
    const atHand = new Map((known ? chunksIn(known) : []).map((chunk) => [placeOf(owner.key, chunk)?.at, chunk]))
    const opened = new Map<string, Chunk>()
    let isWhole = true
    await each(
      book.folders.flatMap(({ chunks }) => chunks),
      async (place) => {
        const chunk = atHand.get(place.at) ?? (isWhole ? await readChunk(`${owner.key}/${place.at}`) : undefined)
        if (!chunk) return void (isWhole = false)
        places.set(chunk, { key: owner.key, ...place })
        opened.set(place.at, chunk)
      },
    )
    if (!isWhole) return undefined
    const folders = book.folders.map((folder) => ({
      ...folder,
      chunks: folder.chunks.map(({ at }) => opened.get(at) ?? []),
    }))
    return { readAt: book.readAt, folders }
  }

  async function readChunk(key: string): Promise<Chunk | undefined> {
    const stored = await store.get(key)
    if (stored?.value[0] !== CHUNK_FORMAT) return undefined
    return JSON.parse((await unpack(stored.value.subarray(1))).toString()) as Contact[]
  }

  async function writeChunk(key: string, chunk: Chunk): Promise<void> {
    const packed = await pack(JSON.stringify(chunk))
    await store.put(key, Buffer.concat([Buffer.of(CHUNK_FORMAT), packed]), keepMs + MARGIN_MS)
  }

  /** Where it is, so that others need not read it again. */
  async function prolong(key: string, chunk: Chunk): Promise<void> {
    const place = placeOf(key, chunk)
    const stored = place && (await store.get(`${key}/${place.at}`))
    const until = now() + keepMs
    // Not put: who has been forgotten does not come back.
    const isDone =
      stored && (await store.replace(`${key}/${place.at}`, stored.version, stored.value, keepMs + MARGIN_MS))
    if (isDone) places.set(chunk, { key, at: place.at, until })
  }

  async function remove(key: string, chunks: Iterable<string>): Promise<void> {
    await each([...chunks], (at) => store.delete(`${key}/${at}`))
  }

  return {
    /** What is kept of `owner`; chunks of `known` are not read again. A book of another mailbox, or one that is not whole any
     *  more, counts as none. @throws {StoreError} */
    async read(owner: Owner, known: AddressBook | undefined): Promise<KeptBook> {
      for (let again = TRIES; ; again -= 1) {
        const found = await manifests.get(owner.key)
        const book = found && (await open(owner, found.value, known))
        // Another one may have taken its place meanwhile, and chunks of the one before are gone.
        const isReplaced = found?.value.book && !book && (await manifests.get(owner.key))?.version !== found.version
        const reading = found && isOf(owner, found.value) ? found.value.reading?.contacts : undefined
        if (!isReplaced || again === 1) return { found, book, reading }
      }
    },

    /** Takes the lease. `kept`: what `read` has found. @returns undefined where somebody else was faster.
     *  @throws {StoreError} */
    async lease({ key, mailbox, base }: Owner, { found, book }: KeptBook): Promise<Lease | undefined> {
      const version = randomBytes(9).toString('base64url')
      const before = book && found?.value.book
      // As long as they are there, the manifest names them: whoever forgets it finds them.
      const old = found ? [...obsoleteIn(found.value), ...(before ? [] : placesIn(found.value.book))] : []
      let contacts = 0
      let chunks = 0
      const underWay = (): Manifest => ({ mailbox, base, book: before, old, reading: { contacts, version, chunks } })
      const keptMs = () => (before ? lifeOf(before) : READING_KEPT_MS)

      const first = found
        ? await manifests.replace(key, found.version, underWay(), keptMs())
        : await created(manifests, key, underWay(), keptMs())
      if (first === undefined) return undefined
      let held: string | undefined = first
      let renewing: Promise<void> = Promise.resolve()
      function renew(): Promise<void> {
        renewing = renewing.then(async () => {
          // A store that does not answer now: the last write tells whether the lease is lost.
          held = held && (await manifests.replace(key, held, underWay(), keptMs()).catch(() => held))
        })
        return renewing
      }
      const timer = setInterval(() => void renew(), leaseMs / RENEWALS)

      async function end(after: KeptFolders | undefined, gone: string[]): Promise<boolean> {
        clearInterval(timer)
        await renewing
        if (held === undefined) return false
        await remove(key, old)
        const manifest = after && { mailbox, base, book: after, old: gone }
        return (await manifests.replace(key, held, manifest, after ? lifeOf(after) : 0)) !== undefined
      }

      async function release(): Promise<void> {
        // Where that fails it runs out by itself.
        await end(before, []).catch(() => undefined)
      }

      return {
        progress: (soFar) => void (contacts = soFar),
        release,

        async keep(after) {
          const all = [...new Set(chunksIn(after))]
          const there = new Set(placesIn(before))
          const fresh = all.filter((chunk) => !there.has(placeOf(key, chunk)?.at ?? ''))
          const aging = all.filter((chunk) => (placeOf(key, chunk)?.until ?? Infinity) < now() + keepMs / 2)
          const written = fresh.map((_, n) => `${version}/${n}`)
          chunks = fresh.length
          if (chunks > 0) await renew()
          if (held === undefined) {
            clearInterval(timer)
            return false
          }
          try {
            await each(fresh, async (chunk, n) => {
              const until = now() + keepMs
              await writeChunk(`${key}/${version}/${n}`, chunk)
              places.set(chunk, { key, at: `${version}/${n}`, until })
            })
            await each(aging, (chunk) => prolong(key, chunk))
          } catch (error) {
            await remove(key, written).catch(() => undefined)
            await release()
            throw error
          }
          const folders = after.folders.map((folder) => ({
            ...folder,
            chunks: folder.chunks.flatMap((chunk) => placeOf(key, chunk) ?? []).map(({ at, until }) => ({ at, until })),
          }))
          const staying = new Set(folders.flatMap(({ chunks }) => chunks.map(({ at }) => at)))
          const gone = [...there].filter((at) => !staying.has(at))
          const isKept = await end({ readAt: after.readAt, folders }, gone)
          await remove(key, isKept ? gone : written)
          return isKept
        },
      }
    },

    /** Deletes everything under `key`. Who is writing meanwhile finds that out, and takes it away again.
     *  @param mailbox unless it is another one's @throws {StoreError} */
    async forget(key: string, mailbox?: string): Promise<void> {
      for (;;) {
        const found = await manifests.get(key)
        if (!found) return manifests.delete(key)
        if (mailbox !== undefined && found.value.mailbox !== mailbox) return
        // Not one that somebody has written since: it names other chunks.
        if ((await manifests.replace(key, found.version, undefined, 0)) === undefined) continue
        return remove(key, [...placesIn(found.value.book), ...obsoleteIn(found.value)])
      }
    },
  }

  /** How long a manifest may be kept: no longer than any of its chunks. */
  function lifeOf({ folders }: KeptFolders): number {
    let until = now() + keepMs
    for (const { chunks } of folders) for (const chunk of chunks) until = Math.min(until, chunk.until)
    return Math.max(1, until - now())
  }
}

/** @returns the version of the new record; undefined where there is one already. What no key opens, or an older program has
 *  written, makes way. */
async function created(
  manifests: Records<Manifest>,
  key: string,
  manifest: Manifest,
  keptMs: number,
): Promise<string | undefined> {
  const isNew = await manifests.add(key, manifest, keptMs)
  if (!isNew) {
    if (await manifests.get(key)) return undefined
    await manifests.put(key, manifest, keptMs)
  }
  return (await manifests.get(key))?.version
}

function chunksIn({ folders }: AddressBook): Chunk[] {
  return folders.flatMap(({ chunks }) => chunks)
}

function isOf({ mailbox, base }: Owner, manifest: Manifest): boolean {
  return manifest.mailbox === mailbox && manifest.base === base
}

/** Where the chunks of a book are. */
function placesIn(book: KeptFolders | undefined): string[] {
  return book?.folders.flatMap(({ chunks }) => chunks.map(({ at }) => at)) ?? []
}

/** Where chunks may be that are of no book any more, and those of a reading that has begun to write. */
function obsoleteIn({ old = [], reading }: Manifest): string[] {
  return [...old, ...Array.from({ length: reading?.chunks ?? 0 }, (_, n) => `${reading?.version}/${n}`)]
}

/** Does `work` with each of `items`, a few at a time. Where one fails no other is begun, and those begun are waited for. */
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
