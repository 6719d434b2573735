import { randomUUID } from 'node:crypto'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** One delivery of one activity. `until`: epoch milliseconds up to which the instance that does it is to be believed. */
type TurnRecord = { done: boolean; instance: string; until: number }

const VERSION = 1

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
export function turnRecords(store: Store, now = Date.now) {
  const turns = records<TurnRecord>(store, VERSION)
  const instance = randomUUID()
  const lease = (): TurnRecord => ({ done: false, instance, until: now() + LEASE_MS })

  async function take(key: string): Promise<boolean> {
    if ((await turns.add(key, lease(), KEPT_MS)) !== undefined) return true
    const stored = await turns.get(key)
    if (!stored) return (await turns.add(key, lease(), KEPT_MS)) !== undefined
    if (stored.value.done || stored.value.until > now()) return false
    return (await turns.replace(key, stored.version, lease(), KEPT_MS)) !== undefined
  }

  return async function claim(key: string): Promise<Claim | undefined> {
    if (!(await take(key))) return undefined
    const timer = setInterval(() => {
      // A renewal that fails leaves the lease to run out; the next one may succeed.
      turns.put(key, lease(), KEPT_MS).catch(() => undefined)
    }, RENEW_MS)
    return {
      async done() {
        clearInterval(timer)
        await turns.put(key, { done: true, instance, until: 0 }, KEPT_MS)
      },
      async release() {
        clearInterval(timer)
        await turns.delete(key)
      },
    }
  }
}
