/** - `refused`: Microsoft refuses this person's sign-in or token; they must sign in (again).
 *  - `cancelled`: the person said no at Microsoft.
 *  - `admin_approval`: an administrator of their organisation must approve the app first.
 *  - `blocked`: a rule of their organisation forbids the sign-in, and trying again does not help.
 *  - `operator`: this program's own registration, secret or tenant is wrong. Nobody is signed out.
 *  - `unavailable`: no answer, or an answer that makes no sense. Try again later.
 *  - `untrusted`: the answer fails a check; see {@link UntrustedReason}.
 *  - `no_lasting_access`: no refresh token came, so the connection would not outlast the access token.
 *  - `contacts_not_granted`: the tokens do not give the right to read contacts.
 *  - `changes_not_granted`: the sign-in asked for the right to change contacts, and the tokens do not give it.
 *  - `no_graph`: the tenant's discovery names no Graph that we know. */
export type EntraErrorCode =
  | 'refused'
  | 'cancelled'
  | 'admin_approval'
  | 'blocked'
  | 'operator'
  | 'unavailable'
  | 'untrusted'
  | 'no_lasting_access'
  | 'contacts_not_granted'
  | 'changes_not_granted'
  | 'no_graph'

/** Which check failed.
 *  - `discovery_issuer`, `discovery_endpoint`: the discovery document names another issuer, or an endpoint elsewhere.
 *  - `callback`: the parameters that the browser brought back (`state`, `iss`).
 *  - `token_answer`: the token endpoint's answer lacks something, the id token for example.
 *  - `id_token_signature`, `id_token_time`, `id_token_issuer`, `id_token_claim` (audience, nonce, a missing claim): the
 *    checks of OpenID Connect on the id token.
 *  - `id_token_tenant`: the id token's `tid` is missing or not the tenant that was asked.
 *  - `id_token_account`: the id token has no `oid`.
 *  - `other`: another check of openid-client; the `cause` has its code. */
export type UntrustedReason =
  | 'discovery_issuer'
  | 'discovery_endpoint'
  | 'callback'
  | 'token_answer'
  | 'id_token_signature'
  | 'id_token_time'
  | 'id_token_issuer'
  | 'id_token_claim'
  | 'id_token_tenant'
  | 'id_token_account'
  | 'other'

type Details = ErrorOptions & {
  status?: number | undefined
  aadsts?: string | undefined
  claims?: string | undefined
}

export class EntraError extends Error {
  override readonly name = 'EntraError'
  readonly code: EntraErrorCode
  /** With `untrusted`, for the log. */
  readonly reason: UntrustedReason | undefined
  /** The HTTP status of Microsoft's answer, for the log. */
  readonly status: number | undefined
  /** Microsoft's own number, such as `AADSTS50173`: for the log, never shown. */
  readonly aadsts: string | undefined
  /** With `refused`: what the next sign-in must carry, as the JSON that Entra sent. */
  readonly claims: string | undefined

  constructor(code: 'untrusted', details: Details & { reason: UntrustedReason })
  constructor(code: Exclude<EntraErrorCode, 'untrusted'>, details?: Details)
  constructor(code: EntraErrorCode, details: Details & { reason?: UntrustedReason } = {}) {
    super(`Entra: ${code}`, details)
    this.code = code
    this.reason = details.reason
    this.status = details.status
    this.aadsts = details.aadsts
    this.claims = details.claims
  }
}
