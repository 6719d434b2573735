import * as oidc from 'openid-client'
import { isObject } from '../json.ts'
import { EntraError, type EntraErrorCode, type UntrustedReason } from './entra-error.ts'
import { meaningOf } from './error-numbers.ts'

const SIGN_IN_AGAIN = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required'])

/** Errors that only the operator of this program can fix. `invalid_tenant` comes with AADSTS90002: no such tenant in this cloud.
 *  https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const OPERATORS = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_resource',
  'invalid_request',
  'invalid_tenant',
  'unsupported_grant_type',
  'unsupported_response_type',
])

/** No answer, or none that OAuth knows. Every other code of a ClientError is a check that failed. */
const UNREADABLE = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
])

/** Throws every failure of openid-client as an EntraError. */
export function rethrow(error: unknown): never {
  if (error instanceof EntraError) throw error
  // Our own client authentication threw it, and openid-client wrapped it.
  if (error instanceof oidc.ClientError && error.cause instanceof EntraError) throw error.cause
  if (error instanceof oidc.ResponseBodyError) throw tokenError(error)
  // openid-client does not read the body beside a challenge. A 401 is only ever about client authentication.
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    throw new EntraError(error.status === 401 ? 'operator' : 'unavailable', { cause: error })
  }
  if (error instanceof oidc.ClientError && !UNREADABLE.has(error.code ?? '')) {
    throw new EntraError('untrusted', { reason: failedCheck(error), cause: error })
  }
  throw new EntraError('unavailable', { cause: error })
}

/** Which check of openid-client failed, by what it reports beside its error. */
function failedCheck({ code, cause }: oidc.ClientError): UntrustedReason {
  if (code === 'OAUTH_KEY_SELECTION_FAILED') return 'id_token_signature'
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return 'id_token_time'
  const found = cause instanceof Error ? cause.cause : undefined
  if (!isObject(found)) return 'other'
  if ('parameters' in found) return 'callback'
  if ('signature' in found || 'header' in found) return 'id_token_signature'
  if (found['claim'] === 'iss') return 'id_token_issuer'
  if ('claims' in found) return 'id_token_claim'
  return 'body' in found ? 'token_answer' : 'other'
}

function tokenError(error: oidc.ResponseBodyError): EntraError {
  const { status, cause } = error
  const aadsts = aadstsIn(error.error_description) ?? aadstsIn(numberIn(cause['error_codes']))
  const code = tokenErrorCode(error, aadsts)
  const told = { cause: error, status, aadsts }
  if (code === 'unavailable' || code === 'operator') return new EntraError(code, told)
  const { claims } = cause
  return new EntraError(code, { ...told, claims: typeof claims === 'string' ? claims : undefined })
}

type TokenErrorCode = Exclude<EntraErrorCode, 'untrusted'>

function tokenErrorCode({ status, error, cause }: oidc.ResponseBodyError, aadsts: string | undefined): TokenErrorCode {
  if (status === 429 || status >= 500) return 'unavailable'
  const meaning = meaningOf(aadsts)
  if (meaning !== undefined && (meaning !== 'operator' || !SIGN_IN_AGAIN.has(error))) return meaning
  if (isTemporary(status, error)) return 'unavailable'
  if (cause['suberror'] === 'consent_required' || error === 'consent_required') return 'admin_approval'
  if (SIGN_IN_AGAIN.has(error)) return 'refused'
  return OPERATORS.has(error) ? 'operator' : 'unavailable'
}

/** A refresh token was refused for a reason that a new sign-in explains better to the person. Every such reason ends the
 *  connection, and none of them signs anybody out for the operator's mistake. */
export function rethrowRefresh(error: unknown): never {
  try {
    return rethrow(error)
  } catch (thrown) {
    const isRefused = thrown instanceof EntraError && ['admin_approval', 'blocked', 'cancelled'].includes(thrown.code)
    if (!isRefused) throw thrown
    const { status, aadsts, claims } = thrown
    throw new EntraError('refused', { cause: thrown, status, aadsts, claims })
  }
}

/** What a discovery that did not answer 200 means. A tenant that Entra does not know (400 `invalid_tenant`, AADSTS90002) or
 *  cannot read (400 `invalid_request`, AADSTS900021) is no outage. Discovery never signs anybody out. */
export function discoveryError(status: number, body: unknown): EntraError {
  const { error, error_description: description } = isObject(body) ? body : {}
  const aadsts = aadstsIn(description)
  const isNamed = typeof error === 'string' && (OPERATORS.has(error) || meaningOf(aadsts) === 'operator')
  const code = isNamed && !isTemporary(status, error) ? 'operator' : 'unavailable'
  return new EntraError(code, { status, aadsts })
}

/** What the authorize endpoint said instead of a code. `error_subcode=cancel` is Entra's own.
 *  https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-codes-for-authorization-endpoint-errors */
export function authorizeError(query: URLSearchParams): EntraError {
  const aadsts = aadstsIn(query.get('error_description'))
  return new EntraError(authorizeErrorCode(query.get('error') ?? '', query.get('error_subcode'), aadsts), { aadsts })
}

function authorizeErrorCode(error: string, subcode: string | null, aadsts: string | undefined): TokenErrorCode {
  const meaning = meaningOf(aadsts)
  if (meaning === 'admin_approval') return meaning
  if (subcode === 'cancel') return 'cancelled'
  if (meaning !== undefined) return meaning
  if (error === 'access_denied' && aadsts === undefined) return 'cancelled'
  if (error === 'temporarily_unavailable' || error === 'server_error') return 'unavailable'
  return OPERATORS.has(error) ? 'operator' : 'refused'
}

function isTemporary(status: number, error: string): boolean {
  return status === 429 || status >= 500 || error === 'temporarily_unavailable'
}

/** Microsoft's number in an error description; the rest of the description is dropped. */
function aadstsIn(description: unknown): string | undefined {
  return typeof description === 'string' ? /AADSTS\d+/i.exec(description)?.[0].toUpperCase() : undefined
}

/** The first of the numbers that a body lists beside its words. */
function numberIn(codes: unknown): string | undefined {
  const [first] = Array.isArray(codes) ? (codes as unknown[]) : []
  return Number.isSafeInteger(first) ? `AADSTS${String(first)}` : undefined
}
