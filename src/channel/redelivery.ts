import { setTimeout as sleep } from 'node:timers/promises'
import { type Lease, type LeaseMark, leases } from '../store/lease.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Versioned } from '../store/update.ts'

/** One activity: done, or under way at an instance that has the lease. */
type TurnRecord = { done: boolean; lease?: LeaseMark | undefined }

/** 1 had the lease in other fields. */
const VERSION = 2

/** The channel delivers no activity again after so long. */
const KEPT_MS = 10 * 60_000
const LEASE_MS = 5_000
const POLL_MS = 25

/** A turn that is ours to do. */
export type Claim = {
  /** The turn is answered: nobody does it again. */
  done(): Promise<void>
  /** Nothing was said: when the channel delivers the activity again, it is done again. */
  release(): Promise<void>
}

/** Does each activity once, however often the channel delivers it and to whichever instance.
 *  @returns a function that claims a turn. It resolves to undefined where the turn is done, or where another delivery of it
 *  is under way. Where the instance with the other delivery has died, it claims the turn after `leaseMs`. */
export function turnRecords(store: Store, { leaseMs = LEASE_MS }: { leaseMs?: number } = {}) {
  const turns = records<TurnRecord>(store, VERSION)
  const { take, watch } = leases<TurnRecord>({ records: turns, markOf: ({ lease }) => lease, leaseMs })

  const takeFrom = (key: string, found: Versioned<TurnRecord> | undefined) =>
    take(key, found, (lease) => ({ value: { done: false, lease }, ttlMs: KEPT_MS }))

  /** For a delivery that was not the first. */
  async function takeOver(key: string): Promise<Lease<TurnRecord> | undefined> {
    const isHeld = watch()
    const first = await turns.get(key)
    for (let found = first; ; found = await turns.get(key)) {
      if (found?.value.done) return undefined
      if (found && isHeld(found)) {
        // The other delivery's lease was renewed, so its instance lives.
        if (found.version !== first?.version) return undefined
        await sleep(POLL_MS)
        continue
      }
      const lease = await takeFrom(key, found)
      if (lease) return lease
    }
  }

  return async function claim(key: string): Promise<Claim | undefined> {
    const lease = (await takeFrom(key, undefined)) ?? (await takeOver(key))
    return lease && claimWith(lease)
  }
}

/** An instance that was suspended may have lost its lease: then the turn is another instance's, and is left as it is. */
function claimWith(lease: Lease<TurnRecord>): Claim {
  return {
    async done() {
      // Also where the store has lost the record.
      const change = (turn: TurnRecord | undefined, isOurs: boolean) =>
        isOurs || !turn ? { value: { done: true }, ttlMs: KEPT_MS } : 'leave'
      await lease.end(change)
    },
    async release() {
      await lease.end((_, isOurs) => (isOurs ? 'delete' : 'leave'))
    },
  }
}
