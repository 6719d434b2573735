import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import nock from 'nock'
import { ClientSecretPost } from 'openid-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { authorizeError } from '../../src/entra/error-answers.ts'
import { type Entra, entra } from '../../src/entra/entra.ts'
import { EntraError, type EntraErrorCode } from '../../src/entra/entra-error.ts'
import type { UntrustedReason } from '../../src/entra/entra-error.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import {
  AUTHORITY,
  CLIENT_ID,
  CLIENT_SECRET,
  discoveryDocument,
  idToken,
  type IdTokenOptions,
  NONCE,
  OID,
  STATE,
  TENANT,
  tokenAnswer,
} from './entra-answers.ts'
import { serveDiscovery, serveKeys, tokenEndpoint } from './issuer.ts'

const REDIRECT_URI = 'https://bot.contoso.example/auth/callback'
const door = outbound({ attemptMs: 2_000 })

beforeAll(() => {
  nock.disableNetConnect()
  nock.enableNetConnect('127.0.0.1')
})
afterEach(() => nock.cleanAll())
afterAll(async () => {
  nock.enableNetConnect()
  nock.restore()
  await door.close()
})

type Options = Partial<Parameters<typeof entra>[0]>

function client(options: Options = {}): Entra {
  return entra({
    authority: AUTHORITY,
    clientId: CLIENT_ID,
    clientAuth: ClientSecretPost(CLIENT_SECRET),
    redirectUri: REDIRECT_URI,
    fetch: door.fetch,
    ...options,
  })
}

function signIn(using: Entra = client(), query: Record<string, string> = {}, claims?: string) {
  const callback = new URL(`${REDIRECT_URI}?${new URLSearchParams({ code: 'the code', state: STATE, ...query })}`)
  return using.signIn(TENANT, callback, { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43), claims })
}

const authorizeUrl = (using: Entra, tenant = TENANT) =>
  using.authorizeUrl(tenant, { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43) })

/** The code of the EntraError that a call throws. Any other error fails the test. */
async function codeOf(call: Promise<unknown>): Promise<EntraErrorCode | 'no error'> {
  try {
    await call
    return 'no error'
  } catch (error) {
    if (error instanceof EntraError) return error.code
    throw error
  }
}

/** Why a call's answer was not trusted. */
async function reasonOf(call: Promise<unknown>): Promise<UntrustedReason | undefined> {
  const error: unknown = await call.catch((error: unknown) => error)
  return error instanceof EntraError ? error.reason : undefined
}

/** An error body of Entra's. */
function refusal(error: string, aadsts?: number, more: object = {}) {
  return {
    error,
    error_description: `AADSTS${aadsts ?? 0}: Some words.\r\nTrace ID: 1\r\nCorrelation ID: 2\r\nTimestamp: 2026-03-01 12:00:00Z`,
    ...(aadsts && { error_codes: [aadsts], error_uri: `https://login.microsoftonline.com/error?code=${aadsts}` }),
    timestamp: '2026-03-01 12:00:00Z',
    trace_id: '0b1e3f84-6f0d-4f8c-9a5e-4d2a9a4a7a00',
    correlation_id: '1b1e3f84-6f0d-4f8c-9a5e-4d2a9a4a7a01',
    ...more,
  }
}

describe('the token endpoint', () => {
  type Row = {
    says: string
    answer: (endpoint: nock.Interceptor) => nock.Scope
    code: EntraErrorCode
    /** The code for a code exchange, if it is another one. */
    exchange?: EntraErrorCode
    aadsts?: string
  }
  const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
  const said = (status: number, error: string, aadsts?: number, more?: object): Pick<Row, 'says' | 'answer'> => ({
    says: `${status} ${error} ${aadsts ?? ''}`,
    answer: (endpoint) => endpoint.reply(status, refusal(error, aadsts, more), JSON_TYPE),
  })
  const signInAgain = [50173, 700082, 70043, 700084, 70008, 54005, 65001, 50076, 50079, 53000, 53001, 53002, 53003]

  const rows: Row[] = [
    ...signInAgain.map((aadsts): Row => ({
      ...said(400, 'invalid_grant', aadsts, { suberror: 'bad_token' }),
      code: 'refused',
      exchange: aadsts === 65001 ? 'admin_approval' : aadsts >= 53000 && aadsts <= 53004 ? 'blocked' : 'refused',
      aadsts: `AADSTS${aadsts}`,
    })),
    { ...said(400, 'interaction_required', 50076, { claims: '{"access_token":{}}' }), code: 'refused' },
    { ...said(400, 'consent_required', 65001), code: 'refused', exchange: 'admin_approval' },
    {
      ...said(400, 'invalid_grant', 65001, { suberror: 'consent_required' }),
      code: 'refused',
      exchange: 'admin_approval',
    },
    { ...said(400, 'invalid_grant', 900941), code: 'refused', exchange: 'admin_approval' },
    { ...said(400, 'invalid_grant', 50105), code: 'refused', exchange: 'blocked' },
    { ...said(400, 'invalid_grant', 500341), code: 'refused', exchange: 'blocked' },
    { ...said(400, 'interaction_required', 500213), code: 'refused', exchange: 'blocked' },
    { ...said(400, 'invalid_grant', 54000), code: 'refused', exchange: 'blocked' },
    { ...said(400, 'interaction_required', 530032), code: 'refused', exchange: 'blocked' },
    {
      says: 'a number only in error_codes',
      answer: (endpoint) =>
        endpoint.reply(400, { error: 'invalid_grant', error_description: 'No.', error_codes: [50105] }, JSON_TYPE),
      code: 'refused',
      exchange: 'blocked',
    },
    { ...said(503, 'invalid_grant', 90094), code: 'unavailable' },
    { ...said(400, 'login_required', 50058), code: 'refused' },
    { ...said(401, 'invalid_client', 7000215), code: 'operator', aadsts: 'AADSTS7000215' },
    { ...said(401, 'invalid_client', 7000222), code: 'operator' },
    { ...said(401, 'invalid_client', 700027), code: 'operator' },
    { ...said(400, 'unauthorized_client', 700016), code: 'operator' },
    { ...said(400, 'invalid_request', 700213), code: 'operator', aadsts: 'AADSTS700213' },
    { ...said(400, 'invalid_request', 90008), code: 'operator' },
    { ...said(400, 'invalid_scope', 70011), code: 'operator' },
    { ...said(400, 'invalid_resource', 500011), code: 'operator' },
    {
      says: '401 with a challenge',
      answer: (endpoint) =>
        endpoint.reply(401, refusal('invalid_client', 7000215), {
          ...JSON_TYPE,
          'www-authenticate': 'Basic realm="x"',
        }),
      code: 'operator',
    },
    {
      says: '503 with a challenge',
      answer: (endpoint) => endpoint.reply(503, 'gateway', { 'www-authenticate': 'Basic realm="a proxy"' }),
      code: 'unavailable',
    },
    { ...said(429, 'temporarily_unavailable'), code: 'unavailable' },
    { ...said(429, 'invalid_grant', 50173), code: 'unavailable' },
    { says: '429 without a body', answer: (endpoint) => endpoint.reply(429), code: 'unavailable' },
    { ...said(400, 'temporarily_unavailable'), code: 'unavailable' },
    { ...said(500, 'server_error'), code: 'unavailable' },
    { ...said(503, 'invalid_grant', 50173), code: 'unavailable' },
    { ...said(503, 'temporarily_unavailable', 90033), code: 'unavailable' },
    { ...said(400, 'an_error_of_tomorrow'), code: 'unavailable' },
    {
      says: '502 in HTML',
      answer: (endpoint) => endpoint.reply(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
      code: 'unavailable',
    },
    {
      says: '400 in HTML',
      answer: (endpoint) => endpoint.reply(400, '<html>invalid_grant</html>', { 'content-type': 'text/html' }),
      code: 'unavailable',
    },
    {
      says: '200 in HTML',
      answer: (endpoint) => endpoint.reply(200, '<html>Sign in to the hotel</html>', { 'content-type': 'text/html' }),
      code: 'unavailable',
    },
    {
      says: 'a redirect elsewhere',
      answer: (endpoint) => endpoint.reply(302, '', { location: 'https://elsewhere.example/token' }),
      code: 'unavailable',
    },
    {
      says: 'truncated JSON',
      answer: (endpoint) => endpoint.reply(200, '{"token_type":"Bearer","access_tok', JSON_TYPE),
      code: 'unavailable',
    },
    {
      says: 'truncated JSON of an error',
      answer: (endpoint) => endpoint.reply(400, '{"error":"invalid_gra', JSON_TYPE),
      code: 'unavailable',
    },
  ]

  test.each(rows)('$says → $code', async ({ answer, code, exchange = code, aadsts }) => {
    serveDiscovery()
    serveKeys()
    answer(tokenEndpoint())
    const refreshing = client().refresh(TENANT, 'a refresh token')
    expect(await codeOf(refreshing)).toBe(code)
    await expect(refreshing).rejects.toMatchObject(aadsts ? { aadsts } : {})
    // For the same answer, a person who has just signed in gets more details.
    answer(tokenEndpoint())
    expect(await codeOf(signIn())).toBe(exchange)
  })

  test.each<{ says: string; answer: RequestListener }>([
    { says: 'nothing in time', answer: (request) => request.resume() },
    { says: 'a reset', answer: ({ socket }) => socket.resetAndDestroy() },
    { says: 'half an answer', answer: (_, response) => half(response, () => response.destroy()) },
    { says: 'half an answer, and nothing more in time', answer: (_, response) => half(response) },
  ])('$says, on a real socket → unavailable', async ({ answer }) => {
    let asked = 0
    const server = createServer((request, response) => {
      if (request.url?.endsWith('/token')) {
        asked += 1
        return answer(request, response)
      }
      const document = discoveryDocument({ authority, msgraph_host: new URL(authority).host })
      response.writeHead(200, JSON_TYPE).end(JSON.stringify(document))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await codeOf(client({ authority }).refresh(TENANT, 'a refresh token'))).toBe('unavailable')
    expect(asked).toBe(1)
    server.closeAllConnections()
    server.close()
  })

  function half(response: ServerResponse, then: () => void = () => undefined): void {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' }).write('{"token_type":"Bearer","access', then)
  }

  test('the message of an error holds no token, code or secret', async () => {
    serveDiscovery()
    tokenEndpoint().reply(400, refusal('invalid_grant', 50173), JSON_TYPE)
    await expect(client().refresh(TENANT, 'a refresh token')).rejects.toMatchObject({ message: 'Entra: refused' })
  })

  test.each([
    { says: 'as recorded', changes: {}, tokens: {} },
    {
      says: 'without refresh_token',
      changes: { refresh_token: undefined },
      tokens: { refreshToken: undefined },
    },
    { says: 'without expires_in', changes: { expires_in: undefined }, tokens: { expiresInMs: 3_600_000 } },
    { says: 'with expires_in in letters', changes: { expires_in: '3599' }, tokens: { expiresInMs: 3_599_000 } },
    { says: 'with a lifetime of a day', changes: { expires_in: 86_399 }, tokens: { expiresInMs: 86_399_000 } },
    { says: 'without scope', changes: { scope: undefined }, tokens: { scopes: [] } },
    {
      says: 'with scopes as full URIs',
      changes: { scope: 'https://graph.microsoft.com/Contacts.Read https://graph.microsoft.com/User.Read' },
      tokens: { scopes: ['https://graph.microsoft.com/Contacts.Read', 'https://graph.microsoft.com/User.Read'] },
    },
  ])('an answer $says gives the tokens', async ({ changes, tokens }) => {
    serveDiscovery()
    tokenEndpoint().reply(200, tokenAnswer(changes), JSON_TYPE)
    expect(await client().refresh(TENANT, 'a refresh token')).toEqual({
      accessToken: 'opaque access token',
      refreshToken: 'newer refresh token',
      expiresInMs: 4_711_000,
      scopes: ['email', 'openid', 'profile', 'https://graph.microsoft.com/Contacts.Read'],
      ...tokens,
    })
  })

  const demand = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'
  const both = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_cc":{"values":["cp1"]}}}'

  test.each([
    ['a refresh', () => client().refresh(TENANT, 'a refresh token', demand)],
    ['a code', () => signIn(client(), {}, demand)],
  ])('is sent the demanded claims with %s, beside this client’s capabilities', async (_what, ask) => {
    serveDiscovery()
    serveKeys()
    let claims: string | undefined
    nock(AUTHORITY)
      .post(`/${TENANT}/oauth2/v2.0/token`, (body: Record<string, string>) => Boolean((claims = body['claims'])))
      .reply(200, { ...tokenAnswer(), id_token: await idToken() }, JSON_TYPE)
    await ask()
    expect(claims).toBe(both)
  })

  test('a refusal carries the claims that Entra demands, if they are text; other errors carry none', async () => {
    const told = async (status: number, error: string, claims: unknown) => {
      serveDiscovery()
      tokenEndpoint().reply(status, refusal(error, 50076, { claims }), JSON_TYPE)
      const refused: unknown = await client()
        .refresh(TENANT, 'one')
        .catch((error: unknown) => error)
      return (refused as EntraError).claims
    }
    expect(await told(400, 'interaction_required', demand)).toBe(demand)
    expect(await told(400, 'invalid_grant', demand)).toBe(demand)
    expect(await told(400, 'invalid_grant', undefined)).toBeUndefined()
    for (const claims of [7, null, [demand], { access_token: {} }])
      expect(await told(400, 'interaction_required', claims)).toBeUndefined()
    expect(await told(401, 'invalid_client', demand)).toBeUndefined()
    expect(await told(503, 'temporarily_unavailable', demand)).toBeUndefined()
  })

  test('a refresh asks for contacts and a new refresh token, with the secret in the body, and reads no keys', async () => {
    serveDiscovery()
    let form = new URLSearchParams()
    let authorization: unknown = 'none'
    nock(AUTHORITY, { badheaders: ['authorization'] })
      .post(`/${TENANT}/oauth2/v2.0/token`, (body: Record<string, string>) => {
        form = new URLSearchParams(body)
        authorization = undefined
        return true
      })
      .reply(200, tokenAnswer(), JSON_TYPE)
    await client().refresh(TENANT, 'a refresh token')
    expect(authorization).toBeUndefined()
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'a refresh token',
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      scope: 'offline_access https://graph.microsoft.com/Contacts.Read',
      claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
    })
  })

  test.each([
    { status: 429, retryAfter: '20', quietMs: 20_000 },
    { status: 503, retryAfter: '1.5', quietMs: 1_500 },
    { status: 429, retryAfter: '99999', quietMs: 60_000 },
  ])(
    '$status with Retry-After $retryAfter: no call for $quietMs ms, then calls again',
    async ({ status, retryAfter, quietMs }) => {
      let clock = Date.now()
      serveDiscovery()
      tokenEndpoint().reply(status, 'slowly', { 'retry-after': retryAfter })
      const using = client({ now: () => clock })
      expect(await codeOf(using.refresh(TENANT, 'one'))).toBe('unavailable')
      const later = tokenEndpoint().reply(200, tokenAnswer(), JSON_TYPE)
      clock += quietMs - 1
      expect(await codeOf(using.refresh(TENANT, 'another'))).toBe('unavailable')
      expect(later.isDone()).toBe(false)
      clock += 2
      expect(await codeOf(using.refresh(TENANT, 'another'))).toBe('no error')
    },
  )
})

describe('the authorize endpoint', () => {
  test.each<{ query: Record<string, string>; code: EntraErrorCode; aadsts?: string }>([
    { query: { error: 'access_denied', error_subcode: 'cancel' }, code: 'cancelled' },
    { query: { error: 'access_denied' }, code: 'cancelled' },
    {
      query: { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent.' },
      code: 'cancelled',
      aadsts: 'AADSTS65004',
    },
    {
      query: { error: 'consent_required', error_description: 'AADSTS65004: User declined to consent.' },
      code: 'cancelled',
    },
    { query: { error: 'access_denied', error_description: 'AADSTS50105: Not assigned to a role.' }, code: 'blocked' },
    {
      query: { error: 'access_denied', error_description: 'AADSTS90094: Admin consent is required.' },
      code: 'admin_approval',
      aadsts: 'AADSTS90094',
    },
    { query: { error: 'consent_required', error_description: 'AADSTS90094: …' }, code: 'admin_approval' },
    { query: { error: 'consent_required', error_description: 'AADSTS90095: …' }, code: 'admin_approval' },
    { query: { error: 'invalid_grant', error_description: 'AADSTS65001: …' }, code: 'admin_approval' },
    { query: { error: 'server_error' }, code: 'unavailable' },
    { query: { error: 'temporarily_unavailable' }, code: 'unavailable' },
    { query: { error: 'invalid_request' }, code: 'operator' },
    { query: { error: 'unauthorized_client' }, code: 'operator' },
    { query: { error: 'invalid_resource' }, code: 'operator' },
    { query: { error: 'unsupported_response_type' }, code: 'operator' },
    { query: { error: 'login_required' }, code: 'refused' },
    { query: { error: 'interaction_required', error_description: 'AADSTS50105: not assigned' }, code: 'blocked' },
    { query: { error: 'an_error_of_tomorrow' }, code: 'refused' },
    ...['90093', '90096', '90097', '90099', '900941', '900942', '900981'].map((number) => ({
      query: { error: 'access_denied', error_description: `AADSTS${number}: …`, error_subcode: 'cancel' },
      code: 'admin_approval' as const,
    })),
    ...['50105', '501051', '53000', '53003', '53004', '530031', '530034', '53011', '50057', '500571', '50034', '500341']
      .concat(['50020', '51004', '16003', '90072', '54000', '50129', '50155', '500021', '500212', '500213', '7000112'])
      .concat(['500014', '650052'])
      .flatMap((number) =>
        ['access_denied', 'interaction_required', 'invalid_grant', 'server_error'].map((error) => ({
          query: { error, error_description: `aadsts${number}: …` },
          code: 'blocked' as const,
          aadsts: `AADSTS${number}`,
        })),
      ),
    ...['700016', '90002', '900021', '900382', '650056', '65005', '50011', '500113', '500011', '900971'].map(
      (number) => ({
        query: { error: 'access_denied', error_description: `AADSTS${number}: …` },
        code: 'operator' as const,
      }),
    ),
    { query: { error: 'temporarily_unavailable', error_description: 'AADSTS90090: …' }, code: 'unavailable' },
    { query: { error: 'server_error', error_description: 'AADSTS90033: …' }, code: 'unavailable' },
  ])('$query → $code', ({ query, code, aadsts }) => {
    const error = authorizeError(new URLSearchParams(query))
    expect(error).toMatchObject({ code, ...(aadsts && { aadsts }) })
  })

  test('is asked for contacts with PKCE, nonce and state, and never to force consent', async () => {
    serveDiscovery()
    const url = await client().authorizeUrl(TENANT, { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43) })
    expect(`${url.origin}${url.pathname}`).toBe(`${AUTHORITY}/${TENANT}/oauth2/v2.0/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      response_mode: 'query',
      scope: 'openid profile offline_access https://graph.microsoft.com/Contacts.Read',
      state: STATE,
      nonce: NONCE,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
      claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
    })
  })

  test('is sent the whole demand of Graph or Entra, whatever characters it has, beside this client’s capabilities', async () => {
    serveDiscovery()
    const claim = {
      essential: true,
      value: '"&prompt=consent&redirect_uri=https://evil.example#/?%26{}\\ \u00e9\ud83d',
    }
    const asked = { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43) }
    const plain = await client().authorizeUrl(TENANT, asked)
    const url = await client().authorizeUrl(TENANT, {
      ...asked,
      claims: JSON.stringify({ access_token: { acrs: claim } }),
    })
    expect(JSON.parse(url.searchParams.get('claims') ?? '')).toEqual({
      access_token: { acrs: claim, xms_cc: { values: ['cp1'] } },
    })
    expect([...url.searchParams].filter(([name]) => name !== 'claims')).toEqual(
      [...plain.searchParams].filter(([name]) => name !== 'claims'),
    )
    expect(url.href).toMatch(/^[\x21-\x7e]+$/)
    expect([url.origin, url.hash]).toEqual([AUTHORITY, ''])
  })

  test('is asked for the account chooser after a wrong account', async () => {
    serveDiscovery()
    const asked = { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43), prompt: 'select_account' as const }
    const url = await client().authorizeUrl(TENANT, asked)
    expect(url.searchParams.get('prompt')).toBe('select_account')
  })
})

describe('discovery', () => {
  const elsewhere = 'https://login.microsoftonline.com.evil.example'

  const issuer = { code: 'untrusted', reason: 'discovery_issuer' } as const
  const endpoint = { code: 'untrusted', reason: 'discovery_endpoint' } as const

  test.each<{ says: string; changes: Record<string, unknown>; code: EntraErrorCode; reason?: UntrustedReason }>([
    { says: 'the issuer of another tenant', changes: { issuer: `${AUTHORITY}/${OID}/v2.0` }, ...issuer },
    { says: 'the template issuer', changes: { issuer: `${AUTHORITY}/{tenantid}/v2.0` }, ...issuer },
    { says: 'an issuer at another host', changes: { issuer: `${elsewhere}/${TENANT}/v2.0` }, ...issuer },
    { says: 'no issuer', changes: { issuer: undefined }, ...issuer },
    { says: 'no token endpoint', changes: { token_endpoint: undefined }, ...endpoint },
    ...['authorization_endpoint', 'token_endpoint', 'jwks_uri'].flatMap((name) => [
      { says: `${name} at another host`, changes: { [name]: `${elsewhere}/x` }, ...endpoint },
      { says: `${name} over http`, changes: { [name]: 'http://login.microsoftonline.com/x' }, ...endpoint },
      { says: `${name} at another port`, changes: { [name]: `${AUTHORITY}:8443/x` }, ...endpoint },
    ]),
    { says: 'no msgraph_host', changes: { msgraph_host: undefined }, code: 'no_graph' },
    ...[
      'graph.microsoft.com.evil.example',
      'evil.example',
      'graph.microsoft.com:8443',
      'graph.microsoft.com/x',
      'user@graph.microsoft.com',
      'graph.microsoft.com.',
      '',
      'localhost:4000',
      '127.0.0.1',
      ['graph.microsoft.com'],
    ].map((host) => ({
      says: `msgraph_host ${JSON.stringify(host)}`,
      changes: { msgraph_host: host },
      code: 'no_graph' as const,
    })),
  ])('$says → $code', async ({ changes, code, reason }) => {
    serveDiscovery(changes)
    const token = tokenEndpoint().reply(200, tokenAnswer())
    expect(await codeOf(authorizeUrl(client()))).toBe(code)
    expect(await reasonOf(authorizeUrl(client()))).toBe(reason)
    expect(await codeOf(client().refresh(TENANT, 'a refresh token'))).toBe(code)
    expect(await codeOf(signIn())).toBe(code)
    expect(token.isDone()).toBe(false)
  })

  test.each([
    { host: 'graph.microsoft.com', authority: AUTHORITY },
    { host: 'GRAPH.microsoft.com', authority: AUTHORITY },
    { host: 'graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
    { host: 'dod-graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
    { host: 'microsoftgraph.chinacloudapi.cn', authority: 'https://login.partner.microsoftonline.cn' },
  ])('that names $host: the permission of that cloud is asked for', async ({ host, authority }) => {
    serveDiscovery({ authority, msgraph_host: host })
    const url = await authorizeUrl(client({ authority }))
    expect(url.origin).toBe(authority)
    const scope = `openid profile offline_access https://${host.toLowerCase()}/Contacts.Read`
    expect(url.searchParams.get('scope')).toBe(scope)
  })

  test('of a tenant id in capitals is that of the tenant', async () => {
    const path = `/${TENANT.toUpperCase()}/v2.0/.well-known/openid-configuration`
    nock(AUTHORITY).get(path).reply(200, discoveryDocument())
    expect(await codeOf(authorizeUrl(client(), TENANT.toUpperCase()))).toBe('no error')
  })

  test('at a foreign issuer outside Microsoft’s public cloud → untrusted', async () => {
    const authority = 'https://login.microsoftonline.us'
    serveDiscovery({ authority, issuer: `${AUTHORITY}/${TENANT}/v2.0` })
    expect(await codeOf(authorizeUrl(client({ authority })))).toBe('untrusted')
  })

  describe('the address of contacts', () => {
    const connected = async (options: Options, changes: Record<string, string | undefined>) => {
      serveDiscovery(changes)
      const authority = changes['authority'] ?? AUTHORITY
      const token = await idToken({ claims: { iss: `${authority}/${TENANT}/v2.0` } })
      nock(authority)
        .post(`/${TENANT}/oauth2/v2.0/token`)
        .reply(200, tokenAnswer({ id_token: token }), { 'content-type': 'application/json' })
      nock(authority)
        .get(`/${TENANT}/discovery/v2.0/keys`)
        .reply(200, async () => (await fetchKeys()) as object, { 'content-type': 'application/json' })
      return signIn(client({ authority, ...options }))
    }
    /** The keys that `serveKeys` serves at the public authority. */
    const fetchKeys = async () => {
      serveKeys()
      const answer = await door.fetch(`${AUTHORITY}/${TENANT}/discovery/v2.0/keys`)
      return answer.json()
    }

    test.each([
      { says: 'the public cloud', options: {}, changes: {}, base: 'https://graph.microsoft.com/v1.0' },
      {
        says: 'China',
        options: {},
        changes: {
          authority: 'https://login.partner.microsoftonline.cn',
          msgraph_host: 'microsoftgraph.chinacloudapi.cn',
        },
        base: 'https://microsoftgraph.chinacloudapi.cn/v1.0',
      },
      {
        says: 'an emulator, both on loopback',
        options: {},
        changes: { authority: 'http://127.0.0.1:4999', msgraph_host: 'localhost:4999' },
        base: 'http://localhost:4999/v1.0',
      },
      {
        says: 'an override',
        options: { graphUrl: 'http://localhost:5000/graph' },
        changes: {},
        base: 'http://localhost:5000/graph',
      },
      {
        says: 'an override where discovery names none',
        options: { graphUrl: 'http://localhost:5000/graph' },
        changes: { msgraph_host: undefined },
        base: 'http://localhost:5000/graph',
      },
    ])('$says', async ({ options, changes, base }) => {
      expect((await connected(options, changes)).graphBase).toBe(base)
    })
  })

  test('is read once for many callers at once, and again after an hour', async () => {
    let clock = Date.now()
    let reads = 0
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (input === `${AUTHORITY}/${TENANT}/v2.0/.well-known/openid-configuration`) reads += 1
      return door.fetch(input, init)
    }
    serveDiscovery()
    const using = client({ fetch, now: () => clock })
    const many = () => Promise.all(Array.from({ length: 64 }, () => authorizeUrl(using)))
    await many()
    clock += 59 * 60_000
    await many()
    expect(reads).toBe(1)
    clock += 2 * 60_000
    await many()
    expect(reads).toBe(2)
  })

  test('a failure is not remembered', async () => {
    const path = `/${TENANT}/v2.0/.well-known/openid-configuration`
    nock(AUTHORITY).get(path).reply(500)
    nock(AUTHORITY).get(path).reply(200, '<html>', { 'content-type': 'text/html' })
    nock(AUTHORITY).get(path).delay(6_000).reply(200)
    const using = client()
    for (let failed = 0; failed < 3; failed += 1) expect(await codeOf(authorizeUrl(using))).toBe('unavailable')
    serveDiscovery()
    expect(await codeOf(authorizeUrl(using))).toBe('no error')
  })

  // Recorded: an unknown tenant is 400 invalid_tenant with AADSTS90002, an unreadable one 400 invalid_request.
  test.each<{ status: number; error: string; aadsts: number; code: EntraErrorCode }>([
    { status: 400, error: 'invalid_tenant', aadsts: 90002, code: 'operator' },
    { status: 404, error: 'invalid_tenant', aadsts: 90002, code: 'operator' },
    { status: 400, error: 'invalid_request', aadsts: 900021, code: 'operator' },
    { status: 400, error: 'invalid_request', aadsts: 900023, code: 'operator' },
    { status: 429, error: 'invalid_tenant', aadsts: 90002, code: 'unavailable' },
    { status: 503, error: 'invalid_request', aadsts: 90033, code: 'unavailable' },
    { status: 400, error: 'temporarily_unavailable', aadsts: 90033, code: 'unavailable' },
    { status: 400, error: 'an_error_of_tomorrow', aadsts: 7, code: 'unavailable' },
    // A strange discovery answer signs nobody out.
    { status: 400, error: 'invalid_grant', aadsts: 50173, code: 'unavailable' },
  ])('that answers $status $error AADSTS$aadsts → $code, with the number', async ({ status, error, aadsts, code }) => {
    for (const tenant of [TENANT, 'organizations']) {
      nock(AUTHORITY)
        .persist()
        .get(`/${tenant}/v2.0/.well-known/openid-configuration`)
        .reply(status, refusal(error, aadsts), { 'content-type': 'application/json; charset=utf-8' })
      const asking = authorizeUrl(client(), tenant)
      expect(await codeOf(asking)).toBe(code)
      await expect(asking).rejects.toMatchObject({ aadsts: `AADSTS${aadsts}` })
    }
    expect(await codeOf(client().refresh(TENANT, 'a refresh token'))).toBe(code)
    expect(await codeOf(signIn())).toBe(code)
  })

  test.each([
    { says: '404 in HTML', status: 404, body: '<html>invalid_tenant AADSTS90002</html>' },
    { says: '403 of a proxy', status: 403, body: '' },
    { says: '400 in JSON without an error', status: 400, body: '{"message":"AADSTS90002"}' },
    { says: '400 with an error that is no text', status: 400, body: '{"error":["invalid_tenant"]}' },
    { says: '302 elsewhere', status: 302, body: '' },
    { says: '200 with a list', status: 200, body: '[]' },
  ])('that answers $says → unavailable', async ({ status, body }) => {
    nock(AUTHORITY)
      .get(`/${TENANT}/v2.0/.well-known/openid-configuration`)
      .reply(status, body, { location: 'https://elsewhere.example/' })
    expect(await codeOf(authorizeUrl(client()))).toBe('unavailable')
  })

  test('of one tenant says nothing about another tenant', async () => {
    serveDiscovery()
    serveDiscovery({ tenant: OID, msgraph_host: undefined })
    const using = client()
    expect(await codeOf(authorizeUrl(using))).toBe('no error')
    expect(await codeOf(authorizeUrl(using, OID))).toBe('no_graph')
  })
})

describe('a sign-in', () => {
  async function signInWith(options: IdTokenOptions | string | undefined, query: Record<string, string> = {}) {
    serveDiscovery()
    serveKeys()
    const id_token = typeof options === 'object' ? await idToken(options) : options
    tokenEndpoint().reply(200, tokenAnswer({ id_token }), { 'content-type': 'application/json' })
    return signIn(client(), query)
  }

  test('returns the account by tid and oid, and the tokens', async () => {
    expect(await signInWith({ claims: { oid: OID.toUpperCase() } }, { session_state: 'x' })).toEqual({
      account: { tid: TENANT, oid: OID, name: 'Megan Bowen', username: 'megan.bowen@contoso.example' },
      graphBase: 'https://graph.microsoft.com/v1.0',
      tokens: {
        accessToken: 'opaque access token',
        refreshToken: 'newer refresh token',
        expiresInMs: 4_711_000,
        scopes: ['email', 'openid', 'profile', 'https://graph.microsoft.com/Contacts.Read'],
      },
    })
  })

  test('tolerates clocks that differ by less than five minutes', async () => {
    const seconds = Math.floor(Date.now() / 1000)
    const ahead = { iat: seconds + 290, nbf: seconds + 290, exp: seconds + 3_890 }
    const behind = { iat: seconds - 3_890, nbf: seconds - 3_890, exp: seconds - 290 }
    expect(await codeOf(signInWith({ claims: ahead }))).toBe('no error')
    nock.cleanAll()
    expect(await codeOf(signInWith({ claims: behind }))).toBe('no error')
  })

  const inSeconds = (more: number) => Math.floor(Date.now() / 1000) + more
  // Read when the token is signed: on a busy machine that is long after these lines.
  const soon = {
    get nbf() {
      return inSeconds(330)
    },
  }
  const other = '11111111-2222-4333-8444-555555555555'
  test.each<{ lie: string; reason: UntrustedReason; token: IdTokenOptions | string | undefined }>([
    { lie: 'no id token', reason: 'token_answer', token: undefined },
    { lie: 'another app’s aud', reason: 'id_token_claim', token: { claims: { aud: other } } },
    { lie: 'no aud', reason: 'id_token_claim', token: { claims: { aud: undefined } } },
    {
      lie: 'our aud among others, for another app (azp)',
      reason: 'id_token_claim',
      token: { claims: { aud: [CLIENT_ID, other], azp: other } },
    },
    {
      lie: 'another tenant’s iss',
      reason: 'id_token_issuer',
      token: { claims: { iss: `${AUTHORITY}/${other}/v2.0` } },
    },
    {
      lie: 'another tenant’s iss and tid',
      reason: 'id_token_issuer',
      token: { claims: { iss: `${AUTHORITY}/${other}/v2.0`, tid: other } },
    },
    { lie: 'the template iss', reason: 'id_token_issuer', token: { claims: { iss: `${AUTHORITY}/{tenantid}/v2.0` } } },
    {
      lie: 'an iss of version 1',
      reason: 'id_token_issuer',
      token: { claims: { iss: `https://sts.windows.net/${TENANT}/` } },
    },
    { lie: 'no iss', reason: 'id_token_claim', token: { claims: { iss: undefined } } },
    { lie: 'another flow’s nonce', reason: 'id_token_claim', token: { claims: { nonce: 'm'.repeat(43) } } },
    { lie: 'no nonce', reason: 'id_token_claim', token: { claims: { nonce: undefined } } },
    { lie: 'exp in the past', reason: 'id_token_time', token: { claims: { exp: inSeconds(-330) } } },
    { lie: 'no exp', reason: 'id_token_claim', token: { claims: { exp: undefined } } },
    { lie: 'nbf in the future', reason: 'id_token_time', token: { claims: soon } },
    { lie: 'no iat', reason: 'id_token_claim', token: { claims: { iat: undefined } } },
    { lie: 'no sub', reason: 'id_token_claim', token: { claims: { sub: undefined } } },
    { lie: 'tid of another tenant', reason: 'id_token_tenant', token: { claims: { tid: other } } },
    {
      lie: 'tid of personal accounts',
      reason: 'id_token_tenant',
      token: { claims: { tid: '9188040d-6c67-4c5b-b112-36a304b66dad' } },
    },
    { lie: 'no tid', reason: 'id_token_tenant', token: { claims: { tid: undefined } } },
    { lie: 'no oid', reason: 'id_token_account', token: { claims: { oid: undefined } } },
    { lie: 'an oid that is no text', reason: 'id_token_account', token: { claims: { oid: [OID] } } },
    { lie: 'alg none', reason: 'id_token_signature', token: { signedBy: 'nobody' } },
    { lie: 'alg None', reason: 'id_token_signature', token: { signedBy: 'nobody', header: { alg: 'None' } } },
    { lie: 'signed by another key', reason: 'id_token_signature', token: { signedBy: 'other' } },
    {
      lie: 'a key that nobody published',
      reason: 'id_token_signature',
      token: { signedBy: 'other', header: { kid: 'unheard of' } },
    },
    { lie: 'HS256 with the client secret', reason: 'id_token_signature', token: { signedBy: 'client_secret' } },
  ])('with a forged id token ($lie) is untrusted', async ({ token, reason }) => {
    const signingIn = signInWith(token)
    expect(await codeOf(signingIn)).toBe('untrusted')
    expect(await reasonOf(signingIn)).toBe(reason)
  })

  test('with one byte of the id token’s payload changed is untrusted', async () => {
    const [header, payload, signature] = (await idToken()).split('.')
    const claims = Buffer.from(payload ?? '', 'base64url').toString()
    const changed = Buffer.from(claims.replace('Megan', 'Negan')).toString('base64url')
    expect(await codeOf(signInWith(`${header}.${changed}.${signature}`))).toBe('untrusted')
  })

  test.each<{ lie: string; query: Record<string, string> }>([
    { lie: 'iss of another server', query: { iss: 'https://login.microsoftonline.com/other/v2.0' } },
    { lie: 'another state', query: { state: 't'.repeat(43) } },
    { lie: 'a signed response', query: { response: 'a.b.c' } },
  ])('whose callback has $lie is untrusted, and the code is not sent', async ({ query }) => {
    serveDiscovery()
    const token = tokenEndpoint().reply(200, tokenAnswer({ id_token: await idToken() }))
    const signingIn = signIn(client(), query)
    expect(await codeOf(signingIn)).toBe('untrusted')
    expect(await reasonOf(signingIn)).toBe('callback')
    expect(token.isDone()).toBe(false)
  })

  test('is unavailable while Entra’s keys cannot be read', async () => {
    serveDiscovery()
    nock(AUTHORITY).get(`/${TENANT}/discovery/v2.0/keys`).reply(500)
    tokenEndpoint().reply(200, tokenAnswer({ id_token: await idToken() }), { 'content-type': 'application/json' })
    expect(await codeOf(signIn())).toBe('unavailable')
  })
})
