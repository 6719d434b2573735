import type { Tokens } from '../entra/token-answer.ts'
import type { Connection } from './connection.ts'

/** A token is refreshed this long before it expires, so that it never expires between our check and Graph's. */
const EARLY_MS = 5 * 60_000

/** An access token with its times, in epoch milliseconds. */
type Timed = Pick<Connection, 'accessToken' | 'obtainedAt' | 'expiresAt'>

/** Whether the access token need not be refreshed yet: `EARLY_MS` or half its lifetime are left, whichever is shorter.
 *  @param rejected an access token that Graph has refused */
export function isFresh(connection: Timed, rejected: string | undefined, now: number): boolean {
  if (connection.accessToken === rejected) return false
  const early = Math.min(EARLY_MS, (connection.expiresAt - connection.obtainedAt) / 2)
  return now < connection.expiresAt - early
}

/** Whether Graph may still take the access token. */
export function isUsable(connection: Timed, rejected: string | undefined, now: number): boolean {
  return connection.accessToken !== rejected && now < connection.expiresAt
}

/** The connection with the tokens that Entra has just issued. If no refresh token came, the old one stays valid.
 *  @param demanded the claims that the refresh asked for */
export function withTokens(
  connection: Connection,
  tokens: Tokens,
  demanded: string | undefined,
  now: number,
): Connection {
  return {
    ...connection,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? connection.refreshToken,
    scopes: tokens.scopes.length > 0 ? tokens.scopes : connection.scopes,
    obtainedAt: now,
    expiresAt: now + tokens.expiresInMs,
    demanded,
    refreshing: undefined,
    spent: undefined,
  }
}
