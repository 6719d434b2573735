// Entra ID v2.0. oidc-provider, a certified implementation, handles the protocol; the files in `entra/` make it answer, refuse
// and look as Entra does.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Handler, readBody, sendHtml, sendJson, sendRedirect, target } from './answers.ts'
import { adminConsent } from './entra/admin-consent.ts'
import { type AppAccess, type Applications, applications as noApplications } from './entra/applications.ts'
import { type App, clientMetadata } from './entra/apps.ts'
import { type Authority, authoritiesOf } from './entra/authorities.ts'
import { type BotToken, verifyAppToken } from './entra/bot-token.ts'
import { type Demand, demands } from './entra/demands.ts'
import { discovery } from './entra/discovery.ts'
import { type Endpoint, endpointAt } from './entra/endpoints.ts'
import { errorBody, unknownTenant } from './entra/errors.ts'
import { detour, startFederation } from './entra/federation.ts'
import { showLogin } from './entra/interaction.ts'
import { signingKey } from './entra/keys.ts'
import { signedOutPage } from './entra/pages.ts'
import { entraProvider, subject } from './entra/provider.ts'
import { authorizeQuery, below } from './entra/requests.ts'
import { consents as noConsents, fullScope } from './entra/scopes.ts'
import { storage as emptyStorage } from './entra/storage.ts'
import { tokenEndpoint, type TokenRequest } from './entra/token-endpoint.ts'
import { people as allPeople, type Person, type Tenant, tenants as allTenants } from './people.ts'
import type { Untidy } from './untidy.ts'

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
  /** Whether a refresh token is void once it was used. Default false, as at Entra. */
  strictRotation?: boolean
  /** Whether a browser that has signed in once is signed in silently from then on. Default true, as at Entra. */
  singleSignOn?: boolean
  /** The Graph host that discovery names. Default: this emulator. null leaves it out. */
  msgraphHost?: string | null
  /** Permissions of Graph that only an administrator can consent to, by their short names. Default none. */
  needsApproval?: readonly string[]
  untidy?: Untidy
}

/** One request that Entra got. `params` come from the query or the form. */
export type Call = { endpoint: Endpoint; tenant: string; params: Record<string, string>; at: number }

/** What an opaque access token stands for. `lacks`: claims that Graph demands and the token does not have. */
export type Access = { person: Person; appId: string; scopes: string[]; sub: string; lacks: object | undefined }

export type Entra = {
  handle: Handler
  /** Registers an app, or replaces its registration. */
  register(app: App): void
  /** Checks a token that an app got for itself (client credentials).
   *  @throws if another issuer signed it, it has expired, or it is for another audience than `audience` */
  verifyBotToken(token: string, audience?: string): Promise<BotToken>
  /** What a bearer token allows. Undefined for an unknown or expired token. */
  access(token: string): Access | undefined
  /** What an app's own bearer token allows. Undefined for every other token. */
  application(token: string): AppAccess | undefined
  /** What apps may do without a person. */
  applications: Applications
  /** Ends every refresh token, code and browser session of this person, as a new password does. */
  revoke(oid: string): void
  /** Ends every access token that was issued so far. */
  expireAccessTokens(): void
  /** See the option of this name. */
  setStrictRotation(strict: boolean): void
  /** See the option of this name. What was consented to before stays. */
  setNeedsApproval(scopes: readonly string[]): void
  setMsgraphHost(host: string | null): void
  /** Makes Graph demand these claims in every access token and challenge tokens without them. Undefined ends it. */
  demand(demand: Demand | undefined): void
  /** Every request so far, oldest first. Tests may empty the list. */
  calls: Call[]
  /** How many requests an endpoint got, of this grant type if one is given. */
  count(endpoint: Endpoint, grantType?: string): number
  close(): void
}

type Asked = {
  authority: Authority
  segment: string
  params: URLSearchParams
  req: IncomingMessage
  res: ServerResponse
}

/** Answers for each tenant, and at `organizations` and `common` for all tenants together. */
export async function createEntra(options: EntraOptions): Promise<Entra> {
  const { origin, people = allPeople, tenants = allTenants, untidy = new Set() } = options
  let strictRotation = options.strictRotation ?? false
  let msgraphHost = options.msgraphHost === undefined ? new URL(origin).host : options.msgraphHost
  let needsApproval = options.needsApproval ?? []
  const key = await signingKey()
  const storage = emptyStorage(() => strictRotation)
  const consents = noConsents()
  const applications = noApplications()
  const apps = new Map<string, App>()
  const revoked = new Set<string>()
  const requests = new WeakMap<IncomingMessage, TokenRequest>()
  const demanded = demands()
  const calls: Call[] = []
  const federation = await startFederation(untidy)

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
      untidy,
      isRevoked: (token) => revoked.has(token),
      resourceOf: (req) => requests.get(req)?.resource,
      minted: applications.minted,
      signedIn: demanded.signedIn,
      issued: (req, access, refresh) =>
        demanded.issued(requests.get(req)?.form ?? new URLSearchParams(), access, refresh),
    })

  const authorities = authoritiesOf({ tenants, people, provider })
  const answerToken = tokenEndpoint({ origin, people, apps, storage, authorities, demanded, requests, applications })

  function register(app: App): void {
    apps.set(app.id, app)
    storage.put('Client', app.id, clientMetadata(app))
  }
  for (const app of options.apps ?? []) register(app)

  const answers: Record<Endpoint, (asked: Asked) => boolean | Promise<boolean>> = {
    discovery({ authority: { tenant }, segment, res }) {
      const issuer = `${origin}/${tenant?.tid ?? '{tenantid}'}/v2.0`
      return sendJson(res, 200, discovery({ origin, segment, issuer, msgraphHost: msgraphHost ?? undefined }))
    },
    keys: ({ res }) => sendJson(res, 200, { keys: [{ ...key.published, issuer: `${origin}/{tenantid}/v2.0` }] }),
    async authorize({ authority, segment, req, res }) {
      const { pathname, searchParams } = target(req)
      const first = pathname.endsWith('/authorize') && detour(new URL(req.url ?? '/', origin), untidy, federation)
      if (first) return 'html' in first ? sendHtml(res, 200, first.html) : sendRedirect(res, first.location)
      if (pathname.endsWith('/authorize')) req.url = `${pathname}?${authorizeQuery(searchParams).toString()}`
      below(segment, req)
      await authority.provider.callback()(req, res)
      return true
    },
    token: ({ authority, segment, params, req, res }) => answerToken({ authority, segment, form: params }, req, res),
    logout({ req, res }) {
      const session = /(?:^|;\s*)ESTSAUTH=([^;]+)/.exec(req.headers.cookie ?? '')?.[1]
      storage.drop('Session', ({ jti }) => jti === session)
      const back = target(req).searchParams.get('post_logout_redirect_uri')
      const known = back !== null && [...apps.values()].some(({ redirectUris }) => redirectUris?.includes(back))
      return known ? sendRedirect(res, back) : sendHtml(res, 200, signedOutPage())
    },
    login({ authority: { provider, people }, req, res }) {
      const appName = (id: string) => apps.get(id)?.name ?? ''
      const isForAdmins = (scope: string) => needsApproval.some((name) => fullScope(name) === scope)
      return showLogin({ provider, people, consents, appName, needsApproval: isForAdmins }, req, res)
    },
    adminconsent({ authority, req, res }) {
      const { tid, name: tenantName } = authority.tenant ?? tenants[0] ?? { tid: '', name: '' }
      return adminConsent({ tid, tenantName, apps, consents, applications }, req, res)
    },
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const url = target(req)
    const found = endpointAt(url.pathname)
    if (!found) return false
    const { endpoint, segment } = found
    const isForm = endpoint === 'token' && req.method === 'POST'
    const params = isForm ? new URLSearchParams((await readBody(req)).toString()) : url.searchParams
    calls.push({ endpoint, tenant: segment, params: Object.fromEntries(params), at: Date.now() })
    const authority = authorities.get(segment.toLowerCase())
    return authority
      ? answers[endpoint]({ authority, segment, params, req, res })
      : sendJson(res, 400, errorBody(unknownTenant(segment)))
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
    application: applications.access,
    applications,
    revoke(oid) {
      const theirs = ({ accountId }: { [member: string]: unknown }) => accountId === oid
      for (const kind of ['RefreshToken', 'AuthorizationCode'])
        for (const id of storage.drop(kind, theirs)) revoked.add(id)
      storage.drop('Session', theirs)
    },
    expireAccessTokens() {
      storage.drop('AccessToken', () => true)
      applications.expire()
    },
    setStrictRotation: (strict) => void (strictRotation = strict),
    setNeedsApproval: (scopes) => void (needsApproval = scopes),
    setMsgraphHost: (host) => void (msgraphHost = host),
    demand: demanded.make,
    close: federation.close,
    calls,
    count: (endpoint, grantType) =>
      calls.filter(
        (call) => call.endpoint === endpoint && (grantType === undefined || call.params['grant_type'] === grantType),
      ).length,
  }
}

const scopesOf = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(' ') : [])
