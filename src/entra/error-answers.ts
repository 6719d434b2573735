import * as oidc from 'openid-client'
import { isObject } from '../json.ts'
import { EntraError, type UntrustedReason } from './entra-error.ts'

const SIGN_IN_AGAIN = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required'])

/** Errors that only the operator of this program can mend. `invalid_tenant` comes with AADSTS90002: no such tenant in this
 *  cloud. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
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
  const told = { cause: error, aadsts: aadstsIn(error.error_description) }
  if (isTemporary(error.status, error.error)) return new EntraError('unavailable', told)
  if (SIGN_IN_AGAIN.has(error.error)) {
    const { claims } = error.cause
    return new EntraError('refused', { ...told, claims: typeof claims === 'string' ? claims : undefined })
  }
  return new EntraError(OPERATORS.has(error.error) ? 'operator' : 'unavailable', told)
}

/** What a discovery that did not answer 200 means. A tenant that Entra does not know (400 `invalid_tenant`, AADSTS90002) or
 *  cannot read (400 `invalid_request`, AADSTS900021) is no outage. Discovery never signs anybody out. */
export function discoveryError(status: number, body: unknown): EntraError {
  const { error, error_description: description } = isObject(body) ? body : {}
  const aadsts = aadstsIn(description)
  const isOperators = typeof error === 'string' && OPERATORS.has(error) && !isTemporary(status, error)
  return new EntraError(isOperators ? 'operator' : 'unavailable', { aadsts })
}

/** What the authorize endpoint said instead of a code. `error_subcode=cancel` is Entra's own.
 *  https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-codes-for-authorization-endpoint-errors */
export function authorizeError(query: URLSearchParams): EntraError {
  const aadsts = aadstsIn(query.get('error_description'))
  return new EntraError(authorizeErrorCode(query.get('error') ?? '', query.get('error_subcode'), aadsts), { aadsts })
}

function authorizeErrorCode(error: string, subcode: string | null, aadsts: string | undefined) {
  if (aadsts === 'AADSTS90094' || aadsts === 'AADSTS65001' || aadsts === 'AADSTS90095') return 'admin_approval'
  if (subcode === 'cancel' || aadsts === 'AADSTS65004') return 'cancelled'
  if (error === 'access_denied' && aadsts === undefined) return 'cancelled'
  if (error === 'temporarily_unavailable' || error === 'server_error') return 'unavailable'
  return OPERATORS.has(error) ? 'operator' : 'refused'
}

function isTemporary(status: number, error: string): boolean {
  return status === 429 || status >= 500 || error === 'temporarily_unavailable'
}

/** Microsoft's number in the words of an error; nothing else of these words goes any further. */
function aadstsIn(description: unknown): string | undefined {
  return typeof description === 'string' ? /AADSTS\d+/.exec(description)?.[0] : undefined
}
