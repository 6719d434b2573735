import { setTimeout as sleep } from 'node:timers/promises'
import { mergeClaims } from '../entra/claims.ts'
import { EntraError, type EntraErrorCode } from '../entra/entra-error.ts'
import { allowsChanges, type Tokens } from '../entra/token-answer.ts'
import { type Lease, leases } from '../store/lease.ts'
import type { Versioned } from '../store/update.ts'
import { CONNECTION_TTL_MS, type Connection, type Connections } from './connection.ts'
import { withTokens } from './lifetime.ts'

/** Asks Entra for new tokens. @throws {EntraError} `refused` if the person must sign in again. */
export type Refresh = (tenant: string, refreshToken: string, claims?: string, changes?: boolean) => Promise<Tokens>

/** A refresh failed because the person must sign in again. `claims`: the claims that the sign-in must request. */
export type Ended = { reason: 'ended'; claims: string | undefined }

/** `renewed`, or why there are no new tokens. */
export type RefreshOutcome = 'renewed' | EntraErrorCode | 'failed'

type Options = {
  connections: Connections
  refresh: Refresh
  now: () => number
  /** Called for each answer from Entra. */
  onRefresh?: ((outcome: RefreshOutcome) => void) | undefined
}

const LEASE_MS = 5_000
/** How long the store may fail before new tokens are lost. The old refresh token may no longer be valid by then. */
const SETTLE_MS = 5_000
const SETTLE_PAUSE_MS = 100

/** Refreshes the tokens of a connection, one instance at a time by a lease in its record. */
export function refreshes({ connections, refresh, now, onRefresh }: Options) {
  const { watch, take } = leases<Connection>({
    records: connections,
    markOf: ({ refreshing }) => refreshing,
    leaseMs: LEASE_MS,
    now,
  })

  /** @param found the record on which the refresh is based.
   *  @returns the new connection, or that it has ended; undefined if the record has changed meanwhile and must be read again.
   *  @throws {EntraError} the reason why Entra could not answer. @throws {StoreError} */
  async function renew(
    key: string,
    found: Versioned<Connection>,
    claims: string | undefined,
  ): Promise<Connection | Ended | undefined> {
    const { value: connection } = found
    const lease = await take(key, found, (refreshing) => kept({ ...connection, refreshing }))
    if (!lease) return undefined
    const { refreshToken } = connection
    const answer = await renewed(connection, claims)
    onRefresh?.(outcomeOf(answer))
    if (isTokens(answer)) {
      const after = withTokens(connection, answer, claims, now())
      return (await settle(lease, refreshToken, after)) ? after : undefined
    }
    if (isRefused(answer)) {
      // Refused only because of the claims: without them the connection may still be valid.
      const staying = claims && answer.claims ? { ...connection, refreshing: undefined, demanded: claims } : undefined
      const isSettled = await settle(lease, refreshToken, staying)
      return isSettled ? { reason: 'ended', claims: mergeClaims(claims, answer.claims) } : undefined
    }
    await release(lease, connection)
    throw answer
  }

  /** New tokens, or the error. If the right to change contacts was withdrawn, the right to read them stays. */
  async function renewed({ account, refreshToken, scopes }: Connection, claims: string | undefined): Promise<unknown> {
    const ask = (changes: boolean) =>
      refresh(account.tid, refreshToken, claims, changes).catch((error: unknown) => error)
    if (!allowsChanges(scopes)) return ask(false)
    const answer = await ask(true)
    return isRefused(answer) ? ask(false) : answer
  }

  return { watch, renew }
}

/** Writes the outcome, as long as the record still has the refresh token that was used: a disconnect or a new sign-in stays as
 *  it is. It does not matter who holds the lease: the tokens must not be lost if another instance took the lease from a slow
 *  one.
 *  @param after undefined: the connection is deleted. @returns whether it was written. */
async function settle(lease: Lease<Connection>, refreshToken: string, after: Connection | undefined): Promise<boolean> {
  const until = performance.now() + SETTLE_MS
  for (;;) {
    try {
      const { isChanged } = await lease.end((found) => {
        if (found?.refreshToken !== refreshToken) return 'leave'
        return after ? kept(after) : 'delete'
      })
      return isChanged
    } catch (error) {
      if (performance.now() > until) throw error
      await sleep(SETTLE_PAUSE_MS)
    }
  }
}

/** Gives the lease up. If the store fails, the lease runs out by itself. */
async function release(lease: Lease<Connection>, connection: Connection): Promise<void> {
  const released = kept({ ...connection, refreshing: undefined })
  await lease.end((_, isOurs) => (isOurs ? released : 'leave')).catch(() => undefined)
}

function outcomeOf(answer: unknown): RefreshOutcome {
  if (isTokens(answer)) return 'renewed'
  return answer instanceof EntraError ? answer.code : 'failed'
}

function kept(value: Connection): { value: Connection; ttlMs: number } {
  return { value, ttlMs: CONNECTION_TTL_MS }
}

function isRefused(answer: unknown): answer is EntraError {
  return answer instanceof EntraError && answer.code === 'refused'
}

function isTokens(answer: unknown): answer is Tokens {
  return typeof answer === 'object' && answer !== null && 'accessToken' in answer
}
