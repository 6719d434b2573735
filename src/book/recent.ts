import type { Records } from '../store/records.ts'

/** Whom a person looked up lately, the latest first: ids of contacts. */
export type Recent = { mailbox: string; ids: string[] }

export const RECENT_VERSION = 1

const MOST = 30
/** As long as a connection lives without use. */
const KEPT_MS = 90 * 24 * 60 * 60_000

export type Recents = ReturnType<typeof recents>

/** Whom people looked up lately, thirty each. `key`: `recent/<user>`. Everything rejects with StoreError. */
export function recents(records: Records<Recent>) {
  return {
    async of(key: string, mailbox: string): Promise<string[]> {
      const found = await records.get(key)
      return found?.value.mailbox === mailbox ? found.value.ids : []
    },

    /** Two at the same moment may leave one of them. */
    async note(key: string, mailbox: string, id: string): Promise<void> {
      const before = await this.of(key, mailbox)
      if (before[0] === id) return
      const ids = [id, ...before.filter((other) => other !== id)].slice(0, MOST)
      await records.put(key, { mailbox, ids }, KEPT_MS)
    },

    forget: (key: string): Promise<void> => records.delete(key),
  }
}
