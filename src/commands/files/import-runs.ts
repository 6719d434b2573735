import { setTimeout as sleep } from 'node:timers/promises'
import { type LeaseMark, leases } from '../../store/lease.ts'
import { records } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import type { Versioned } from '../../store/update.ts'

/** The progress of an import under way. */
export type Running = { done: number; total: number }

/** Does an import: writes its progress into `running`, and calls `isOurs` before each step. If somebody else has taken the
 *  import over, it must throw. */
export type ImportWork<T> = (running: Running, isOurs: () => Promise<boolean>) => Promise<T>

type RunRecord = Running & { lease: LeaseMark }

const FORMAT = 1
const LEASE_MS = 6_000
const POLL_MS = 200

/** The imports that are under way, each at one instance. @param keptMs how long an import may take */
export function importRuns(store: Store, keptMs: number) {
  const runs = records<RunRecord>(store, FORMAT)
  const { take, watch } = leases<RunRecord>({ records: runs, markOf: ({ lease }) => lease, leaseMs: LEASE_MS })

  /** Waits until it is clear whether the holder of a record's lease is alive: the holder renews the lease, or the lease expires. */
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
    /** Does `work` while no other instance does it. @returns the result of `work`, or the progress of another instance */
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

    /** Deletes the record of an import. An import under way notices that by itself. */
    delete: (key: string): Promise<void> => runs.delete(key),
  }
}
