import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { type Records, records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { AddressBook, BookFolder, Chunk } from './address-book.ts'
import type { Contact } from './contact.ts'

/** An address book's table of contents, `address-book/<user>`: replaced last, so that whoever reads it finds every chunk.
 *  `mailbox`, `base`: whose contacts, and by which Graph. */
type Manifest = {
  mailbox: string
  base: string
  book?: { readAt: number; folders: KeptFolder[] } | undefined
  /** Somebody reads it, and so far they are. They may have written `<version>/0` to `chunks`. */
  reading?: { contacts: number; version: string; chunks: number } | undefined
}

type KeptFolder = Omit<BookFolder, 'chunks'> & { chunks: KeptChunk[] }

/** `at`: `<version>/<n>`, where it is below the manifest's key. `until`: epoch milliseconds to which the store has it. */
type KeptChunk = { at: string; until: number }

/** What was found under a key. `found`: the record; undefined where there is none that can be read. `reading`: how many
 *  contacts somebody else has read so far. */
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
const RENEW_MS = 2_000
/** As long as any reading may take. */
const READING_KEPT_MS = 10 * 60_000

const pack = promisify(deflate)
const unpack = promisify(inflate)

type Options = { store: Store; keepMs: number; now?: () => number }

/** Address books in the store, in chunks, for `keepMs` after they were last written. */
export function keptBooks({ store, keepMs, now = Date.now }: Options) {
  const manifests: Records<Manifest> = records<Manifest>(store, MANIFEST_VERSION)
  // Where a chunk is in the store, of those that this process has written or read.
  const places = new WeakMap<Chunk, KeptChunk & { key: string }>()

  function placeOf(key: string, chunk: Chunk): KeptChunk | undefined {
    const place = places.get(chunk)
    return place?.key === key ? place : undefined
  }

  async function open(owner: Owner, manifest: Manifest, known: AddressBook | undefined) {
    const { book, mailbox, base } = manifest
    if (!book || mailbox !== owner.mailbox || base !== owner.base) return undefined
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
    await store.put(key, Buffer.concat([Buffer.of(CHUNK_FORMAT), packed]), keepMs)
  }

  async function remove(key: string, chunks: Iterable<string>): Promise<void> {
    await each([...chunks], (at) => store.delete(`${key}/${at}`))
  }

  return {
    /** What is kept of `owner`; chunks of `known` are not read again. A book of another mailbox, or one that is not whole any
     *  more, counts as none. @throws {StoreError} */
    async read(owner: Owner, known: AddressBook | undefined): Promise<KeptBook> {
      const found = await manifests.get(owner.key)
      const book = found && (await open(owner, found.value, known))
      return { found, book, reading: found?.value.reading?.contacts }
    },

    /** Takes the lease. `kept`: what `read` has found. @returns undefined where somebody else was faster.
     *  @throws {StoreError} */
    async lease({ key, mailbox, base }: Owner, { found, book }: KeptBook): Promise<Lease | undefined> {
      const version = randomBytes(9).toString('base64url')
      const before: Manifest = book && found ? { ...found.value, reading: undefined } : { mailbox, base }
      const obsolete = new Set(found && chunksOf(found.value))
      const keptMs = book && found ? lifeOf(found.value, now()) : READING_KEPT_MS
      let contacts = 0
      let chunks = 0
      const underWay = (): Manifest => ({ ...before, reading: { contacts, version, chunks } })

      let held = found
        ? await manifests.replace(key, found.version, underWay(), keptMs)
        : await created(manifests, key, underWay(), keptMs)
      if (held === undefined) return undefined
      let renewing: Promise<void> = Promise.resolve()
      function renew(): Promise<void> {
        renewing = renewing.then(async () => {
          // A store that does not answer now, or a lease that is lost: the last write tells.
          held = (held && (await manifests.replace(key, held, underWay(), keptMs).catch(() => held))) ?? held
        })
        return renewing
      }
      const timer = setInterval(() => void renew(), RENEW_MS)

      async function end(after: Manifest | undefined, ttlMs: number): Promise<boolean> {
        clearInterval(timer)
        await renewing
        return (await manifests.replace(key, held ?? '', after, ttlMs)) !== undefined
      }

      return {
        progress: (soFar) => void (contacts = soFar),

        async keep(after) {
          const until = now() + keepMs
          const all = [...new Set(chunksIn(after))]
          // What nobody knows to be in the store any more is written again, and what is not there for long.
          const isThere = (chunk: Chunk) => book && (placeOf(key, chunk)?.until ?? 0) > now() + keepMs / 2
          const fresh = all.filter((chunk) => !isThere(chunk))
          chunks = fresh.length
          if (chunks > 0) await renew()
          const written = fresh.map((_, n) => `${version}/${n}`)
          try {
            await each(fresh, async (chunk, n) => {
              await writeChunk(`${key}/${version}/${n}`, chunk)
              places.set(chunk, { key, at: `${version}/${n}`, until })
            })
            const folders = after.folders.map((folder) => ({
              ...folder,
              chunks: folder.chunks
                .flatMap((chunk) => placeOf(key, chunk) ?? [])
                .map(({ at, until }) => ({ at, until })),
            }))
            const manifest = { mailbox, base, book: { readAt: after.readAt, folders } }
            if (!(await end(manifest, lifeOf(manifest, until - keepMs)))) {
              await remove(key, written)
              return false
            }
            for (const { at } of folders.flatMap((folder) => folder.chunks)) obsolete.delete(at)
            await remove(key, obsolete)
            return true
          } finally {
            clearInterval(timer)
          }
        },

        async release() {
          // Where that fails it runs out by itself.
          await end(book && before, keptMs).catch(() => undefined)
        },
      }
    },

    /** Deletes everything under `key`. Who is writing meanwhile finds that out, and takes it away again.
     *  @throws {StoreError} */
    async forget(key: string): Promise<void> {
      const found = await manifests.get(key)
      await manifests.delete(key)
      if (found) await remove(key, chunksOf(found.value))
    },
  }

  /** How long a manifest may be kept: no longer than any of its chunks. */
  function lifeOf({ book }: Manifest, from: number): number {
    const untils = book?.folders.flatMap(({ chunks }) => chunks.map(({ until }) => until)) ?? []
    return Math.max(1, untils.reduce((least, until) => Math.min(least, until), from + keepMs) - from)
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

/** Where the chunks are that a manifest names, and those of a reading that has begun to write. */
function chunksOf({ book, reading }: Manifest): string[] {
  const kept = book?.folders.flatMap(({ chunks }) => chunks.map(({ at }) => at)) ?? []
  return [...kept, ...Array.from({ length: reading?.chunks ?? 0 }, (_, n) => `${reading?.version}/${n}`)]
}

/** Does `work` with each of `items`, a few at a time. */
async function each<T>(items: readonly T[], work: (item: T, n: number) => Promise<void>): Promise<void> {
  let next = 0
  async function worker(): Promise<void> {
    for (let n = next++; n < items.length; n = next++) await work(items[n] as T, n)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker))
}
