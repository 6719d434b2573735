import type { ApplicationToken } from '../entra/application-token.ts'
import { EntraError } from '../entra/entra-error.ts'
import { type LeaseMark, leases } from '../store/lease.ts'
import { records } from '../store/records.ts'
import { type Store, StoreError } from '../store/store.ts'
import type { Versioned } from '../store/update.ts'
import { isFresh, isUsable } from './lifetime.ts'
import { oncePerKey, untilRefreshed } from './one-refresh.ts'
import type { RefreshOutcome } from './refresh.ts'

/** `app-token/<tenant>`: the application's token for one tenant. `accessToken` is empty until the first one has come. `client`:
 *  the registration and cloud that it is for. All times are epoch milliseconds. */
type Kept = {
  accessToken: string
  graphBase: string
  obtainedAt: number
  expiresAt: number
  client: string
  refreshing?: LeaseMark | undefined
}

/** A token that Graph accepts, as far as we know. */
export type TenantToken = Pick<Kept, 'accessToken' | 'graphBase'>

type Options = {
  store: Store
  /** Asks Entra. @throws {EntraError} */
  request: (tenant: string, claims?: string) => Promise<ApplicationToken>
  /** A name for the registration and its cloud: another one's tokens are not used. */
  client: string
  /** Called for each answer from Entra. */
  onRefresh?: ((outcome: RefreshOutcome) => void) | undefined
  now?: () => number
}

const FORMAT = 1
const LEASE_MS = 5_000

export type ApplicationTokens = ReturnType<typeof applicationTokens>

/** The application's tokens: one for each tenant, shared by all instances. The instance that finds a token old refreshes it
 *  under a lease in the record; the others use the old token while it is valid. */
export function applicationTokens({ store, request, client, onRefresh, now = Date.now }: Options) {
  const stored = records<Kept>(store, FORMAT)
  const { watch, take } = leases<Kept>({
    records: stored,
    markOf: ({ refreshing }) => refreshing,
    leaseMs: LEASE_MS,
    now,
  })
  const once = oncePerKey<TenantToken>()
  const keyOf = (tenant: string) => `app-token/${tenant.toLowerCase()}`
  const isOurs = (kept: Kept | undefined): kept is Kept => kept?.client === client && kept.accessToken !== ''

  return {
    /** A live token. `rejected`: one that Graph refused; it is refreshed once. `claims`: what Graph demands of the new one.
     *  @param tenant a tenant's id, as a GUID
     *  @throws {EntraError} if Entra gives none and no earlier token is still valid. @throws {StoreError} */
    of: (tenant: string, rejected?: string, claims?: string): Promise<TenantToken> =>
      once(`${keyOf(tenant)}\n${rejected ?? ''}\n${claims ?? ''}`, () => obtain(tenant, rejected, claims)),

    /** Graph's address for a tenant, if it is stored: Entra is not asked. @throws {StoreError} */
    async graphBaseOf(tenant: string): Promise<string | undefined> {
      const kept = (await stored.get(keyOf(tenant)))?.value
      return isOurs(kept) ? kept.graphBase : undefined
    },
  }

  async function obtain(tenant: string, rejected: string | undefined, claims: string | undefined) {
    const isHeld = watch()
    return untilRefreshed<TenantToken>(async (hasWaited) => {
      const found = await stored.get(keyOf(tenant))
      const kept = isOurs(found?.value) ? found.value : undefined
      if (kept && isFresh(kept, rejected, now())) return kept
      const usable = kept && isUsable(kept, rejected, now()) ? kept : undefined
      if (found && isHeld(found)) return usable ?? 'held'
      if (hasWaited && found && !found.value.refreshing) return 'given_up'
      const renewed = await renew(tenant, found, claims).catch((error: unknown) => {
        const mayStay = error instanceof StoreError || (error instanceof EntraError && error.code !== 'admin_approval')
        if (usable && mayStay) return usable
        throw error
      })
      return renewed ?? 'changed'
    })
  }

  /** @returns undefined if another instance was faster */
  async function renew(tenant: string, found: Versioned<Kept> | undefined, claims: string | undefined) {
    const before = found?.value
    const lease = await take(keyOf(tenant), found, (refreshing) => kept({ ...(before ?? empty()), refreshing }))
    if (!lease) return undefined
    try {
      const { accessToken, expiresInMs, graphBase } = await request(tenant, claims)
      onRefresh?.('renewed')
      const obtainedAt = now()
      const fresh = { accessToken, graphBase, obtainedAt, expiresAt: obtainedAt + expiresInMs, client }
      // If the store fails now, the token is still valid; the next caller requests another one.
      await lease.end(() => kept(fresh)).catch(() => undefined)
      return fresh
    } catch (error) {
      onRefresh?.(error instanceof EntraError ? error.code : 'failed')
      const after = isOurs(before) ? kept({ ...before, refreshing: undefined }) : 'delete'
      await lease.end((_, isStillOurs) => (isStillOurs ? after : 'leave')).catch(() => undefined)
      throw error
    }
  }

  function empty(): Kept {
    return { accessToken: '', graphBase: '', obtainedAt: now(), expiresAt: now(), client }
  }

  function kept(value: Kept): { value: Kept; ttlMs: number } {
    return { value, ttlMs: Math.max(value.expiresAt - now(), 4 * LEASE_MS) }
  }
}
