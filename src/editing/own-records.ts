import { setTimeout as sleep } from 'node:timers/promises'
import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { GraphError } from '../graph/graph.ts'
import { secret } from '../secrets.ts'
import { type LeaseMark, leases } from '../store/lease.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

type Leased = { lease?: LeaseMark | undefined }

/** Records of one kind that belong to a person, each under an id that cannot be guessed. */
export type OwnRecords<T> = {
  /** @returns the id */
  make(user: ChatUser, value: T): Promise<string>
  get(user: ChatUser, id: string): Promise<T | undefined>
  put(user: ChatUser, id: string, value: T): Promise<void>
  /** Does `work` with a record while nobody else works with it, at any instance. What `work` keeps stays also where it fails.
   *  @returns undefined where there is no such record. @throws {GraphError} `unavailable` where somebody else works with it for
   *  long: then Outlook is slow */
  alone<R>(user: ChatUser, id: string, work: (held: Held<T>) => Promise<R>): Promise<R | undefined>
}

/** A record while it is worked with. */
export type Held<T> = {
  get(): T
  /** Keeps it at once. @throws {LeaseLostError} where somebody else has changed or deleted the record meanwhile */
  keep(value: T): Promise<void>
}

/** The record was deleted, or another instance took it over. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

const FORMAT = 1
const LEASE_MS = 10_000
const POLL_MS = 100
const PATIENCE_MS = 12_000

/** `kind/<user>/<id>`, and the list of a person's ids under `kind-ids/<user>`, by which all of them are deleted. */
export function ownRecords<T extends object>(store: Store, kind: string, keptMs: number): OwnRecords<T> {
  type Stored = { value: T } & Leased
  const stored = records<Stored>(store, FORMAT)
  const ids = index(store, kind, keptMs)
  const keyOf = (user: ChatUser, id: string) => `${kind}/${userKey(user)}/${id}`
  const { take, watch } = leases<Stored>({ records: stored, markOf: ({ lease }) => lease, leaseMs: LEASE_MS })

  async function held<R>(user: ChatUser, id: string, work: (held: Held<T>) => Promise<R>): Promise<R | undefined> {
    const isHeld = watch()
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const found = await stored.get(keyOf(user, id))
      if (!found) return undefined
      if (performance.now() > until) throw new GraphError('unavailable')
      let { value } = found.value
      const lease = isHeld(found)
        ? undefined
        : await take(keyOf(user, id), found, (mark) => ({ value: { value, lease: mark }, ttlMs: keptMs }))
      if (!lease) {
        await sleep(POLL_MS)
        continue
      }
      try {
        return await work({
          get: () => value,
          async keep(next) {
            value = next
            if (!(await lease.renew())) throw new LeaseLostError()
          },
        })
      } finally {
        await lease.end((_, isOurs) => (isOurs ? { value: { value }, ttlMs: keptMs } : 'leave'))
      }
    }
  }

  return {
    async make(user, value) {
      const id = secret()
      for (const old of await ids.add(user, id)) await stored.delete(keyOf(user, old))
      await stored.put(keyOf(user, id), { value }, keptMs)
      return id
    },
    get: async (user, id) => (await stored.get(keyOf(user, id)))?.value.value,
    async put(user, id, value) {
      await stored.update(keyOf(user, id), (found) => (found ? { value: { ...found, value }, ttlMs: keptMs } : 'leave'))
    },
    alone: held,
  }
}

/** The ids of a person's records of one kind, the newest last. */
function index(store: Store, kind: string, keptMs: number) {
  const lists = records<{ ids: string[] }>(store, FORMAT)
  return {
    /** @returns ids that have fallen out of the list */
    async add(user: ChatUser, id: string): Promise<string[]> {
      const { before } = await lists.update(indexKey(kind, user), (found) => ({
        value: { ids: [...(found?.ids ?? []), id].slice(-MOST_LISTED) },
        ttlMs: keptMs,
      }))
      return (before?.value.ids ?? []).slice(0, 1 - MOST_LISTED)
    },
  }
}

/** Nobody fills in so many forms in a day. */
const MOST_LISTED = 200

function indexKey(kind: string, user: ChatUser): string {
  return `${kind}-ids/${userKey(user)}`
}

/** Deletes all of a person's records of these kinds. @throws {StoreError} */
export async function forgetOwn(store: Store, user: ChatUser, kinds: readonly string[]): Promise<void> {
  const lists = records<{ ids: string[] }>(store, FORMAT)
  for (const kind of kinds) {
    const ids = (await lists.get(indexKey(kind, user)))?.value.ids ?? []
    for (const id of ids) await store.delete(`${kind}/${userKey(user)}/${id}`)
    if (ids.length > 0) await lists.delete(indexKey(kind, user))
  }
}
