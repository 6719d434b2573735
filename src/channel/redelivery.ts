import { randomUUID } from 'node:crypto'
import type { Records } from '../store/records.ts'

/** One delivery of one activity. `until`: epoch milliseconds up to which the instance that does it is to be believed. */
export type TurnRecord = { done: boolean; instance: string; until: number }

export const TURN_VERSION = 1

const KEPT_MS = 10 * 60_000
const LEASE_MS = 5_000
const RENEW_MS = 1_500

/** A turn that is ours to do. */
export type Claim = {
  /** The turn is answered: nobody does it again. */
  done(): Promise<void>
  /** Nothing was said: when the channel delivers it again, it is done again. */
  release(): Promise<void>
}

/** Does each activity once, however often the channel delivers it and to whichever instance. A turn whose instance died is
 *  free again after 5 s.
 *  @returns undefined where it is done already, or somebody is at it. */
export function turnRecords(records: Records<TurnRecord>, now = Date.now) {
  const instance = randomUUID()
  const lease = (): TurnRecord => ({ done: false, instance, until: now() + LEASE_MS })

  async function take(key: string): Promise<boolean> {
    if (await records.add(key, lease(), KEPT_MS)) return true
    const stored = await records.get(key)
    if (!stored) return records.add(key, lease(), KEPT_MS)
    if (stored.value.done || stored.value.until > now()) return false
    return (await records.replace(key, stored.version, lease(), KEPT_MS)) !== undefined
  }

  return async function claim(key: string): Promise<Claim | undefined> {
    if (!(await take(key))) return undefined
    const timer = setInterval(() => {
      // A renewal that fails leaves the lease to run out; the next one may succeed.
      records.put(key, lease(), KEPT_MS).catch(() => undefined)
    }, RENEW_MS)
    return {
      async done() {
        clearInterval(timer)
        await records.put(key, { done: true, instance, until: 0 }, KEPT_MS)
      },
      async release() {
        clearInterval(timer)
        await records.delete(key)
      },
    }
  }
}
