// The pictures of shown contacts: read from Graph, scaled down, stored, and kept in memory for a short time.
import type { Access, Graph } from '../graph/graph.ts'
import { slots } from '../slots.ts'
import type { KeptPhotos, KnownPhoto, Pictured } from './kept-photos.ts'
import { photoCache } from './photo-cache.ts'

/** A picture that a person asks for. `key`: the key of that person's address book. `isCurrent`: whether the person is still
 *  connected. */
export type PhotoOf = {
  key: string
  access: Access & { mailbox: string }
  contactId: string
  isCurrent: () => Promise<boolean>
}

export type Photos = ReturnType<typeof photos>

/** As long as another instance may keep a copy of an address book in memory after its person has disconnected. */
const PHOTO_KEPT_MS = 15 * 60_000
/** After a failure, Graph is not asked again for this long. */
const FAILED_MS = 60_000
/** Graph accepts no larger pictures. */
const MOST_IN_GRAPH = 4 * 1024 * 1024
/** How many pictures are in memory in full size: while one is scaled down, the next is fetched. */
const AT_ONCE = 2
/** If more contacts have changed, a whole folder was read: all pictures are dropped instead of looking for each contact. */
const MOST_CHANGED = 200
/** If more pictures are waiting, a card gets no picture, and the next card asks again. */
const MOST_WAITING = 50

type Options = {
  graph: Pick<Graph, 'photo'>
  /** undefined if no data about contacts is stored. */
  kept?: KeptPhotos | undefined
  /** Makes a picture small; undefined if the bytes are not a picture. */
  scale?: (bytes: Buffer) => Promise<Buffer | undefined>
  now?: () => number
}

export function photos({ graph, kept, scale = scaled, now = Date.now }: Options) {
  const cache = photoCache(now)
  const inSlot = slots(AT_ONCE)
  let waiting = 0

  /** Reads the picture from the store, or else from Graph as soon as a slot is free, unless it was forgotten meanwhile. */
  async function find(of: PhotoOf, isWanted: () => boolean): Promise<string | undefined> {
    const known = await stored(of)
    if (known) return known.photo
    const found = await inSlot('', async () => (isWanted() ? read({ graph, scale }, of) : undefined))
    if (found?.isSure && isWanted()) await store(of, found)
    return found?.photo
  }

  async function findInTurn(of: PhotoOf, isWanted: () => boolean): Promise<string | undefined> {
    waiting += 1
    try {
      return await find(of, isWanted)
    } finally {
      waiting -= 1
    }
  }

  /** If the store fails, Graph is asked. */
  const stored = async (of: PhotoOf): Promise<KnownPhoto | undefined> =>
    kept?.get(picturedBy(of)).catch(() => undefined)

  async function store(of: PhotoOf, photo: KnownPhoto): Promise<void> {
    await kept?.put(picturedBy(of), photo, of.isCurrent).catch(() => undefined)
  }

  /** Forgets all pictures that a person has seen. @throws {StoreError} */
  async function forget(bookKey: string): Promise<void> {
    cache.removeAll(`${bookKey}\n`)
    await kept?.forget(bookKey)
  }

  return {
    /** The picture as a data URI, if it is in memory. */
    atHand: (of: PhotoOf): string | undefined => cache.get(keyOf(of))?.found,

    /** Whether `get` can answer without a request. */
    knows: (of: PhotoOf): boolean => cache.get(keyOf(of)) !== undefined,

    /** The picture as a data URI; undefined if there is none, or if it cannot be read. Callers that wait for the same picture
     *  share one request. Never rejects. */
    async get(of: PhotoOf): Promise<string | undefined> {
      const key = keyOf(of)
      const known = cache.get(key)
      if (known) return known.photo
      if (waiting >= MOST_WAITING) return undefined
      return cache.begin(key, (entry) =>
        findInTurn(of, () => cache.isWanted(key, entry)).then(
          (found) => cache.keep(key, entry, found, PHOTO_KEPT_MS),
          () => cache.keep(key, entry, undefined, FAILED_MS),
        ),
      ).photo
    },

    /** Forgets the pictures of contacts that have changed. @throws {StoreError} */
    async changed(bookKey: string, mailbox: string, contactIds: readonly string[]): Promise<void> {
      if (contactIds.length > MOST_CHANGED) return forget(bookKey)
      for (const contactId of contactIds) cache.remove(`${bookKey}\n${mailbox}\n${contactId}`)
      await kept?.drop(bookKey, mailbox, contactIds)
    },

    forget,
  }
}

/** `isSure`: false if the picture may be fine but the machine was too busy to scale it down in time. */
async function read(
  { graph, scale }: Required<Pick<Options, 'graph' | 'scale'>>,
  { access, contactId }: PhotoOf,
): Promise<KnownPhoto & { isSure: boolean }> {
  const found = await graph.photo(access, contactId)
  const small = found && found.length <= MOST_IN_GRAPH ? await scale(found) : undefined
  return { photo: small && `data:image/jpeg;base64,${small.toString('base64')}`, isSure: !found || small !== undefined }
}

/** The module is loaded when the first picture is needed. */
async function scaled(bytes: Buffer): Promise<Buffer | undefined> {
  return (await import('./scale.ts')).scaledPhoto(bytes)
}

function keyOf({ key, access, contactId }: PhotoOf): string {
  return `${key}\n${access.mailbox}\n${contactId}`
}

function picturedBy({ key, access: { mailbox }, contactId }: PhotoOf): Pictured {
  return { bookKey: key, mailbox, contactId }
}
