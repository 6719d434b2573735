import * as oidc from 'openid-client'
import { grantOfAnyTenant, metadataAt } from './any-tenant.ts'
import { claimsParameter } from './claims.ts'
import { cloudGraph, graphOf, graphScope } from '../config/clouds.ts'
import type { Account } from './account.ts'
import { parseRetryAfter } from '../retry.ts'

/** - `refused`: Microsoft says no to this person; they must sign in (again).
 *  - `cancelled`: they said no themselves.
 *  - `admin_approval`: an administrator of their organisation must say yes first.
 *  - `operator`: this program's own registration or secret is wrong. Nobody else's fault, nobody signed out.
 *  - `unavailable`: no answer, or none that makes sense. Try again later.
 *  - `untrusted`: the answer fails a check (issuer, audience, nonce, signature, time, tenant).
 *  - `no_graph`: the tenant's discovery names no Graph that we know. */
export type EntraErrorCode =
  | 'refused'
  | 'cancelled'
  | 'admin_approval'
  | 'operator'
  | 'unavailable'
  | 'untrusted'
  | 'no_graph'

export class EntraError extends Error {
  override readonly name = 'EntraError'
  readonly code: EntraErrorCode
  /** Such as `AADSTS50173`: for the log, never shown. */
  readonly aadsts: string | undefined
  /** With `refused`: what the next sign-in is to carry, JSON as Entra made it. */
  readonly claims: string | undefined
  constructor(
    code: EntraErrorCode,
    options?: ErrorOptions & { aadsts?: string | undefined; claims?: string | undefined },
  ) {
    super(`Entra: ${code}`, options)
    this.code = code
    this.aadsts = options?.aadsts
    this.claims = options?.claims
  }
}

/** `expiresInMs` counts from the answer. `refreshToken` is undefined where Entra sent no new one. */
export type Tokens = {
  accessToken: string
  refreshToken: string | undefined
  expiresInMs: number
  scopes: string[]
}

export type SignedIn = { account: Account; tokens: Tokens; graphBase: string }

export type AuthorizeRequest = {
  state: string
  nonce: string
  codeVerifier: string
  /** Only `select_account`, after the wrong account was chosen. Never `consent`: it stops people whose admin consented. */
  prompt?: 'select_account' | undefined
  /** What Graph or Entra demands of this sign-in. */
  claims?: string | undefined
}

export type Entra = ReturnType<typeof entra>

type Options = {
  authority: string
  clientId: string
  clientAuth: oidc.ClientAuth
  redirectUri: string
  /** Overrides the address that discovery names. */
  graphUrl?: string | undefined
  fetch: typeof globalThis.fetch
  now?: () => number
}

/** Comes back from an administrator, who has no flow of their own. */
export const ADMIN_STATE = 'admin'

type Tenant = { configuration: oidc.Configuration; graphBase: string; contactsScope: string }

/** Authorities of every organisation, and of personal accounts as well: their issuer is a template, and a person's own tenant
 *  stands in their id token. */
const ANY_TENANT = new Set(['organizations', 'common'])

/** Discovery is read again after this long: keys and hosts change rarely, but they do. */
const DISCOVERY_MAX_AGE_MS = 60 * 60 * 1000
/** As much as the Bot Framework allows. */
const CLOCK_SKEW_SECONDS = 300
const CLIENT = { [oidc.clockTolerance]: CLOCK_SKEW_SECONDS }
const MAX_TENANTS = 1_000
/** Entra may ask to be left alone for a while; for longer than this nobody is kept waiting. */
const MAX_QUIET_MS = 60_000

/** Microsoft's sign-in, through openid-client. One discovery a tenant, shared by all who ask. `tenant` is a GUID;
 *  to sign in it may be `organizations` or `common` as well, where nobody knows whose tenant it is going to be. */
export function entra(options: Options) {
  const now = options.now ?? Date.now
  const fetch = leavingAlone(options.fetch, now)
  const tenants = new Map<string, { reading: Promise<Tenant>; since: number }>()

  function discover(tenant: string): Promise<Tenant> {
    const known = tenants.get(tenant)
    if (known && now() - known.since < DISCOVERY_MAX_AGE_MS) return known.reading
    const reading = readDiscovery({ ...options, fetch }, tenant)
    if (tenants.size >= MAX_TENANTS) tenants.clear()
    tenants.set(tenant, { reading, since: now() })
    reading.catch(() => {
      if (tenants.get(tenant)?.reading === reading) tenants.delete(tenant)
    })
    return reading
  }

  return {
    /** Where to send the browser. @throws {EntraError} */
    async authorizeUrl(tenant: string, request: AuthorizeRequest): Promise<URL> {
      const { configuration, contactsScope } = await discover(tenant)
      return oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: options.redirectUri,
        response_type: 'code',
        response_mode: 'query',
        scope: scopeOf(contactsScope),
        state: request.state,
        nonce: request.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(request.codeVerifier),
        code_challenge_method: 'S256',
        claims: claimsParameter(request.claims),
        ...(request.prompt && { prompt: request.prompt }),
      })
    },

    /** Exchanges the code in `callback`'s query and checks the id token: signature, issuer, audience, time, nonce, tenant.
     *  @throws {EntraError} */
    async signIn(
      tenant: string,
      callback: URL,
      expected: { state: string; nonce: string; codeVerifier: string; claims?: string | undefined },
    ): Promise<SignedIn> {
      const { configuration, graphBase } = await discover(tenant)
      const checks = {
        expectedState: expected.state,
        expectedNonce: expected.nonce,
        pkceCodeVerifier: expected.codeVerifier,
        idTokenExpected: true,
      }
      // Here as well as in the authorize request, as Microsoft's own libraries do.
      const parameters = { claims: claimsParameter(expected.claims) }
      const grant = (by: oidc.Configuration) => oidc.authorizationCodeGrant(by, callback, checks, parameters)
      if (!ANY_TENANT.has(tenant)) {
        const answer = await grant(configuration).catch(rethrow)
        return { account: accountOf(answer.claims(), tenant, options.authority), tokens: tokensOf(answer), graphBase }
      }
      const by = (fetch: typeof globalThis.fetch, metadata: oidc.ServerMetadata) =>
        grant(configure({ ...options, fetch }, metadata))
      const { answer, tid } = await grantOfAnyTenant(by, configuration.serverMetadata(), fetch).catch(rethrow)
      return { account: accountOf(answer.claims(), tid, options.authority), tokens: tokensOf(answer), graphBase }
    },

    /** Where an administrator allows this app for their whole organisation.
     *  https://learn.microsoft.com/entra/identity-platform/v2-admin-consent */
    adminConsentUrl(tenant: string): URL {
      const url = new URL(`${options.authority}/${tenant}/v2.0/adminconsent`)
      // Graph is not looked up for a link: the cloud's own will do.
      const scope = scopeOf(graphScope(graphOf(options.authority)))
      url.search = new URLSearchParams({
        client_id: options.clientId,
        scope,
        redirect_uri: options.redirectUri,
        state: ADMIN_STATE,
      }).toString()
      return url
    },

    /** `claims`: what Graph demands of the new token.
     *  @throws {EntraError} `refused` alone means that the person must sign in again. */
    async refresh(tenant: string, refreshToken: string, claims?: string): Promise<Tokens> {
      const { configuration, contactsScope } = await discover(tenant)
      // Without openid: an id token that could not be checked just now would cost the new refresh token that came with it.
      const scope = `offline_access ${contactsScope}`
      const answer = await oidc
        .refreshTokenGrant(configuration, refreshToken, { scope, claims: claimsParameter(claims) })
        .catch(rethrow)
      return tokensOf(answer)
    },
  }
}

/** `fetch`; but at an address that said when to come back, an answer of our own until then. */
function leavingAlone(fetch: typeof globalThis.fetch, now: () => number): typeof globalThis.fetch {
  const quietUntil = new Map<string, number>()
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if ((quietUntil.get(url) ?? 0) > now()) return new Response(null, { status: 429 })
    quietUntil.delete(url)
    const response = await fetch(input, init)
    const told = [429, 503].includes(response.status) ? response.headers.get('retry-after') : null
    const waitMs = parseRetryAfter(told ?? undefined, now())
    if (waitMs) quietUntil.set(url, now() + Math.min(waitMs, MAX_QUIET_MS))
    return response
  }
}

function scopeOf(contactsScope: string): string {
  return `openid profile offline_access ${contactsScope}`
}

async function readDiscovery(options: Options, tenant: string): Promise<Tenant> {
  const issuer = `${options.authority}/${tenant}/v2.0`
  const configuration = ANY_TENANT.has(tenant)
    ? configure(options, await metadataAt(issuer, options.fetch).catch(rethrow))
    : await discovered(options, issuer).catch(rethrow)
  const metadata = configuration.serverMetadata()
  // openid-client leaves the issuer unchecked at login.microsoftonline.com, and endpoints elsewhere would be sent the code.
  const named = ANY_TENANT.has(tenant) ? `${options.authority}/{tenantid}/v2.0` : issuer
  const endpoints = [metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri]
  if (metadata.issuer !== named || endpoints.some((url) => !url?.startsWith(`${options.authority}/`))) {
    throw new EntraError('untrusted')
  }
  const graph = cloudGraph(metadata['msgraph_host'], options.authority)
  const graphBase = options.graphUrl ?? graph
  if (!graphBase) throw new EntraError('no_graph')
  return { configuration, graphBase, contactsScope: graphScope(graph) }
}

function discovered(options: Options, issuer: string): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(issuer), options.clientId, CLIENT, options.clientAuth, {
    [oidc.customFetch]: options.fetch as unknown as oidc.CustomFetch,
    execute: extrasFor(issuer),
  })
}

function configure(options: Options, metadata: oidc.ServerMetadata): oidc.Configuration {
  const { clientId, clientAuth, fetch } = options
  const made = new oidc.Configuration(metadata, clientId, CLIENT, clientAuth)
  made[oidc.customFetch] = fetch as unknown as oidc.CustomFetch
  for (const extra of extrasFor(metadata.issuer)) extra(made)
  return made
}

/** openid-client does not check an id token's signature unless told to, and takes http only when told to. */
function extrasFor(issuer: string): ((configuration: oidc.Configuration) => void)[] {
  return [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])]
}

/** @throws {EntraError} `untrusted` unless the id token is of this very tenant and names a person. */
function accountOf(claims: oidc.IDToken | undefined, tenant: string, authority: string): Account {
  if (!claims) throw new EntraError('untrusted')
  const { tid, oid, name, preferred_username: username } = claims
  if (typeof tid !== 'string' || typeof oid !== 'string' || tid.toLowerCase() !== tenant.toLowerCase()) {
    throw new EntraError('untrusted')
  }
  if (claims.iss !== `${authority}/${tid}/v2.0`) throw new EntraError('untrusted')
  return {
    tid: tid.toLowerCase(),
    oid: oid.toLowerCase(),
    name: typeof name === 'string' ? name : '',
    username: typeof username === 'string' ? username : '',
  }
}

function tokensOf(answer: oidc.TokenEndpointResponse): Tokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    // An answer without expires_in: an hour is what Entra gives at least.
    expiresInMs: (answer.expires_in ?? 3_600) * 1000,
    scopes: (answer.scope ?? '').split(' ').filter(Boolean),
  }
}

const SIGN_IN_AGAIN = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required'])
const OPERATORS = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_resource',
  'invalid_request',
  'unsupported_grant_type',
  'unsupported_response_type',
])

/** No answer, or none that OAuth knows; every other code of a ClientError is a check that failed. */
const UNREADABLE = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
])

/** Every failure of openid-client as one of ours. */
function rethrow(error: unknown): never {
  if (error instanceof EntraError) throw error
  // What our own client authentication threw, in openid-client's wrapping.
  if (error instanceof oidc.ClientError && error.cause instanceof EntraError) throw error.cause
  if (error instanceof oidc.ResponseBodyError) throw fromErrorBody(error)
  // openid-client does not read the body beside a challenge. A 401 is only ever about client authentication.
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    throw new EntraError(error.status === 401 ? 'operator' : 'unavailable', { cause: error })
  }
  if (error instanceof oidc.ClientError && !UNREADABLE.has(error.code ?? ''))
    throw new EntraError('untrusted', { cause: error })
  throw new EntraError('unavailable', { cause: error })
}

function fromErrorBody(error: oidc.ResponseBodyError): EntraError {
  const aadsts = /AADSTS\d+/.exec(error.error_description ?? '')?.[0]
  const told = { cause: error, aadsts }
  if (error.status === 429 || error.status >= 500 || error.error === 'temporarily_unavailable') {
    return new EntraError('unavailable', told)
  }
  if (SIGN_IN_AGAIN.has(error.error)) {
    const { claims } = error.cause
    return new EntraError('refused', { ...told, claims: typeof claims === 'string' ? claims : undefined })
  }
  if (OPERATORS.has(error.error)) return new EntraError('operator', told)
  return new EntraError('unavailable', told)
}

/** What the authorize endpoint said instead of a code. `error_subcode=cancel` is Entra's own.
 *  https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#error-codes-for-authorization-endpoint-errors */
export function authorizeError(query: URLSearchParams): EntraError {
  const error = query.get('error') ?? ''
  const aadsts = /AADSTS\d+/.exec(query.get('error_description') ?? '')?.[0]
  return new EntraError(authorizeErrorCode(error, query.get('error_subcode'), aadsts), { aadsts })
}

function authorizeErrorCode(error: string, subcode: string | null, aadsts: string | undefined): EntraErrorCode {
  if (aadsts === 'AADSTS90094' || aadsts === 'AADSTS65001' || aadsts === 'AADSTS90095') return 'admin_approval'
  if (subcode === 'cancel' || aadsts === 'AADSTS65004') return 'cancelled'
  if (error === 'access_denied' && aadsts === undefined) return 'cancelled'
  if (error === 'temporarily_unavailable' || error === 'server_error') return 'unavailable'
  if (OPERATORS.has(error)) return 'operator'
  return 'refused'
}
