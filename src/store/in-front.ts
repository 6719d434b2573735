import { randomUUID } from 'node:crypto'
import type { Store } from './store.ts'
import type { Versioned } from './update.ts'

type Held = Versioned<Buffer> & {
  /** By the clock of `now`. */
  expiresAt: number
  /** The write to the store below, if it is under way. */
  writing?: Promise<unknown>
}

type Options = {
  /** Whether a record need not outlive this process. */
  isFleeting: (key: string, value: Buffer) => boolean
  /** Milliseconds of any clock. */
  now?: () => number
}

/** Keeps new fleeting records in memory, in front of a store that no other bot writes to. This saves a write for each of them.
 *  The first change of a record writes it to the store below, so commands that read the store see every lasting record. The
 *  contract of {@link Store} holds. */
export function inFront(store: Store, { isFleeting, now = () => performance.now() }: Options): Store {
  const { records, heldAt, hold } = heldRecords(now)
  const { under, lasting } = writesBelow()

  /** Writes a changed record to the store below. Others see the change at once, so that nobody changes the earlier value. */
  async function handDown(key: string, before: Held, value: Buffer, ttlMs: number): Promise<string | undefined> {
    const held = hold(key, value, ttlMs)
    const writing = store.add(key, value, ttlMs)
    held.writing = writing.catch(() => undefined)
    try {
      const version = await writing
      records.delete(key)
      return version
    } catch (error) {
      records.set(key, before)
      throw error
    }
  }

  return {
    ...store,
    get: async (key) => heldAt(key) ?? store.get(key),
    async put(key, value, ttlMs) {
      await records.get(key)?.writing
      records.delete(key)
      await lasting(key, () => store.put(key, value, ttlMs))
    },
    async add(key, value, ttlMs) {
      if (heldAt(key)) return undefined
      if (!isFleeting(key, value)) return lasting(key, () => store.add(key, value, ttlMs))
      for (;;) {
        await under.get(key)
        const found = await store.get(key)
        if (found || heldAt(key)) return undefined
        if (!under.has(key)) return hold(key, value, ttlMs).version
      }
    },
    async replace(key, version, value, ttlMs) {
      const held = heldAt(key)
      if (!held || held.writing) {
        await held?.writing
        return store.replace(key, version, value, ttlMs)
      }
      if (held.version !== version) return undefined
      if (!value) return records.delete(key) ? '' : undefined
      return handDown(key, held, value, ttlMs)
    },
    async rewrite(key, version, value) {
      const held = heldAt(key)
      if (!held || held.writing) {
        await held?.writing
        return store.rewrite(key, version, value)
      }
      if (held.version !== version) return false
      records.set(key, { ...held, value })
      return true
    },
    async delete(key) {
      await records.get(key)?.writing
      records.delete(key)
      await store.delete(key)
    },
    async *scan(prefix) {
      yield* [...records.keys()].filter((key) => key.startsWith(prefix) && heldAt(key))
      for await (const key of store.scan(prefix)) if (!heldAt(key)) yield key
    },
    async close() {
      records.clear()
      await store.close()
    },
  }
}

/** Records in memory, each kept until it expires. */
function heldRecords(now: () => number) {
  /** In the order in which they expire, if they are all kept for the same time. */
  const records = new Map<string, Held>()

  function heldAt(key: string): Held | undefined {
    const held = records.get(key)
    return held && held.expiresAt > now() ? held : undefined
  }

  function hold(key: string, value: Buffer, ttlMs: number): Held {
    const held = { value, version: randomUUID(), expiresAt: now() + ttlMs }
    records.delete(key)
    records.set(key, held)
    sweep()
    return held
  }

  function sweep(): void {
    for (const [key, { expiresAt }] of records) {
      if (expiresAt > now()) return
      records.delete(key)
    }
  }

  return { records, heldAt, hold }
}

/** Writes of records that are not held in memory. */
function writesBelow() {
  /** Records on their way to the store below, which does not know them yet. */
  const under = new Map<string, Promise<unknown>>()

  async function lasting<T>(key: string, write: () => Promise<T>): Promise<T> {
    const writing = write()
    const settled = writing.catch(() => undefined)
    under.set(key, settled)
    return writing.finally(() => under.get(key) === settled && under.delete(key))
  }

  return { under, lasting }
}
