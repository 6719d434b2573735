import { setTimeout as sleep } from 'node:timers/promises'
import { type LeaseMark, leases } from '../../store/lease.ts'
import { records } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import type { Versioned } from '../../store/update.ts'

/** How far an import is that is under way. */
export type Running = { done: number; total: number }

/** Tells how far it is by the record that it is handed, and asks `isOurs` before each step: if somebody else has taken it over, it
 *  is to throw. */
export type ImportWork<T> = (running: Running, isOurs: () => Promise<boolean>) => Promise<T>

type RunRecord = Running & { lease: LeaseMark }

const FORMAT = 1
const LEASE_MS = 6_000
const POLL_MS = 200

/** The imports that are under way, each at one instance. @param keptMs how long an import may take */
export function importRuns(store: Store, keptMs: number) {
  const runs = records<RunRecord>(store, FORMAT)
  const { take, watch } = leases<RunRecord>({ records: runs, markOf: ({ lease }) => lease, leaseMs: LEASE_MS })

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
    /** Does `work` while no other instance does it. @returns what `work` returns, or how far somebody else is with it */
    async alone<T>(key: string, work: ImportWork<T>): Promise<{ done: T } | { underWay: Running }> {
      const running: Running = { done: 0, total: 0 }
      const marked = (lease: LeaseMark) => ({ value: { ...running, lease }, ttlMs: keptMs })
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

    /** Deletes the record of an import. If one is under way, it finds that out by itself. */
    delete: (key: string): Promise<void> => runs.delete(key),
  }
}
