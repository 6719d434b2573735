import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type Client, type Context, Provider } from 'oidc-provider'
import type { Person } from '../people.ts'
import { mintAppToken } from './bot-token.ts'
import { errorBody, NO_SUCH_APP, NO_SUCH_REDIRECT, redirectError, REVOKED, tokenError } from './errors.ts'
import type { Untidy } from '../untidy.ts'
import type { SigningKey } from './keys.ts'
import { errorPage } from './pages.ts'
import { policy } from './policy.ts'
import { type Consents, SCOPES } from './scopes.ts'
import type { Storage } from './storage.ts'

/** What the provider of one authority needs: a tenant, or `organizations`. */
export type ProviderOptions = {
  issuer: string
  tid: string
  people: readonly Person[]
  key: SigningKey
  storage: Storage
  consents: Consents
  accessTokenSeconds: number
  codeSeconds: number
  singleSignOn: boolean
  untidy: Untidy
  isRevoked(token: string): boolean
  /** The resource that a client credentials request named in its scope. */
  resourceOf(req: IncomingMessage): string | undefined
  /** Called with each token that an app got for itself. */
  minted(token: string, stands: { appId: string; tid: string; expiresAt: number }): void
  /** Called when a person has signed in by a request with this claims parameter. */
  signedIn(code: string, claims: string | undefined): void
  /** Called when a person's tokens were issued. */
  issued(req: IncomingMessage, access: string, refresh: string | undefined): void
}

const DAY_S = 86_400
const GRAPH = 'https://graph.microsoft.com'
/** In bits. Entra's tokens are as large, too large for some stores and headers. */
const TOKEN_BITS: { [kind: string]: number } = { AccessToken: 12_000, RefreshToken: 7200, AuthorizationCode: 4800 }

/** Configures oidc-provider to follow Entra's rules. Its paths are below `/{tenant}`. */
export function entraProvider(authority: ProviderOptions): Provider {
  const provider = new Provider(authority.issuer, configuration(authority))
  provider.use(async (ctx, next) => {
    await next()
    await dress(authority, ctx)
  })
  provider.on('grant.error', (ctx, error) => {
    const { refresh_token: refreshToken, code } = ctx.oidc.params ?? {}
    const revoked =
      error.error === 'invalid_grant' && [refreshToken, code].some((token) => token && authority.isRevoked(token))
    const said = revoked ? REVOKED : tokenError(error)
    ctx.status = said.status
    ctx.body = errorBody(said)
    // Entra does not send this header, and clients treat an answer with it differently.
    ctx.remove('WWW-Authenticate')
  })
  provider.on('authorization.success', (ctx, out) => {
    authority.signedIn(String(out['code']), ctx.oidc.params?.['claims'])
    delete out['iss']
    out['session_state'] = randomUUID()
  })
  provider.on('server_error', (_ctx, error) => console.error('The emulated Entra failed.', error))
  return provider
}

function configuration(authority: ProviderOptions): object {
  const { key, storage, consents, people } = authority
  const person = (oid: string) => people.find((one) => one.oid === oid)
  const mayUse = (appId: string, oid: string, scope: string): boolean => {
    const who = person(oid)
    return who !== undefined && consents.has(appId, who, scope)
  }
  return {
    adapter: (kind: string) => storage.adapter(kind),
    jwks: { keys: [key.privateJwk] },
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      jwks: '/discovery/v2.0/keys',
      end_session: '/oauth2/v2.0/end',
    },
    scopes: SCOPES,
    claims: { openid: ['sub', 'ver', 'nbf'], profile: ['name', 'preferred_username', 'oid', 'tid'], email: ['email'] },
    conformIdTokenClaims: false,
    subjectTypes: ['pairwise', 'public'],
    sectorIdentifierUriValidate: () => false,
    pairwiseIdentifier: async (_ctx: Context, oid: string, client: Client) => subject(client.clientId, oid),
    extraParams: ['consent_asked', 'domain_hint', 'claims'],
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: { session: 'ESTSAUTH', interaction: 'ESTSLOGIN', resume: 'ESTSRESUME' },
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    interactions: {
      policy: policy(authority.singleSignOn, mayUse),
      url: (ctx: Context, interaction: { uid: string }) => `/${segmentOf(ctx.req)}/login/${interaction.uid}`,
    },
    pkce: { required: () => false },
    formats: { bitsOfOpaqueRandomness: (_ctx: Context, token: { kind: string }) => TOKEN_BITS[token.kind] ?? 256 },
    ttl: {
      AccessToken: authority.accessTokenSeconds,
      AuthorizationCode: authority.codeSeconds,
      ClientCredentials: authority.accessTokenSeconds,
      IdToken: 3600,
      RefreshToken: 90 * DAY_S,
      Interaction: 3600,
      Session: DAY_S,
      Grant: 90 * DAY_S,
    },
    // Entra only refuses a code or token that is used twice; oidc-provider would end the whole grant.
    revokeGrantPolicy: () => false,
    clientBasedCORS: () => false,
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx: Context, _client: Client, source: { scopes: Set<string> }) =>
      source.scopes.has('offline_access'),
    rotateRefreshToken: true,
    renderError: async (ctx: Context, _out: unknown, error: Error) => renderError(ctx, error),
    findAccount: async (_ctx: Context, oid: string) => account(person(oid), authority.untidy),
    loadExistingGrant: (ctx: Context) => grantOf(ctx, mayUse),
  }
}

/** The requested scopes that the person has consented to. */
async function grantOf(ctx: Context, mayUse: (appId: string, oid: string, scope: string) => boolean) {
  const { account, client, provider, requestParamOIDCScopes } = ctx.oidc
  if (!account || !client) return undefined
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope([...requestParamOIDCScopes].filter((scope) => mayUse(client.clientId, account.accountId, scope)))
  await grant.save()
  return grant
}

function account(person: Person | undefined, untidy: Untidy) {
  if (!person) return undefined
  return {
    accountId: person.oid,
    username: person.username,
    claims: async () => ({
      sub: person.oid,
      oid: person.oid,
      tid: person.tid,
      ...(!untidy.has('no-user-name') && { preferred_username: person.username }),
      email: person.username,
      name: person.name,
      nbf: Math.floor(Date.now() / 1000),
      ver: '2.0',
    }),
  }
}

/** An id token's `sub`, which differs from app to app. */
export function subject(appId: string, oid: string): string {
  return createHash('sha256').update(`${appId} ${oid}`).digest('base64url')
}

/** The tenant in the request's path: a GUID, a domain, `organizations`. */
export function segmentOf(req: IncomingMessage & { originalUrl?: string }): string {
  return (req.originalUrl ?? req.url ?? '').split('/')[1] ?? ''
}

/** Shows an error that must not be sent to the app. */
function renderError(ctx: Context, error: Error): void {
  const said =
    error.name === 'InvalidRedirectUri'
      ? NO_SUCH_REDIRECT
      : error.name === 'InvalidClient'
        ? NO_SUCH_APP
        : { ...NO_SUCH_REDIRECT, code: 900144, text: `The request is malformed: ${error.message}` }
  ctx.type = 'html'
  ctx.body = errorPage(said)
}

/** Makes the provider's answer look like Entra's. */
async function dress(authority: ProviderOptions, ctx: Context): Promise<void> {
  const { route, params } = ctx.oidc ?? {}
  if (route === 'token' && ctx.status === 200) {
    ctx.body =
      params?.['grant_type'] === 'client_credentials'
        ? await appTokenBody(authority, ctx)
        : personTokenBody(authority, ctx)
    return
  }
  const location = URL.parse(ctx.response.get('Location'))
  const error = location?.searchParams.get('error')
  if (!location || !error) return
  location.searchParams.delete('iss')
  location.searchParams.delete('error_description')
  for (const [name, value] of Object.entries(redirectError(error))) location.searchParams.set(name, value)
  ctx.redirect(location.href)
}

type TokenBody = { access_token: string; expires_in: number; scope?: string; refresh_token?: string; id_token?: string }

function personTokenBody({ issued, untidy }: ProviderOptions, ctx: Context) {
  const { access_token, refresh_token, id_token, expires_in, scope } = ctx.body as TokenBody
  issued(ctx.req, access_token, refresh_token)
  const granted = (scope ?? '').split(' ').filter((one) => one !== 'offline_access')
  const scopes = untidy.has('short-scopes') ? granted.map((one) => one.replace(/^.*\//, '').toUpperCase()) : granted
  return {
    token_type: 'Bearer',
    scope: scopes.join(' '),
    expires_in,
    ext_expires_in: expires_in,
    access_token,
    ...(refresh_token && { refresh_token }),
    ...(id_token && { id_token }),
  }
}

async function appTokenBody(
  { key, tid, issuer, accessTokenSeconds: seconds, resourceOf, minted }: ProviderOptions,
  ctx: Context,
) {
  const appId = ctx.oidc.client?.clientId ?? ''
  const audience = resourceOf(ctx.req) ?? ''
  const token = await mintAppToken(key, { appId, tid, audience, issuer, seconds })
  if (audience === GRAPH) minted(token, { appId, tid, expiresAt: Date.now() + seconds * 1000 })
  return { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: token }
}
