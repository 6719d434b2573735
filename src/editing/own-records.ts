import { setTimeout as sleep } from 'node:timers/promises'
import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { secret } from '../secrets.ts'
import { idLists } from '../store/id-lists.ts'
import { type LeaseMark, leases } from '../store/lease.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** `until`: when the record expires, even if somebody works with it until then. `at`: when it was last written. Both in epoch
 *  milliseconds. */
type Marks = { lease?: LeaseMark | undefined; until?: number | undefined; at?: number | undefined }

/** `at`: when it was created or last worked with, in epoch milliseconds; 0 if an older version of the bot has written it. */
export type Newest<T> = { id: string; value: T; at: number }

/** `keptMs`: how long a record is kept. `isFixed`: working with it does not extend this time. */
type Options = { keptMs: number; isFixed?: true }

/** Records of one kind that belong to a person, each under an id that cannot be guessed. */
export type OwnRecords<T> = {
  /** @returns the id */
  make(user: ChatUser, value: T): Promise<string>
  get(user: ChatUser, id: string): Promise<T | undefined>
  /** @returns the newest record that `fits` accepts. @param fits is called for the newest record first; `at`: see `Newest` */
  newest(user: ChatUser, fits: (value: T, at: number) => boolean): Promise<Newest<T> | undefined>
  /** @returns whether there still was such a record */
  put(user: ChatUser, id: string, value: T): Promise<boolean>
  /** Does `work` with a record while nobody else works with it, at any instance. What `work` has kept stays even if `work` fails
   *  later.
   *  @returns undefined if there is no such record. @throws {InUseError} if somebody else works with it for too long */
  alone<R>(user: ChatUser, id: string, work: (held: Held<T>) => Promise<R>): Promise<R | undefined>
}

/** A record that the caller works with alone. */
export type Held<T> = {
  get(): T
  /** Stores the value at once. @throws {LeaseLostError} if somebody else has changed or deleted the record meanwhile */
  keep(value: T): Promise<void>
}

/** Another turn is still working with the record, probably because it waits for Outlook. */
export class InUseError extends Error {
  override readonly name = 'InUseError'
}

/** The record was deleted, or another instance took it over. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

const FORMAT = 1
const LEASE_MS = 10_000
const POLL_MS = 100
const PATIENCE_MS = 12_000

/** Each record is stored under `kind/<user>/<id>`. A list of a person's ids under `kind/<user>` makes it possible to delete them
 *  all. The list is always written before a record gets more time, so that the list lives as long. */
export function ownRecords<T extends object>(store: Store, kind: string, { keptMs, isFixed }: Options): OwnRecords<T> {
  type Stored = { value: T } & Marks
  const stored = records<Stored>(store, FORMAT)
  const lists = idLists(store, FORMAT)
  const fresh = (value: T): Stored => ({
    value,
    at: Date.now(),
    ...(isFixed && { until: Date.now() + keptMs }),
  })
  const keyOf = (user: ChatUser, id: string) => `${kind}/${userKey(user)}/${id}`
  const limits = { most: MOST_LISTED, keptMs }
  const removeOf = (user: ChatUser) => (id: string) => stored.delete(keyOf(user, id))
  const list = (user: ChatUser, id: string) => lists.add(indexKey(kind, user), id, limits, removeOf(user))
  const { take, watch } = leases<Stored>({ records: stored, markOf: ({ lease }) => lease, leaseMs: LEASE_MS })

  /** Waits until nobody else works with a record. @returns undefined if there is none */
  async function takenInTurn(user: ChatUser, id: string) {
    const isHeld = watch()
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const found = await stored.get(keyOf(user, id))
      if (!found || isOver(found.value)) return undefined
      if (performance.now() > until) throw new InUseError()
      const { value, until: end } = found.value
      const current = { value }
      const kept = (lease?: LeaseMark) => ({
        value: { ...current, until: end, at: Date.now(), lease },
        ttlMs: leftMs(end, keptMs),
      })
      await list(user, id)
      const lease = isHeld(found) ? undefined : await take(keyOf(user, id), found, kept)
      if (lease) return { lease, current, kept }
      await sleep(POLL_MS)
    }
  }

  async function alone<R>(user: ChatUser, id: string, work: (held: Held<T>) => Promise<R>): Promise<R | undefined> {
    const taken = await takenInTurn(user, id)
    if (!taken) return undefined
    const { lease, current, kept } = taken
    try {
      return await work({
        get: () => current.value,
        async keep(next) {
          current.value = next
          if (!(await lease.renew())) throw new LeaseLostError()
        },
      })
    } finally {
      await lease.end((_, isOurs) => (isOurs ? kept() : 'leave'))
    }
  }

  return {
    async make(user, value) {
      const id = secret()
      const write = () => stored.put(keyOf(user, id), fresh(value), keptMs)
      await lists.keep(indexKey(kind, user), id, limits, { write, remove: removeOf(user) })
      return id
    },
    get: async (user, id) => (await stored.get(keyOf(user, id)))?.value.value,
    async newest(user, fits) {
      for (const id of (await lists.of(indexKey(kind, user))).toReversed()) {
        const found = await stored.get(keyOf(user, id))
        if (!found || isOver(found.value)) continue
        const { value, at = 0 } = found.value
        if (fits(value, at)) return { id, value, at }
      }
      return undefined
    },
    async put(user, id, value) {
      if (!(await stored.get(keyOf(user, id)))) return false
      await list(user, id)
      const { before } = await stored.update(keyOf(user, id), (found) =>
        found ? { value: { ...found, ...fresh(value) }, ttlMs: keptMs } : 'leave',
      )
      return before !== undefined
    },
    alone,
  }
}

function isOver({ until }: Marks): boolean {
  return until !== undefined && until <= Date.now()
}

/** Work under way always gets time to store its result. */
function leftMs(until: number | undefined, keptMs: number): number {
  return until === undefined ? keptMs : Math.max(until - Date.now(), LEASE_MS)
}

/** Nobody fills in this many forms in a day. */
const MOST_LISTED = 200

function indexKey(kind: string, user: ChatUser): string {
  return `${kind}/${userKey(user)}`
}

/** Deletes all of a person's records of these kinds. @throws {StoreError} */
export async function forgetOwn(store: Store, user: ChatUser, kinds: readonly string[]): Promise<void> {
  const lists = idLists(store, FORMAT)
  for (const kind of kinds)
    await lists.forget(indexKey(kind, user), (id) => store.delete(`${kind}/${userKey(user)}/${id}`))
}
