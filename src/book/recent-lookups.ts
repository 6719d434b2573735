import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** The ids of the contacts that a person looked up lately, the latest first. */
type Recent = { mailbox: string; ids: string[] }

const FORMAT = 1

const MOST = 30
/** The same time as an unused connection lives. */
const RECENT_KEPT_MS = 90 * 24 * 60 * 60_000

export type Recents = ReturnType<typeof recents>

/** The contacts that people looked up lately, at most 30 for each person. `key`: `recent/<user>`. Every function rejects with
 *  StoreError. */
export function recents(store: Store) {
  const stored = records<Recent>(store, FORMAT)
  const idsIn = (found: Recent | undefined, mailbox: string) => (found?.mailbox === mailbox ? found.ids : [])

  /** @returns a function that gives the ids for a mailbox */
  async function read(key: string): Promise<(mailbox: string) => string[]> {
    const found = (await stored.get(key))?.value
    return (mailbox) => idsIn(found, mailbox)
  }

  return {
    read,

    of: async (key: string, mailbox: string): Promise<string[]> => (await read(key))(mailbox),

    /** Notes that the contact `id` was looked up. Ids of another mailbox are dropped. */
    async note(key: string, mailbox: string, id: string): Promise<void> {
      await stored.update(key, (found) => {
        const before = idsIn(found, mailbox)
        if (before[0] === id) return 'leave'
        const ids = [id, ...before.filter((other) => other !== id)].slice(0, MOST)
        return { value: { mailbox, ids }, ttlMs: RECENT_KEPT_MS }
      })
    },

    forget: (key: string): Promise<void> => stored.delete(key),
  }
}
