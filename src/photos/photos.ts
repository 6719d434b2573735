// The pictures of the contacts that are shown: read from Graph, made small, and kept in memory for a short time.
import type { Access, Graph } from '../graph/graph.ts'
import { slots } from '../slots.ts'

/** Whose picture. `key`: of the person who asks. */
export type PhotoOf = { key: string; access: Access & { mailbox: string }; contactId: string }

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
/** Where more wait, a card does without its picture, and the next one asks again. */
const MOST_WAITING = 50

type Entry = { photo: Promise<string | undefined>; found: string | undefined; until: number; bytes: number }

/** @param scale makes a picture small; undefined for what is none */
export function photos({
  graph,
  scale = async (bytes) => (await import('./scale.ts')).scaledPhoto(bytes),
  now = Date.now,
}: {
  graph: Pick<Graph, 'photo'>
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

  async function read({ access, contactId }: PhotoOf): Promise<string | undefined> {
    const found = await graph.photo(access, contactId)
    const small = found && found.length <= MOST_IN_GRAPH ? await scale(found) : undefined
    return small && `data:image/jpeg;base64,${small.toString('base64')}`
  }

  /** Reads it when its turn has come, unless it was forgotten meanwhile. */
  async function readInTurn(of: PhotoOf, entry: Entry): Promise<string | undefined> {
    waiting += 1
    try {
      return await inSlot('', async () => (entries.get(keyOf(of)) === entry ? read(of) : undefined))
    } finally {
      waiting -= 1
    }
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
      entry.photo = readInTurn(of, entry).then(
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

    /** Forgets all pictures that a person has seen. */
    forget(ofKey: string): void {
      for (const key of entries.keys()) if (key.startsWith(`${ofKey}\n`)) remove(key)
    },
  }
}
