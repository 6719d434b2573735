import { randomUUID } from 'node:crypto'
import type { OIDCError } from 'oidc-provider'

/** An error of Entra: the protocol's name for it, and the AADSTS number with its text. */
export type EntraError = {
  status: number
  error: string
  code: number
  text: string
  suberror?: string
  /** The claims parameter that the next sign-in must send. */
  claims?: string
}

/** The body of an error answer. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export function errorBody({ error, code, text, suberror, claims }: EntraError): Record<string, unknown> {
  const traceId = randomUUID()
  const correlationId = randomUUID()
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`
  const trace = `Trace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`
  return {
    error,
    error_description: `AADSTS${code}: ${text}\r\n${trace}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...(suberror && { suberror }),
    ...(claims && { claims }),
  }
}

const grant = (code: number, text: string, suberror?: string): EntraError => ({
  status: 400,
  error: 'invalid_grant',
  code,
  text,
  ...(suberror && { suberror }),
})
const client = (code: number, text: string): EntraError => ({ status: 401, error: 'invalid_client', code, text })

export const REVOKED = grant(
  50173,
  'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
  'bad_token',
)
export const NO_SUCH_APP: EntraError = {
  status: 400,
  error: 'unauthorized_client',
  code: 700016,
  text: 'Application was not found in the directory. You may have sent your authentication request to the wrong tenant.',
}
export const NO_SUCH_REDIRECT: EntraError = {
  status: 400,
  error: 'invalid_request',
  code: 50011,
  text: 'The redirect URI specified in the request does not match the redirect URIs configured for the application.',
}
export const NO_TENANT: EntraError = {
  status: 400,
  error: 'invalid_request',
  code: 50059,
  text: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
}

/** The error for an app that no administrator of the tenant has approved. */
export const notInTenant = (appId: string, tid: string): EntraError => ({
  status: 401,
  error: 'invalid_client',
  code: 7000229,
  text: `The client application ${appId} is missing service principal in the tenant ${tid}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
})

export const unknownTenant = (segment: string): EntraError => ({
  status: 400,
  error: 'invalid_tenant',
  code: 90002,
  text: `Tenant '${segment}' not found.`,
})

/** Errors of a client assertion. */
export const ASSERTIONS = {
  refused: client(
    700027,
    'The certificate with identifier used to sign the client assertion is not registered on application, or the assertion failed validation.',
  ),
  otherAudience: client(700023, 'Client assertion audience claim does not match Realm issuer.'),
  outOfTime: client(700024, 'Client assertion is not within its valid time range.'),
  notFederated: client(700213, 'No matching federated identity record found for presented assertion.'),
}

/** oidc-provider's `error_detail` of a token request, and Entra's error for it. The first match counts. */
const TOKEN_ERRORS: readonly [RegExp, EntraError][] = [
  [/^client not found/, NO_SUCH_APP],
  [/secret expired|secret is expired/, client(7000222, 'The provided client secret keys for app are expired.')],
  [
    /^invalid secret/,
    client(
      7000215,
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
    ),
  ],
  [
    /authentication mechanism/,
    client(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
  ],
  [
    /^authorization code is expired/,
    grant(
      70008,
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    ),
  ],
  [
    /^authorization code already consumed/,
    grant(
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    ),
  ],
  [
    /redirect_uri mismatch/,
    grant(500112, 'The reply address does not match the reply address provided when requesting Authorization code.'),
  ],
  [
    /PKCE|code_verifier/i,
    grant(501481, 'The Code_Verifier does not match the code_challenge supplied in the authorization request.'),
  ],
  [
    /^refresh token is expired/,
    grant(
      700082,
      'The refresh token has expired due to inactivity. The token was issued and was inactive for 90.00:00:00.',
      'bad_token',
    ),
  ],
  [
    /^refresh token already used/,
    grant(70000, 'Provided grant is invalid or malformed: the refresh token was already used.', 'bad_token'),
  ],
]

/** Entra's error for an error of oidc-provider's token endpoint. */
export function tokenError(error: OIDCError): EntraError {
  const detail = error.error_detail ?? error.error_description ?? ''
  const known = TOKEN_ERRORS.find(([pattern]) => pattern.test(detail))?.[1]
  // A detail such as "PKCE verification failed" must not change the protocol's error code.
  if (known && (known.error === error.error || known === NO_SUCH_APP)) return known
  if (error.error === 'invalid_grant') return grant(70000, 'Provided grant is invalid or malformed.')
  if (error.error === 'invalid_client') return client(7000218, 'The client could not be authenticated.')
  if (error.error === 'unsupported_grant_type') {
    return { status: 400, error: error.error, code: 70003, text: 'The app requested an unsupported grant type.' }
  }
  if (error.error === 'invalid_scope') {
    return {
      status: 400,
      error: error.error,
      code: 70011,
      text: `The provided value for the input parameter 'scope' is not valid. ${detail}`,
    }
  }
  return { status: 400, error: 'invalid_request', code: 900144, text: `The request is malformed: ${detail}` }
}

/** The parameters that Entra adds to an error when it redirects back to the app. */
export function redirectError(error: string): Record<string, string> {
  if (error === 'access_denied') return { error_subcode: 'cancel' }
  if (error === ADMIN_REQUIRED) return { error: 'access_denied', error_description: described(NEEDS_ADMIN) }
  const said: EntraError | undefined = REDIRECT_ERRORS[error]
  return said ? { error_description: described(said) } : {}
}

const described = (error: EntraError): string => String(errorBody(error)['error_description'])

/** The emulator's internal name for the error that only an administrator can consent. */
export const ADMIN_REQUIRED = 'admin_required'

const NEEDS_ADMIN: EntraError = {
  status: 400,
  error: 'access_denied',
  code: 90094,
  text: 'Admin consent is required for the permissions requested by this application.',
}

const REDIRECT_ERRORS: { [error: string]: EntraError } = {
  login_required: {
    status: 400,
    error: 'login_required',
    code: 50058,
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  account_selection_required: { status: 400, error: 'interaction_required', code: 16000, text: 'Select an account.' },
  consent_required: {
    status: 400,
    error: 'consent_required',
    code: 65001,
    text: 'The user or administrator has not consented to use the application.',
  },
}
