import { randomUUID } from 'node:crypto'
import type { Records } from './records.ts'
import type { Change, Updated, Versioned } from './update.ts'

/** A lease in a record: which holder has it, and until when, by the holder's own clock (epoch milliseconds). */
export type LeaseMark = { holder: string; until: number }

/** The right to do some work that no other instance does at the same time. */
export type Lease<T> = {
  /** Shows others that this holder is alive; a timer does the same. Never rejects: if the store does not answer, the next
   *  renewal may succeed. @returns false after somebody else has changed or deleted the record: the lease is lost. */
  renew(): Promise<boolean>
  /** Ends the renewals and lets the lease expire. @returns as `renew` */
  stop(): Promise<boolean>
  /** Ends the renewals and changes the record. May be called again if the store did not answer.
   *  @param change gets the present record, and whether its lease is still ours: if it is not, somebody else may be at work.
   *  @throws {StoreError} */
  end(change: (found: T | undefined, isOurs: boolean) => Change<T>): Promise<Updated<T>>
}

/** What `leases` needs to know about a kind of record. */
type Options<T extends object> = {
  records: Records<T>
  markOf: (record: T) => LeaseMark | undefined
  /** A holder that has not renewed its lease for this long has lost it. */
  leaseMs: number
  now?: () => number
}

const RENEWALS = 4
/** How far the clocks of two instances may differ: each may be wrong by up to five minutes. */
export const CLOCK_SKEW_MS = 10 * 60_000

/** Leases as a field of records, changed only by compare-and-set. A living holder changes the record with every renewal, which
 *  is how others see that it is alive. The holder's clock is only trusted for leases that expired long ago. */
export function leases<T extends object>({ records, markOf, leaseMs, now = Date.now }: Options<T>) {
  return {
    /** Begins to watch a record. @returns a function to call with the record each time that it has been read. It says whether
     *  somebody else holds the lease; a dead holder still counts for `leaseMs` after the first call. */
    watch(): (found: Versioned<T>) => boolean {
      let seen = { version: '', since: 0 }
      return ({ value, version }) => {
        if (seen.version !== version) seen = { version, since: performance.now() }
        const mark = markOf(value)
        if (!mark || now() > mark.until + CLOCK_SKEW_MS) return false
        return performance.now() - seen.since < leaseMs
      }
    },

    /** Takes the lease of a record if it is still as `found`, or still missing.
     *  @param marked the record with the lease in it. It is called again for each renewal.
     *  @returns undefined if somebody else was faster. @throws {StoreError} */
    async take(
      key: string,
      found: Versioned<T> | undefined,
      marked: (mark: LeaseMark, record: T | undefined) => { value: T; ttlMs: number },
    ): Promise<Lease<T> | undefined> {
      const holder = randomUUID()
      const write = (record: T | undefined) => marked({ holder, until: now() + leaseMs }, record)
      const change = (record: T | undefined) => (record === found?.value ? write(record) : 'leave')
      const { after, isChanged } = await records.update(key, change, found ?? 'none')
      if (!isChanged || !after) return undefined
      const isOurs = (record: T) => markOf(record)?.holder === holder
      return held(records, key, after, { isOurs, write, everyMs: leaseMs / RENEWALS })
    },
  }
}

type Holding<T> = { isOurs: (record: T) => boolean; write: (record: T) => Change<T>; everyMs: number }

function held<T extends object>(
  records: Records<T>,
  key: string,
  taken: Versioned<T>,
  { isOurs, write, everyMs }: Holding<T>,
): Lease<T> {
  /** The record as we last wrote it. If the answer of a write was lost, this is outdated, and the next write notices it. */
  let last = taken
  let isLost = false
  let queue: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => void renew(), everyMs)

  async function renew(): Promise<boolean> {
    const renewing = queue.then(async () => {
      if (isLost) return
      const change = (found: T | undefined) => (found && isOurs(found) ? write(found) : 'leave')
      const { after, isChanged } = await records.update(key, change, last)
      if (isChanged && after) {
        last = after
      } else {
        isLost = true
        clearInterval(timer)
      }
    })
    queue = renewing.catch(() => undefined)
    await queue
    return !isLost
  }

  async function stop(): Promise<boolean> {
    clearInterval(timer)
    await queue
    return !isLost
  }

  return {
    renew,
    stop,
    async end(change) {
      await stop()
      return records.update(
        key,
        (found) => change(found, found !== undefined && isOurs(found)),
        isLost ? undefined : last,
      )
    },
  }
}
