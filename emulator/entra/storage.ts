import type { Adapter, Payload } from 'oidc-provider'

/** Everything that the providers store. All share one storage, because a code from `organizations` is redeemed at the person's
 *  own tenant. */
export type Storage = {
  /** oidc-provider's adapter for one kind of record. */
  adapter(kind: string): Adapter
  /** A record, or undefined. */
  get(kind: string, id: string): Payload | undefined
  /** Adds or replaces a record that never expires. */
  put(kind: string, id: string, payload: Payload): void
  /** Removes the records for which `chosen` is true. @returns their ids */
  drop(kind: string, chosen: (payload: Payload) => boolean): string[]
}

type Entry = { payload: Payload; expiresAt: number }

/** Expired tokens are kept for this long, because Entra has different errors for expired and unknown tokens. */
const GRACE_MS = 3_600_000

/** Never ends a whole grant (`revokeByGrantId`), as oidc-provider would when a code or token is used twice. Entra does not.
 *  @param strictRotation asked at each refresh: is the old refresh token void from now on? */
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
      // A refresh token that was used twice stays marked as used; oidc-provider would forget it.
      if (kind !== 'RefreshToken') entries(kind).delete(id)
    },
    revokeByGrantId: async () => {},
  })

  return { adapter, get, put: (kind, id, payload) => put(kind, id, payload), drop }
}
