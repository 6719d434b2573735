import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import { type Handler, readBody, sendHtml, sendJson, sendRedirect, target } from './answers.ts'
import { adminConsent } from './entra/admin-consent.ts'
import { type App, clientMetadata } from './entra/apps.ts'
import { assertions } from './entra/assertions.ts'
import { type BotToken, verifyAppToken } from './entra/bot-token.ts'
import { type Demand, demands } from './entra/demands.ts'
import { discovery } from './entra/discovery.ts'
import { ASSERTIONS, type EntraError, errorBody, NO_TENANT } from './entra/errors.ts'
import { showLogin } from './entra/interaction.ts'
import { signingKey } from './entra/keys.ts'
import { signedOutPage } from './entra/pages.ts'
import { entraProvider, subject } from './entra/provider.ts'
import { authorizeQuery, below, replay } from './entra/requests.ts'
import { consents as noConsents, fullScope } from './entra/scopes.ts'
import { storage as emptyStorage } from './entra/storage.ts'
import { people as allPeople, type Person, type Tenant, tenants as allTenants } from './people.ts'

export type { App } from './entra/apps.ts'
export type { BotToken } from './entra/bot-token.ts'

export type EntraOptions = {
  /** Where the emulator answers: an http origin on loopback. */
  origin: string
  apps?: readonly App[]
  tenants?: readonly Tenant[]
  people?: readonly Person[]
  /** Lifetime of access tokens; Entra's is 60 to 90 minutes. */
  accessTokenSeconds?: number
  codeSeconds?: number
  /** Does a refresh token die when it is used? Entra's does not. */
  strictRotation?: boolean
  /** Is a browser that has signed in once signed in silently from then on? Entra's is. */
  singleSignOn?: boolean
  /** What discovery calls the Graph's host: this emulator, unless said otherwise. null leaves the member out. */
  msgraphHost?: string | null
}

export type Endpoint = 'discovery' | 'keys' | 'authorize' | 'token' | 'logout' | 'login' | 'adminconsent'

/** One request that Entra got. `params` are the query's or the form's. */
export type Call = { endpoint: Endpoint; tenant: string; params: Record<string, string>; at: number }

/** What an opaque access token stands for. `lacks`: claims that the Graph demands and it came without. */
export type Access = { person: Person; appId: string; scopes: string[]; sub: string; lacks: object | undefined }

export type Entra = {
  handle: Handler
  /** Registers an app, or registers it anew (another secret, other redirect URIs). */
  register(app: App): void
  /** Who asks, by the token an app got for itself (client credentials).
   *  @throws unless it is one of ours, alive, and for `audience` where one is given */
  verifyBotToken(token: string, audience?: string): Promise<BotToken>
  /** What the Graph knows of a bearer token; undefined for any that is not alive. */
  access(token: string): Access | undefined
  /** Ends every refresh token, code and browser session of this person, as a new password does. */
  revoke(oid: string): void
  /** Every access token is expired from now on. */
  expireAccessTokens(): void
  /** From now on: a refresh token dies when it is used. */
  setStrictRotation(strict: boolean): void
  setMsgraphHost(host: string | null): void
  /** From now on the Graph demands these claims of every access token, and challenges those without; undefined: no more. */
  demand(demand: Demand | undefined): void
  /** Every request so far, oldest first. Empty it as you like. */
  calls: Call[]
  /** How many requests there were, of this grant type where one is given. */
  count(endpoint: Endpoint, grantType?: string): number
}

/** The tenant whose tokens a bot of the kind MultiTenant uses. */
const BOT_FRAMEWORK: Tenant = {
  tid: 'd6d49420-f39b-4df7-a1dc-d59a935871db',
  name: 'Bot Framework',
  domain: 'botframework.com',
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const PATH =
  /^\/([\w.-]+)\/(?:(v2\.0\/\.well-known\/openid-configuration)|(discovery\/v2\.0\/keys)|oauth2\/v2\.0\/(authorize)(?:\/[\w-]+)?|oauth2\/v2\.0\/(token)|oauth2\/v2\.0\/(logout)|(login)\/[\w-]+|(?:v2\.0\/)?(adminconsent))$/
const ENDPOINTS: readonly Endpoint[] = ['discovery', 'keys', 'authorize', 'token', 'logout', 'login', 'adminconsent']

/** Entra ID v2.0 for these tenants, and `organizations` and `common` for all of them together. */
export async function createEntra(options: EntraOptions): Promise<Entra> {
  const { origin, people = allPeople, tenants = allTenants } = options
  let strictRotation = options.strictRotation ?? false
  let msgraphHost = options.msgraphHost === undefined ? new URL(origin).host : options.msgraphHost
  const key = await signingKey()
  const storage = emptyStorage(() => strictRotation)
  const consents = noConsents()
  const apps = new Map<string, App>()
  const { refusal } = assertions()
  const revoked = new Set<string>()
  const resources = new WeakMap<IncomingMessage, string>()
  const forms = new WeakMap<IncomingMessage, URLSearchParams>()
  const demanded = demands()
  const calls: Call[] = []

  const provider = (tid: string, members: readonly Person[]) =>
    entraProvider({
      issuer: `${origin}/${tid}/v2.0`,
      tid,
      people: members,
      key,
      storage,
      consents,
      accessTokenSeconds: options.accessTokenSeconds ?? 4711,
      codeSeconds: options.codeSeconds ?? 600,
      singleSignOn: options.singleSignOn ?? true,
      isRevoked: (token) => revoked.has(token),
      resourceOf: (req) => resources.get(req),
      signedIn: demanded.signedIn,
      issued: (req, access, refresh) => demanded.issued(forms.get(req) ?? new URLSearchParams(), access, refresh),
    })

  type Authority = { tenant: Tenant | undefined; people: readonly Person[]; provider: Provider }
  const authorities = new Map<string, Authority>()
  for (const tenant of [...tenants, BOT_FRAMEWORK]) {
    const members = people.filter(({ tid }) => tid === tenant.tid)
    const authority = { tenant, people: members, provider: provider(tenant.tid, members) }
    authorities.set(tenant.tid, authority).set(tenant.domain, authority)
  }
  const everybody: Authority = { tenant: undefined, people, provider: provider('organizations', people) }
  authorities.set('organizations', everybody).set('common', everybody)

  function register(app: App): void {
    apps.set(app.id, app)
    storage.put('Client', app.id, clientMetadata(app))
  }
  for (const app of options.apps ?? []) register(app)

  /** The person's own tenant answers for them, wherever they signed in: its issuer is in the id token. */
  function issuing(asked: Authority, params: URLSearchParams): Authority {
    if (asked.tenant) return asked
    const source =
      storage.get('AuthorizationCode', params.get('code') ?? '') ??
      storage.get('RefreshToken', params.get('refresh_token') ?? '')
    const person = people.find(({ oid }) => oid === source?.['accountId'])
    return (person && authorities.get(person.tid)) ?? asked
  }

  /** An app that proves itself by an assertion goes on with the secret that only the provider knows.
   *  @returns what speaks against the assertion */
  async function takeAssertion(params: URLSearchParams, endpoint: string): Promise<EntraError | undefined> {
    const assertion = params.get('client_assertion')
    const app = apps.get(params.get('client_id') ?? '')
    if (assertion === null || !app) return undefined
    if (params.get('client_assertion_type') !== ASSERTION_TYPE || params.has('client_secret')) return ASSERTIONS.refused
    const refused = await refusal(app, assertion, endpoint)
    if (refused) return refused
    for (const name of ['client_assertion', 'client_assertion_type']) params.delete(name)
    params.set('client_secret', String(storage.get('Client', app.id)?.['client_secret']))
    return undefined
  }

  async function answerToken(
    asked: Authority,
    segment: string,
    req: IncomingMessage,
    res: ServerResponse,
    params: URLSearchParams,
  ) {
    const denied = await takeAssertion(params, `${origin}${target(req).pathname}`)
    if (denied) return sendJson(res, denied.status, errorBody(denied))
    const isApp = params.get('grant_type') === 'client_credentials'
    const scope = params.get('scope') ?? ''
    const said = isApp ? refusedApp(asked.tenant, scope) : demanded.refusal(params)
    if (said) return sendJson(res, said.status, errorBody(said))
    if (isApp) params.delete('scope')
    else if (scope !== '') params.set('scope', fullScope(scope))
    const again = replay(req, params.toString())
    resources.set(again, scope.replace(/\/\.default$/, ''))
    forms.set(again, params)
    below(segment, again)
    await issuing(asked, params).provider.callback()(again, res)
    return true
  }

  async function authorize(authority: Authority, segment: string, req: IncomingMessage, res: ServerResponse) {
    const { pathname, searchParams } = target(req)
    if (pathname.endsWith('/authorize')) req.url = `${pathname}?${authorizeQuery(searchParams).toString()}`
    below(segment, req)
    await authority.provider.callback()(req, res)
    return true
  }

  function logout(req: IncomingMessage, res: ServerResponse) {
    const session = /(?:^|;\s*)ESTSAUTH=([^;]+)/.exec(req.headers.cookie ?? '')?.[1]
    storage.drop('Session', ({ jti }) => jti === session)
    const back = target(req).searchParams.get('post_logout_redirect_uri')
    const known = back !== null && [...apps.values()].some(({ redirectUris }) => redirectUris?.includes(back))
    return known ? sendRedirect(res, back) : sendHtml(res, 200, signedOutPage())
  }

  function metadata(segment: string, { tenant }: Authority, res: ServerResponse) {
    const issuer = `${origin}/${tenant?.tid ?? '{tenantid}'}/v2.0`
    return sendJson(res, 200, discovery({ origin, segment, issuer, msgraphHost: msgraphHost ?? undefined }))
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const url = target(req)
    const [, segment = '', ...matched] = PATH.exec(url.pathname) ?? []
    const endpoint = ENDPOINTS[matched.findIndex((part) => part !== undefined)]
    if (!endpoint) return false
    const isForm = endpoint === 'token' && req.method === 'POST'
    const params = isForm ? new URLSearchParams((await readBody(req)).toString()) : url.searchParams
    calls.push({ endpoint, tenant: segment, params: Object.fromEntries(params), at: Date.now() })

    const authority = authorities.get(segment.toLowerCase())
    if (!authority)
      return sendJson(
        res,
        400,
        errorBody({ ...NO_TENANT, error: 'invalid_tenant', code: 90002, text: `Tenant '${segment}' not found.` }),
      )
    if (endpoint === 'discovery') return metadata(segment, authority, res)
    if (endpoint === 'keys')
      return sendJson(res, 200, { keys: [{ ...key.published, issuer: `${origin}/{tenantid}/v2.0` }] })
    if (endpoint === 'authorize') return authorize(authority, segment, req, res)
    if (endpoint === 'token') return answerToken(authority, segment, req, res, params)
    if (endpoint === 'logout') return logout(req, res)
    if (endpoint === 'login') {
      const appName = (appId: string) => apps.get(appId)?.name ?? ''
      return showLogin({ provider: authority.provider, people: authority.people, consents, appName }, req, res)
    }
    const { tid, name: tenantName } = authority.tenant ?? { tid: tenants[0]?.tid ?? '', name: tenants[0]?.name ?? '' }
    return adminConsent({ tid, tenantName, apps, consents }, req, res)
  }

  return {
    handle,
    register,
    verifyBotToken: (token, audience) => verifyAppToken(key, token, origin, audience),
    access(token) {
      const stored = storage.get('AccessToken', token)
      const person = people.find(({ oid }) => oid === stored?.['accountId'])
      if (!stored || !person || Number(stored['exp']) * 1000 <= Date.now()) return undefined
      const appId = String(stored['clientId'])
      const lacks = demanded.lacking(token)
      return { person, appId, scopes: scopesOf(stored['scope']), sub: subject(appId, person.oid), lacks }
    },
    revoke(oid) {
      const theirs = ({ accountId }: { [member: string]: unknown }) => accountId === oid
      for (const kind of ['RefreshToken', 'AuthorizationCode'])
        for (const id of storage.drop(kind, theirs)) revoked.add(id)
      storage.drop('Session', theirs)
    },
    expireAccessTokens: () => void storage.drop('AccessToken', () => true),
    setStrictRotation: (strict) => void (strictRotation = strict),
    setMsgraphHost: (host) => void (msgraphHost = host),
    demand: demanded.make,
    calls,
    count: (endpoint, grantType) =>
      calls.filter(
        (call) => call.endpoint === endpoint && (grantType === undefined || call.params['grant_type'] === grantType),
      ).length,
  }
}

/** Apps sign in at a tenant, and for the whole of one resource. */
function refusedApp(tenant: Tenant | undefined, scope: string) {
  if (!tenant) return NO_TENANT
  if (/^\S+\/\.default$/.test(scope)) return undefined
  return {
    status: 400,
    error: 'invalid_scope',
    code: 1002012,
    text: `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  }
}

const scopesOf = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(' ') : [])
