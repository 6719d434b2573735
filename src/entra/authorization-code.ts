import * as oidc from 'openid-client'
import type { Account } from './account.ts'
import { grantOfAnyTenant } from './any-tenant.ts'
import { claimsParameter } from './claims.ts'
import { type Client, configure, isAnyTenant, type Tenant } from './discovery.ts'
import { EntraError } from './entra-error.ts'
import { rethrow } from './error-answers.ts'
import { type Tokens, tokensOf } from './token-answer.ts'

export type SignedIn = { account: Account; tokens: Tokens; graphBase: string }

/** The values with which the browser's sign-in began. `claims`: what Graph or Entra demands of it. */
export type Expected = { state: string; nonce: string; codeVerifier: string; claims?: string | undefined }

/** Exchanges the code in a callback's query, and checks the id token: signature, issuer, audience, time, nonce, tenant.
 *  @throws {EntraError} */
export async function exchangeCode(
  client: Client,
  { configuration, graphBase }: Tenant,
  { tenant, callback, expected }: { tenant: string; callback: URL; expected: Expected },
): Promise<SignedIn> {
  const grant = (by: oidc.Configuration) => redeem(by, callback, expected)
  const { answer, tid } = isAnyTenant(tenant)
    ? await grantOfAnyTenant(
        (fetch, metadata) => grant(configure({ ...client, fetch }, metadata)),
        configuration.serverMetadata(),
        client.fetch,
      ).catch(rethrow)
    : { answer: await grant(configuration).catch(rethrow), tid: tenant }
  return { account: accountOf(answer.claims(), tid, client.authority), tokens: tokensOf(answer), graphBase }
}

function redeem(by: oidc.Configuration, callback: URL, { state, nonce, codeVerifier, claims }: Expected) {
  const checks = {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  }
  // Claims belong here as well as in the authorize request: Microsoft's own libraries send them in both.
  return oidc.authorizationCodeGrant(by, callback, checks, { claims: claimsParameter(claims) })
}

/** @throws {EntraError} `untrusted` unless the id token comes from this very tenant and names a person. */
function accountOf(claims: oidc.IDToken | undefined, tenant: string, authority: string): Account {
  if (!claims) throw new EntraError('untrusted', { reason: 'token_answer' })
  const { tid, oid } = claims
  if (typeof tid !== 'string' || tid.toLowerCase() !== tenant.toLowerCase()) {
    throw new EntraError('untrusted', { reason: 'id_token_tenant' })
  }
  if (typeof oid !== 'string') throw new EntraError('untrusted', { reason: 'id_token_account' })
  if (claims.iss !== `${authority}/${tid}/v2.0`) throw new EntraError('untrusted', { reason: 'id_token_issuer' })
  return {
    tid: tid.toLowerCase(),
    oid: oid.toLowerCase(),
    ...namesIn(claims),
  }
}

/** The names of the account. If there is neither a user name nor a name, the mail address is used. */
function namesIn({ name, preferred_username: username, email }: oidc.IDToken): Pick<Account, 'name' | 'username'> {
  const text = (claim: unknown) => (typeof claim === 'string' ? claim : '')
  const known = { name: text(name), username: text(username) }
  return known.name.trim() || known.username.trim() ? known : { name: '', username: text(email) }
}
