import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody, sendJson, sendRedirect } from '../../emulator/answers.ts'
import { megan, type Person } from '../../emulator/people.ts'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  discoveryDocument,
  idToken,
  type IdTokenOptions,
  PUBLISHED,
  tokenAnswer,
} from '../entra/entra-answers.ts'

/** What the issuer lies about. Everything else is right. */
export type Lies = IdTokenOptions & {
  /** Members of the discovery document to replace. */
  discovery?: Record<string, unknown>
  keys?: object[]
  /** Parameters of the redirect to the callback, besides the right ones. */
  callback?: Record<string, string>
  /** Members of the token endpoint's answer to replace. */
  answer?: Record<string, unknown>
  /** Whether a code is redeemed with any verifier. */
  ignoresVerifier?: boolean
}

type Endpoint = 'discovery' | 'keys' | 'authorize' | 'token' | 'graph' | 'other'

/** One request that the issuer got. `params` come from the query or the form. */
type Call = { endpoint: Endpoint; params: Record<string, string> }

/** An Entra that can be told to lie, and a Graph with an empty address book. It shows no pages: every browser is signed in as
 *  `person`. */
export type LyingIssuer = {
  origin: string
  /** Settings of a bot that uses this issuer. */
  settings: Record<string, string>
  person: Person
  lies: Lies
  calls: Call[]
  count(endpoint: Endpoint): number
  close(): Promise<void>
}

const ANY_TENANT = ['organizations', 'common']
const ENDPOINTS: [RegExp, Endpoint][] = [
  [/^\/([\w-]+)\/v2\.0\/\.well-known\/openid-configuration$/, 'discovery'],
  [/^\/([\w-]+)\/discovery\/v2\.0\/keys$/, 'keys'],
  [/^\/([\w-]+)\/oauth2\/v2\.0\/authorize$/, 'authorize'],
  [/^\/([\w-]+)\/oauth2\/v2\.0\/token$/, 'token'],
  [/^\/(v1\.0)\//, 'graph'],
]

export async function lyingIssuer(): Promise<LyingIssuer> {
  const codes = new Map<string, { nonce: string; challenge: string; person: Person }>()

  function discovery(tenant: string): object {
    const issuer = ANY_TENANT.includes(tenant) ? { issuer: `${origin}/{tenantid}/v2.0` } : {}
    const graph = { msgraph_host: new URL(origin).host }
    return discoveryDocument({ authority: origin, tenant, ...issuer, ...graph, ...self.lies.discovery })
  }

  function wayBack({
    redirect_uri = '',
    state = '',
    nonce = '',
    code_challenge: challenge = '',
  }: Call['params']): string {
    const code = randomUUID()
    codes.set(code, { nonce, challenge, person: self.person })
    const url = new URL(redirect_uri)
    url.search = new URLSearchParams({ code, state, session_state: randomUUID(), ...self.lies.callback }).toString()
    return url.href
  }

  async function redeem({ code = '', code_verifier: verifier = '' }: Call['params']): Promise<object | undefined> {
    const given = codes.get(code)
    codes.delete(code)
    const proof = createHash('sha256').update(verifier).digest('base64url')
    if (!given || (given.challenge !== proof && !self.lies.ignoresVerifier)) return undefined
    const { nonce, person } = given
    const { claims, answer, ...lies } = self.lies
    const { oid, tid, name, username: preferred_username } = person
    const right = { iss: `${origin}/${tid}/v2.0`, nonce, oid, tid, name, preferred_username }
    return tokenAnswer({ id_token: await idToken({ ...lies, claims: { ...right, ...claims } }), ...answer })
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const [pattern, endpoint = 'other'] = ENDPOINTS.find(([path]) => path.test(url.pathname)) ?? []
    const tenant = pattern?.exec(url.pathname)?.[1] ?? ''
    const sent =
      request.method === 'POST' ? new URLSearchParams((await readBody(request)).toString()) : url.searchParams
    const params = Object.fromEntries(sent)
    self.calls.push({ endpoint, params })
    if (endpoint === 'authorize') return void sendRedirect(response, wayBack(params))
    if (endpoint === 'token') {
      const answer = await redeem(params)
      return void sendJson(response, answer ? 200 : 400, answer ?? { error: 'invalid_grant' })
    }
    const said = { discovery: () => discovery(tenant), keys: () => ({ keys: self.lies.keys ?? [PUBLISHED] }) }
    sendJson(response, 200, endpoint === 'discovery' || endpoint === 'keys' ? said[endpoint]() : { value: [] })
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const self: LyingIssuer = {
    origin,
    settings: { OAUTH_AUTHORITY: origin, OAUTH_CLIENT_ID: CLIENT_ID, OAUTH_CLIENT_SECRET: CLIENT_SECRET },
    person: megan,
    lies: {},
    calls: [],
    count: (endpoint) => self.calls.filter((call) => call.endpoint === endpoint).length,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return self
}
