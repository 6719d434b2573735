/** The limit for all pictures together. */
const MOST_BYTES = 4 * 1024 * 1024
/** The memory of one picture besides its bytes. */
const ENTRY_BYTES = 500

/** A picture in memory, or one that is still being read. `found`: undefined while it is being read, and if there is no
 *  picture. */
type CachedPhoto = {
  photo: Promise<string | undefined>
  found: string | undefined
  until: number
  bytes: number
}

/** Pictures in memory, by their keys. The least recently used pictures are dropped first. */
export function photoCache(now: () => number) {
  /** In order of use, the most recently used last. */
  const entries = new Map<string, CachedPhoto>()
  let bytes = 0

  function remove(key: string): void {
    bytes -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }

  function set(key: string, entry: CachedPhoto): void {
    entries.set(key, entry)
    bytes += entry.bytes
  }

  function makeRoom(): void {
    for (const [oldest, { bytes: size }] of entries) {
      if (bytes <= MOST_BYTES) break
      // A picture that is still being read takes no memory yet.
      if (size > 0) remove(oldest)
    }
  }

  return {
    remove,

    removeAll(prefix: string): void {
      for (const key of entries.keys()) if (key.startsWith(prefix)) remove(key)
    },

    /** The picture, unless it has expired. */
    get(key: string): CachedPhoto | undefined {
      const entry = entries.get(key)
      if (!entry) return undefined
      remove(key)
      if (entry.until <= now()) return undefined
      set(key, entry)
      return entry
    },

    /** Adds a picture that is still to be read. @param read reads it */
    begin(key: string, read: (entry: CachedPhoto) => Promise<string | undefined>): CachedPhoto {
      const entry: CachedPhoto = { photo: Promise.resolve(undefined), found: undefined, until: Infinity, bytes: 0 }
      set(key, entry)
      entry.photo = read(entry)
      return entry
    },

    /** Whether the picture has stayed in the cache since it was added. */
    isWanted: (key: string, entry: CachedPhoto): boolean => entries.get(key) === entry,

    /** Keeps the picture that was read, unless it was dropped in the meantime. @returns the picture */
    keep(key: string, entry: CachedPhoto, found: string | undefined, keptMs: number): string | undefined {
      if (entries.get(key) !== entry) return found
      remove(key)
      set(key, Object.assign(entry, { found, until: now() + keptMs, bytes: ENTRY_BYTES + (found?.length ?? 0) }))
      makeRoom()
      return found
    },
  }
}
