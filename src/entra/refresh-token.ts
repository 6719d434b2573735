import * as oidc from 'openid-client'
import { claimsParameter } from './claims.ts'
import type { Tenant } from './discovery.ts'
import { rethrowRefresh } from './error-answers.ts'
import { type Tokens, tokensOf } from './token-answer.ts'

/** Exchanges a refresh token. `claims`: what Graph demands of the new access token. `changes`: whether it must allow to change contacts.
 *  @throws {EntraError} Only `refused` means that the person must sign in again. */
export async function refresh(
  { configuration, contactsScope }: Tenant,
  refreshToken: string,
  claims?: string,
  changes?: boolean,
): Promise<Tokens> {
  // Without openid: an id token that could not be checked just now would cost the new refresh token that came with it.
  const scope = `offline_access ${contactsScope(changes)}`
  const answer = await oidc
    .refreshTokenGrant(configuration, refreshToken, { scope, claims: claimsParameter(claims) })
    .catch(rethrowRefresh)
  return tokensOf(answer)
}
