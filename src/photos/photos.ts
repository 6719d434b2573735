// The pictures of the contacts that are shown: read from Graph, made small, kept in the store, and for a short time in memory.
import type { Access, Graph } from '../graph/graph.ts'
import { slots } from '../slots.ts'
import type { KeptPhotos, KnownPhoto, Pictured } from './kept-photos.ts'

/** Whose picture. `key`: of the address book of the person who asks. `isCurrent`: whether they are still connected. */
export type PhotoOf = {
  key: string
  access: Access & { mailbox: string }
  contactId: string
  isCurrent: () => Promise<boolean>
}

export type Photos = ReturnType<typeof photos>

/** As long as a copy of an address book may be in memory after its person has left, at another instance. */
const KEPT_MS = 15 * 60_000
/** After a failure Graph is not asked again for so long. */
const FAILED_MS = 60_000
/** Of all pictures together. */
const MOST_BYTES = 4 * 1024 * 1024
/** What the memory of one takes besides its bytes. */
const ENTRY_BYTES = 500
/** Graph takes no larger ones. */
const MOST_IN_GRAPH = 4 * 1024 * 1024
/** So many are in memory in their full size: one is made small while the next is fetched. */
const AT_ONCE = 2
/** Where more contacts have changed, it is a whole folder: all pictures are forgotten, rather than each name looked for. */
const MOST_CHANGED = 200
/** Where more wait, a card does without its picture, and the next one asks again. */
const MOST_WAITING = 50

type Entry = { photo: Promise<string | undefined>; found: string | undefined; until: number; bytes: number }

/** @param kept undefined where nothing of contacts is stored. @param scale makes a picture small; undefined for what is none */
export function photos({
  graph,
  kept,
  scale = async (bytes) => (await import('./scale.ts')).scaledPhoto(bytes),
  now = Date.now,
}: {
  graph: Pick<Graph, 'photo'>
  kept?: KeptPhotos | undefined
  scale?: (bytes: Buffer) => Promise<Buffer | undefined>
  now?: () => number
}) {
  /** In order of use, the latest last. */
  const entries = new Map<string, Entry>()
  let bytes = 0
  const inSlot = slots(AT_ONCE)
  let waiting = 0

  const keyOf = ({ key, access, contactId }: PhotoOf) => `${key}\n${access.mailbox}\n${contactId}`

  function remove(key: string): void {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  function valid(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (!entry) return undefined
    remove(key)
    if (entry.until <= now()) return undefined
    entries.set(key, entry)
    bytes += entry.bytes
    return entry
  }

  /** `isSure`: a picture that is not shown may be good, and the machine too busy to make it small in time. */
  async function read({ access, contactId }: PhotoOf): Promise<KnownPhoto & { isSure: boolean }> {
    const found = await graph.photo(access, contactId)
    const small = found && found.length <= MOST_IN_GRAPH ? await scale(found) : undefined
    return {
      photo: small && `data:image/jpeg;base64,${small.toString('base64')}`,
      isSure: !found || small !== undefined,
    }
  }

  /** From the store, or from Graph when its turn has come, unless it was forgotten meanwhile. */
  async function find(of: PhotoOf, entry: Entry): Promise<string | undefined> {
    const isWanted = () => entries.get(keyOf(of)) === entry
    const known = await stored(of)
    if (known) return known.photo
    const found = await inSlot('', async () => (isWanted() ? read(of) : undefined))
    if (found?.isSure && isWanted()) await keep(of, found)
    return found?.photo
  }

  async function findInTurn(of: PhotoOf, entry: Entry): Promise<string | undefined> {
    waiting += 1
    try {
      return await find(of, entry)
    } finally {
      waiting -= 1
    }
  }

  /** Without the store Graph is asked. */
  const stored = async (of: PhotoOf): Promise<KnownPhoto | undefined> =>
    kept?.get(picturedBy(of)).catch(() => undefined)

  async function keep(of: PhotoOf, photo: KnownPhoto): Promise<void> {
    await kept?.put(picturedBy(of), photo, of.isCurrent).catch(() => undefined)
  }

  /** Notes what came of a reading, unless it was forgotten meanwhile. */
  function note(key: string, entry: Entry, found: string | undefined, keptMs: number): void {
    if (entries.get(key) !== entry) return
    remove(key)
    entries.set(key, Object.assign(entry, { found, until: now() + keptMs, bytes: ENTRY_BYTES + (found?.length ?? 0) }))
    bytes += entry.bytes
    for (const [oldest, { bytes: size }] of entries) {
      if (bytes <= MOST_BYTES) break
      // One that is still waited for takes nothing yet.
      if (size > 0) remove(oldest)
    }
  }

  /** Forgets all pictures that a person has seen. @throws {StoreError} */
  async function forget(bookKey: string): Promise<void> {
    for (const key of entries.keys()) if (key.startsWith(`${bookKey}\n`)) remove(key)
    await kept?.forget(bookKey)
  }

  return {
    /** The picture as a data URI, where it is in memory. */
    atHand: (of: PhotoOf): string | undefined => valid(keyOf(of))?.found,

    /** Whether `get` asks nobody. */
    knows: (of: PhotoOf): boolean => valid(keyOf(of)) !== undefined,

    /** The picture as a data URI; undefined where there is none, and where it cannot be read. It is read once for everybody who
     *  waits. Never rejects. */
    async get(of: PhotoOf): Promise<string | undefined> {
      const key = keyOf(of)
      const known = valid(key)
      if (known) return known.photo
      if (waiting >= MOST_WAITING) return undefined
      const entry: Entry = { photo: Promise.resolve(undefined), found: undefined, until: Infinity, bytes: 0 }
      entries.set(key, entry)
      entry.photo = findInTurn(of, entry).then(
        (found) => {
          note(key, entry, found, KEPT_MS)
          return found
        },
        () => {
          note(key, entry, undefined, FAILED_MS)
          return undefined
        },
      )
      return entry.photo
    },

    /** Forgets the pictures of contacts that have changed. @throws {StoreError} */
    async changed(bookKey: string, mailbox: string, contactIds: readonly string[]): Promise<void> {
      if (contactIds.length > MOST_CHANGED) return forget(bookKey)
      for (const contactId of contactIds) remove(`${bookKey}\n${mailbox}\n${contactId}`)
      await kept?.drop(bookKey, mailbox, contactIds)
    },

    forget,
  }
}

function picturedBy({ key, access: { mailbox }, contactId }: PhotoOf): Pictured {
  return { bookKey: key, mailbox, contactId }
}
