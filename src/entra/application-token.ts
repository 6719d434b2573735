import * as oidc from 'openid-client'
import { claimsParameter } from './claims.ts'
import type { Tenant } from './discovery.ts'
import { EntraError } from './entra-error.ts'
import { rethrow } from './error-answers.ts'
import { tokensOf } from './token-answer.ts'

/** The program's own token for a tenant's Graph; it belongs to no person. */
export type ApplicationToken = { accessToken: string; expiresInMs: number; graphBase: string }

/** No administrator of the tenant has let this application in: it is not known there, or nothing was consented to.
 *  https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const NOT_APPROVED = /^AADSTS(?:700016|7000229|65001|650052|500011)$/

/** Asks for a token by the client credentials grant, with every application permission that was consented to. `claims`: what
 *  Graph demands of the new token.
 *  @throws {EntraError} `admin_approval` if an administrator must approve the application first; else `operator`,
 *  `unavailable`, `untrusted` or `no_graph` */
export async function applicationToken(
  { configuration, graphBase, contactsScope }: Tenant,
  claims?: string,
): Promise<ApplicationToken> {
  const scope = `${new URL(contactsScope()).origin}/.default`
  const parameters = { scope, ...(claims !== undefined && { claims: claimsParameter(claims) }) }
  const answer = await oidc.clientCredentialsGrant(configuration, parameters).catch(rethrowForApplication)
  const { accessToken, expiresInMs } = tokensOf(answer)
  return { accessToken, expiresInMs, graphBase }
}

/** Nobody signs in here, so a refusal is never about a person: an administrator or the operator must act. */
function rethrowForApplication(error: unknown): never {
  try {
    return rethrow(error)
  } catch (thrown) {
    if (!(thrown instanceof EntraError)) throw thrown
    const { status, aadsts, code } = thrown
    if (code === 'admin_approval' || NOT_APPROVED.test(aadsts ?? ''))
      throw new EntraError('admin_approval', { cause: thrown, status, aadsts })
    if (code === 'refused' || code === 'blocked' || code === 'cancelled')
      throw new EntraError('operator', { cause: thrown, status, aadsts })
    throw thrown
  }
}
