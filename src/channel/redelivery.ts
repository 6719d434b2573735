import { setTimeout as sleep } from 'node:timers/promises'
import { isObject } from '../json.ts'
import { type Lease, type LeaseMark, leases } from '../store/lease.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Versioned } from '../store/update.ts'
import type { TurnMemory, TurnResponse } from './turn.ts'

/** One activity: done, or under way at an instance that has the lease, or failed and waiting for its next delivery. `memory`:
 *  see {@link TurnMemory}. `response`: the answer to an invoke, and `endedAt`: when it was answered, in epoch milliseconds. */
type TurnRecord = {
  done: boolean
  lease?: LeaseMark | undefined
  memory?: unknown
  response?: unknown
  endedAt?: number | undefined
}

/** 1 had the lease in other fields. */
const FORMAT = 2

/** Whether a record only says that a turn is done or under way. Most records are like that, and need no seal. */
export function isTurnMark(key: string, value: Buffer): boolean {
  return key.startsWith('turn/') && MARK.test(value.toString('latin1'))
}

/** Whether a record only says that a turn is under way. Without such a record, a repeated delivery starts the turn again, as it
 *  does after the lease has expired. */
export function isUnderWay(key: string, value: Buffer): boolean {
  return isTurnMark(key, value) && value.includes('"done":false')
}

const MARK = /^\{"done":(?:true|false)(?:,"lease":\{"holder":"[\w-]{36}","until":\d{1,16}\})?,"v":\d\}$/

/** The channel never repeats a delivery after this time. */
const TURN_KEPT_MS = 10 * 60_000
const LEASE_MS = 5_000
const POLL_MS = 25

/** A turn that is ours to do. */
export type Claim = {
  memory: TurnMemory
  /** Marks the turn as answered: nobody does it again. @param response the answer to an invoke */
  done(response?: TurnResponse): Promise<void>
  /** Some replies were not sent: when the channel delivers the activity again, the turn continues from its memory. */
  release(): Promise<void>
}

/** `response`: the answer to the first delivery, if it was an invoke. */
export type Claimed =
  | { kind: 'ours'; claim: Claim }
  | { kind: 'done'; response: TurnResponse | undefined }
  | { kind: 'under_way' }

export type TurnRecords = ReturnType<typeof turnRecords>

/** Does each activity once, however often the channel delivers it and to whichever instance.
 *  @returns `claim`, which claims a turn. If the instance with another delivery of it has died, the turn is claimed after
 *  `leaseMs`. */
export function turnRecords(store: Store, { leaseMs = LEASE_MS }: { leaseMs?: number } = {}) {
  const turns = records<TurnRecord>(store, FORMAT)
  const { take, watch } = leases<TurnRecord>({ records: turns, markOf: ({ lease }) => lease, leaseMs })

  async function takeFrom(key: string, found: Versioned<TurnRecord> | undefined): Promise<Claimed | undefined> {
    const noted = { value: found?.value.memory }
    // Each renewal of the lease writes the memory too.
    const lease = await take(key, found, (mark) => ({ value: open(noted.value, mark), ttlMs: TURN_KEPT_MS }))
    return lease && { kind: 'ours', claim: claimWith(lease, noted) }
  }

  /** Handles a delivery that was not the first. */
  async function takeOver(key: string): Promise<Claimed> {
    const isHeld = watch()
    const first = await turns.get(key)
    for (let found = first; ; found = await turns.get(key)) {
      if (found?.value.done) return { kind: 'done', response: responseIn(found.value) }
      if (found && isHeld(found)) {
        // The other delivery's lease was renewed, so its instance is alive.
        if (found.version !== first?.version) return { kind: 'under_way' }
        await sleep(POLL_MS)
        continue
      }
      const claimed = await takeFrom(key, found)
      if (claimed) return claimed
    }
  }

  return {
    async claim(key: string): Promise<Claimed> {
      return (await takeFrom(key, undefined)) ?? takeOver(key)
    },

    /** Whether a turn is under way or waits for its next delivery (`endedAt` is undefined), or when it was answered. `not_begun`
     *  if nobody has claimed it; undefined if it is done but has no answer that could be repeated. */
    async stateOf(key: string): Promise<{ endedAt: number | undefined } | 'not_begun' | undefined> {
      const turn = (await turns.get(key))?.value
      if (!turn) return 'not_begun'
      if (turn.done && !responseIn(turn)) return undefined
      return { endedAt: turn.done ? (turn.endedAt ?? 0) : undefined }
    },
  }
}

/** A turn that is not done. */
function open(memory: unknown, lease?: LeaseMark): TurnRecord {
  return { done: false, ...(lease && { lease }), ...(memory !== undefined && { memory }) }
}

function responseIn({ response }: TurnRecord): TurnResponse | undefined {
  return isObject(response) && typeof response['status'] === 'number'
    ? { status: response['status'], body: response['body'] }
    : undefined
}

/** A suspended instance may have lost its lease: then the turn belongs to another instance and is left as it is. */
function claimWith(lease: Lease<TurnRecord>, noted: { value: unknown }): Claim {
  const memory = Object.assign(noted, { save: async () => void (await lease.renew()) })
  return {
    memory,
    async done(response) {
      const value = { done: true, ...(response && { response, endedAt: Date.now() }) }
      // This also applies if the store has lost the record.
      const change = (turn: TurnRecord | undefined, isOurs: boolean) =>
        isOurs || !turn ? { value, ttlMs: TURN_KEPT_MS } : 'leave'
      await lease.end(change)
    },
    async release() {
      const next = memory.value === undefined ? 'delete' : { value: open(memory.value), ttlMs: TURN_KEPT_MS }
      await lease.end((_, isOurs) => (isOurs ? next : 'leave'))
    },
  }
}
