import type { Adapter, Payload } from 'oidc-provider'

/** Everything the tenants' providers remember. One storage for all of them: a code that was got at `organizations`
 *  is redeemed at the person's own tenant. */
export type Storage = {
  /** What oidc-provider keeps models of one kind in. */
  adapter(kind: string): Adapter
  /** A live record, or undefined. */
  get(kind: string, id: string): Payload | undefined
  /** Adds or replaces a record that never expires. */
  put(kind: string, id: string, payload: Payload): void
  /** Removes the records for which `chosen` is true; their ids. */
  drop(kind: string, chosen: (payload: Payload) => boolean): string[]
}

type Entry = { payload: Payload; expiresAt: number }

/** Expired tokens are kept so long, because Entra tells "expired" from "never heard of". */
const GRACE_MS = 3_600_000

/** @param strictRotation asked at each rotation: does the old refresh token die? Entra's does not. Nothing here ends a
 *    whole grant (`revokeByGrantId`): oidc-provider would when something is used twice, Entra does not. */
export function storage(strictRotation: () => boolean): Storage {
  const kinds = new Map<string, Map<string, Entry>>()

  function entries(kind: string): Map<string, Entry> {
    const known = kinds.get(kind)
    if (known) return known
    const fresh = new Map<string, Entry>()
    kinds.set(kind, fresh)
    return fresh
  }

  function get(kind: string, id: string): Payload | undefined {
    const entry = entries(kind).get(id)
    if (!entry || entry.expiresAt > Date.now()) return entry?.payload
    entries(kind).delete(id)
    return undefined
  }

  function findBy(kind: string, member: string, value: string): Payload | undefined {
    for (const [id, { payload }] of entries(kind)) if (payload[member] === value) return get(kind, id)
    return undefined
  }

  function drop(kind: string, chosen: (payload: Payload) => boolean): string[] {
    const ids = [...entries(kind)].filter(([, { payload }]) => chosen(payload)).map(([id]) => id)
    for (const id of ids) entries(kind).delete(id)
    return ids
  }

  function put(kind: string, id: string, payload: Payload, expiresIn = Infinity): void {
    entries(kind).set(id, { payload, expiresAt: Date.now() + expiresIn * 1000 + GRACE_MS })
  }

  const adapter = (kind: string): Adapter => ({
    upsert: async (id, payload, expiresIn) => put(kind, id, payload, expiresIn),
    find: async (id) => get(kind, id),
    findByUid: async (uid) => findBy(kind, 'uid', uid),
    findByUserCode: async (userCode) => findBy(kind, 'userCode', userCode),
    async consume(id) {
      const payload = get(kind, id)
      if (payload && (kind !== 'RefreshToken' || strictRotation())) payload['consumed'] = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      // A refresh token used twice stays "used"; oidc-provider would forget it.
      if (kind !== 'RefreshToken') entries(kind).delete(id)
    },
    revokeByGrantId: async () => {},
  })

  return { adapter, get, put: (kind, id, payload) => put(kind, id, payload), drop }
}
