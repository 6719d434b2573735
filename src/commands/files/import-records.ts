import { setTimeout as sleep } from 'node:timers/promises'
import { type ChatUser, userKey } from '../../connection/chat-user.ts'
import { idLists } from '../../store/id-lists.ts'
import { type LeaseMark, leases } from '../../store/lease.ts'
import { records } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import type { Versioned } from '../../store/update.ts'
import type { Broken, NewContact } from '../../vcard/read.ts'

/** What a file of a person's holds. `name`: the file's. `mailbox`: for which it is; undefined until its person has signed in. */
export type Import = {
  mailbox?: string | undefined
  name: string
  contacts: NewContact[]
  broken: Broken[]
  isTooMany: boolean
}

/** How far an import is that is under way. */
export type Running = { done: number; total: number }
type RunRecord = Running & { lease: LeaseMark }

const FORMAT = 1
const IMPORT_KEPT_MS = 24 * 60 * 60_000
const LEASE_MS = 6_000
const POLL_MS = 200
const MOST_FILES = 20

export type Imports = ReturnType<typeof imports>

/** Files that people have sent, until they are imported: `import/<user>/<id>`. A file that is sent again has the same id. */
export function imports(store: Store) {
  const stored = records<Import>(store, FORMAT)
  const runs = records<RunRecord>(store, FORMAT)
  const lists = idLists(store, FORMAT)
  const keyOf = (user: ChatUser, id: string) => `import/${userKey(user)}/${id}`
  const runKey = (user: ChatUser, id: string) => `${keyOf(user, id)}/run`
  const listKey = (user: ChatUser) => `import/${userKey(user)}`
  const { take, watch } = leases<RunRecord>({ records: runs, markOf: ({ lease }) => lease, leaseMs: LEASE_MS })

  async function remove(user: ChatUser, id: string): Promise<void> {
    await stored.delete(keyOf(user, id))
    await runs.delete(runKey(user, id))
  }

  /** Waits until it is clear whether the holder of a record's lease lives: it renews it, or the lease runs out. */
  async function living(key: string): Promise<{ record: Versioned<RunRecord> | undefined; isAlive: boolean }> {
    const isHeld = watch()
    const first = await runs.get(key)
    for (let record = first; ; record = await runs.get(key)) {
      if (!record || !isHeld(record)) return { record, isAlive: false }
      if (record.version !== first?.version) return { record, isAlive: true }
      await sleep(POLL_MS)
    }
  }

  return {
    get: async (user: ChatUser, id: string): Promise<Import | undefined> => (await stored.get(keyOf(user, id)))?.value,

    /** @param most so many files of the person are kept; this one makes the oldest go */
    async put(user: ChatUser, id: string, value: Import, most = MOST_FILES): Promise<void> {
      const write = () => stored.put(keyOf(user, id), value, IMPORT_KEPT_MS)
      await lists.keep(
        listKey(user),
        id,
        { most, keptMs: IMPORT_KEPT_MS },
        { write, remove: (old) => remove(user, old) },
      )
    },

    /** Whether a file is for this mailbox. One that was sent before its person signed in is for the first that is asked about. */
    async isFor(user: ChatUser, id: string, { mailbox: known }: Import, mailbox: string): Promise<boolean> {
      if (known !== undefined) return known === mailbox
      const { after } = await stored.update(keyOf(user, id), (found) =>
        found && found.mailbox === undefined ? { value: { ...found, mailbox }, ttlMs: IMPORT_KEPT_MS } : 'leave',
      )
      return after?.value.mailbox === mailbox
    },

    /** Does `work` while no other instance does it. It tells how far it is by the record that it is handed, and asks `isOurs` before
     *  each step: where somebody else has taken it over, it is to throw.
     *  @returns what `work` returns, or how far somebody else is with it */
    async alone<T>(
      user: ChatUser,
      id: string,
      work: (running: Running, isOurs: () => Promise<boolean>) => Promise<T>,
    ): Promise<{ done: T } | { underWay: Running }> {
      const key = runKey(user, id)
      const running: Running = { done: 0, total: 0 }
      const marked = (lease: LeaseMark) => ({ value: { ...running, lease }, ttlMs: IMPORT_KEPT_MS })
      const found = await living(key)
      const lease = found.isAlive ? undefined : await take(key, found.record, marked)
      if (!lease) return { underWay: found.record?.value ?? running }
      try {
        return { done: await work(running, () => lease.renew()) }
      } catch (error) {
        const others = (await lease.renew()) ? undefined : await runs.get(key)
        if (!others) throw error
        return { underWay: others.value }
      } finally {
        await lease.end((_, isOurs) => (isOurs ? 'delete' : 'leave'))
      }
    },

    /** Deletes everything of a person's imports. One that is under way finds that out by itself. */
    forget: (user: ChatUser): Promise<void> => lists.forget(listKey(user), (id) => remove(user, id)),
  }
}
