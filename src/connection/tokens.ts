import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ChatUser } from './chat-user.ts'
import { mergeClaims } from '../entra/claims.ts'
import type { Account } from '../entra/account.ts'
import { CONNECTION_TTL_MS, type Connection, type Connections, connectionKey } from './connection.ts'
import { EntraError, type Tokens } from '../entra/entra.ts'
import { StoreError } from '../store/store.ts'

/** What a call to Graph needs. */
export type LiveToken = { accessToken: string; graphBase: string; account: Account }

/** Why there is none: nobody is connected, or Microsoft wants the person to sign in again. `claims`: what that sign-in is
 *  to carry. */
export type NoToken = { reason: 'not_connected' | 'ended'; claims?: string | undefined }

export type AccessTokens = ReturnType<typeof accessTokens>

type Options = {
  connections: Connections
  /** @throws {EntraError} `refused` where the person must sign in again. */
  refresh: (tenant: string, refreshToken: string, claims?: string) => Promise<Tokens>
  now?: () => number
}

/** Refresh this long before expiry (or at half the lifetime, where that is shorter), so that a token never dies between
 *  our check and Graph's. */
const EARLY_MS = 5 * 60_000
const LEASE_MS = 5_000
const RENEW_MS = 1_500
const POLL_MS = 100
/** Longer than Entra is given for an answer (8 s) plus one dead holder's lease. */
const PATIENCE_MS = 15_000
/** How far two instances' clocks may be apart: each up to five minutes wrong. */
const CLOCK_SKEW_MS = 10 * 60_000
/** How long the store may be away before new tokens are given up: the old refresh token may be dead already. */
const SETTLE_MS = 5_000

/** A live access token for a person. Where Microsoft refuses to renew it the connection has `ended` and is gone.
 *  `rejected`: a token that Graph would not take; it is renewed once. `claims`: what Graph demands of the new one, merged. Where
 *  that cannot be had without the person the connection stays: without the demand it may still be good.
 *
 *  Callers that arrive together share one refresh, in this process by a promise and across instances by a lease in the
 *  record: 5 s, renewed every 1.5 s, so that a dead holder delays nobody for longer.
 *  @throws {EntraError} where Entra cannot be asked now and the token at hand is over. Nobody is signed out by that.
 *  @throws {StoreError} */
export function accessTokens({ connections, refresh, now = Date.now }: Options) {
  const instance = randomUUID()
  const underWay = new Map<string, Promise<LiveToken | NoToken>>()

  return function accessToken(user: ChatUser, rejected?: string, claims?: string): Promise<LiveToken | NoToken> {
    const key = connectionKey(user)
    const shared = `${key}\n${rejected ?? ''}\n${claims ?? ''}`
    const known = underWay.get(shared)
    if (known) return known
    const asking = obtain(key, rejected, claims).finally(() => underWay.delete(shared))
    underWay.set(shared, asking)
    return asking
  }

  async function obtain(key: string, rejected: string | undefined, claims: string | undefined) {
    const patience = performance.now() + PATIENCE_MS
    let seen = { version: '', since: 0 }
    let waited = false
    while (performance.now() < patience) {
      const stored = await connections.get(key)
      if (!stored) return notConnected
      const { value: connection, version } = stored
      if (isFresh(connection, rejected)) return liveToken(connection)
      // Entra has been asked for just that: asking again would bring nothing else.
      if (claims && claims === connection.demanded && rejected === connection.accessToken) return ended(claims)
      const usable = isUsable(connection, rejected)
      if (seen.version !== version) seen = { version, since: performance.now() }
      if (isHeld(connection) && performance.now() - seen.since < LEASE_MS) {
        // Somebody else renews it. Until they are done the old one serves, while it lives.
        if (usable) return liveToken(connection)
        waited = true
        await sleep(POLL_MS)
        continue
      }
      // Whoever renewed it gave it back as it was: they got no answer, and asking again would take as long.
      if (waited && !connection.refreshing) break
      try {
        const renewed = await renew(key, connection, version, claims)
        if (renewed) return 'reason' in renewed ? renewed : liveToken(renewed)
      } catch (error) {
        if (usable && (error instanceof EntraError || error instanceof StoreError)) return liveToken(connection)
        throw error
      }
    }
    throw new EntraError('unavailable')
  }

  /** Takes the lease and asks Entra. @returns the new connection, or that it has ended; undefined where somebody else changed
   *  the record meanwhile: look again. @throws the reason why Entra could not say. */
  async function renew(
    key: string,
    connection: Connection,
    version: string,
    claims: string | undefined,
  ): Promise<Connection | NoToken | undefined> {
    const lease = await takeLease(key, connection, version)
    if (!lease) return undefined
    const { account, refreshToken } = connection
    const answer = await refresh(account.tid, refreshToken, claims).catch((error: unknown) => error)
    const held = await lease.stop()
    if (isTokens(answer)) {
      const renewed = withTokens(connection, answer, claims, now())
      return (await settle(key, held, connection, renewed)) ? renewed : undefined
    }
    // Only while it is still the token that was refused: another instance may have stored a newer one.
    if (answer instanceof EntraError && answer.code === 'refused') {
      const staying = claims && answer.claims && { ...connection, refreshing: undefined, demanded: claims }
      const settled = await settle(key, held, connection, staying || undefined)
      return settled ? ended(mergeClaims(claims, answer.claims)) : undefined
    }
    // Given back; where that fails it runs out by itself.
    const released = { ...connection, refreshing: undefined }
    await connections.replace(key, held, released, CONNECTION_TTL_MS).catch(() => undefined)
    throw answer
  }

  /** Writes the outcome while the record is still about the same refresh token. Its version may be another by now: a lease
   *  renewed whose reply was lost, or taken from us for being slow. */
  async function settle(
    key: string,
    held: string,
    { refreshToken }: Connection,
    after: Connection | undefined,
  ): Promise<boolean> {
    const until = performance.now() + SETTLE_MS
    for (let version = held; ;) {
      try {
        if ((await connections.replace(key, version, after, CONNECTION_TTL_MS)) !== undefined) return true
        const stored = await connections.get(key)
        if (stored?.value.refreshToken !== refreshToken) return false
        version = stored.version
      } catch (error) {
        if (performance.now() > until) throw error
        await sleep(POLL_MS)
      }
    }
  }

  async function takeLease(key: string, connection: Connection, version: string) {
    const write = (from: string) =>
      connections.replace(
        key,
        from,
        { ...connection, refreshing: { instance, until: now() + LEASE_MS } },
        CONNECTION_TTL_MS,
      )
    let held = await write(version)
    if (held === undefined) return undefined
    let renewing: Promise<void> = Promise.resolve()
    const timer = setInterval(() => {
      renewing = renewing.then(async () => {
        // A lease lost, or a store that does not answer: the last write tells, by its version.
        held = (held && (await write(held).catch(() => held))) ?? held
      })
    }, RENEW_MS)
    return {
      /** @returns the version that this lease last wrote. */
      async stop(): Promise<string> {
        clearInterval(timer)
        await renewing
        return held ?? version
      },
    }
  }

  function isFresh(connection: Connection, rejected: string | undefined): boolean {
    if (connection.accessToken === rejected) return false
    const early = Math.min(EARLY_MS, (connection.expiresAt - connection.obtainedAt) / 2)
    return now() < connection.expiresAt - early
  }

  function isUsable(connection: Connection, rejected: string | undefined): boolean {
    return connection.accessToken !== rejected && now() < connection.expiresAt
  }

  /** Whether somebody may be renewing it. Whether they live does not show in the time, as it is by their clock, but in the
   *  record's changing. */
  function isHeld({ refreshing }: Connection): boolean {
    return refreshing !== undefined && now() < refreshing.until + CLOCK_SKEW_MS
  }
}

/** A connection with the tokens of a fresh answer. The newest refresh token counts; where none came, the old one goes on. */
function withTokens(connection: Connection, tokens: Tokens, demanded: string | undefined, now: number): Connection {
  return {
    ...connection,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? connection.refreshToken,
    scopes: tokens.scopes.length > 0 ? tokens.scopes : connection.scopes,
    obtainedAt: now,
    expiresAt: now + tokens.expiresInMs,
    demanded,
    refreshing: undefined,
  }
}

function isTokens(answer: unknown): answer is Tokens {
  return typeof answer === 'object' && answer !== null && 'accessToken' in answer
}

const notConnected: NoToken = { reason: 'not_connected' }

function ended(claims: string | undefined): NoToken {
  return { reason: 'ended', claims }
}

function liveToken({ accessToken, graphBase, account }: Connection): LiveToken {
  return { accessToken, graphBase, account }
}
