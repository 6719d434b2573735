import * as oidc from 'openid-client'
import { type CloudName, graphOf, graphScope } from '../config/clouds.ts'
import { claimsParameter } from './claims.ts'
import type { Tenant } from './discovery.ts'

export type AuthorizeRequest = {
  state: string
  nonce: string
  codeVerifier: string
  /** Only `select_account`, after the wrong account was chosen. Never `consent`: it stops people whose admin consented. */
  prompt?: 'select_account' | undefined
  /** The user name of the expected account. Entra then asks for this account, whatever account the browser is signed in to; not
   *  together with `select_account`. */
  loginHint?: string | undefined
  /** What Graph or Entra demands of this sign-in. */
  claims?: string | undefined
  /** Whether to ask for the right to change contacts. */
  changes?: boolean | undefined
}

/** Where to send the browser to sign in. */
export async function authorizeUrl(
  { configuration, contactsScope }: Tenant,
  redirectUri: string,
  request: AuthorizeRequest,
): Promise<URL> {
  return oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    response_type: 'code',
    response_mode: 'query',
    scope: signInScope(contactsScope(request.changes)),
    state: request.state,
    nonce: request.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(request.codeVerifier),
    code_challenge_method: 'S256',
    claims: claimsParameter(request.claims),
    ...(request.prompt && { prompt: request.prompt }),
    ...(request.loginHint && { login_hint: request.loginHint }),
  })
}

/** What an administrator approves: only the permissions that every sign-in asks for, also the permission to change contacts, or
 *  everything that the registration lists. */
export type ConsentFor = 'sign-ins' | 'changes' | 'everything'
type Registered = { authority: string; clientId: string; redirectUri: string; cloud?: CloudName | undefined }

/** Where an administrator approves this app for their whole organisation.
 *  https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
export function adminConsentUrl(
  { authority, clientId, redirectUri, cloud }: Registered,
  { tenant, state, asks }: { tenant: string; state: string; asks: ConsentFor },
): URL {
  const url = new URL(`${authority}/${tenant}/v2.0/adminconsent`)
  // A link is not worth a discovery request: the Graph of the authority's cloud is good enough.
  const contactsScope = graphScope(graphOf(authority, cloud), asks === 'changes', cloud)
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: asks === 'everything' ? `${new URL(contactsScope).origin}/.default` : signInScope(contactsScope),
    redirect_uri: redirectUri,
    state,
  }).toString()
  return url
}

function signInScope(contactsScope: string): string {
  return `openid profile offline_access ${contactsScope}`
}
