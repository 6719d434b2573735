import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, decodeJwt, exportJWK, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose'
import { head } from '../http/raw.ts'
import { keyPair } from '../../emulator/key-pair.ts'
import * as oidc from 'openid-client'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Browser, browser, type Page, signIn } from '../../emulator/browser.ts'
import { cookieJar } from '../../emulator/browser/cookies.ts'
import { forms, visibleText } from '../../emulator/browser/html.ts'
import { createEntra, type Entra, type EntraOptions } from '../../emulator/entra.ts'
import { certificates } from '../entra/certificates.ts'
import { alex, contoso, fabrikam, lidia, megan } from '../../emulator/people.ts'

const APP = '11111111-aaaa-4bbb-8ccc-222222222222'
const SECRET = 'not~a.real-secret'
const CALLBACK = 'http://localhost:1/auth/callback'
const SCOPE = 'openid profile offline_access https://graph.microsoft.com/Contacts.Read'

let server: Server
let origin: string
let entra: Entra

async function start(options: Partial<EntraOptions> = {}): Promise<void> {
  entra = await createEntra({
    origin,
    apps: [{ id: APP, name: 'Contacts bot', secret: SECRET, redirectUris: [CALLBACK, `${origin}/landed`] }],
    ...options,
  })
}

beforeEach(async () => {
  server = createServer((req, res) => {
    void (async () => {
      if (!(await entra.handle(req, res))) head(res, req.url?.startsWith('/landed') ? 200 : 404).end('landed')
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await start()
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const insecure = { execute: [oidc.allowInsecureRequests] }

async function client(tenant: string = contoso.tid, auth = oidc.ClientSecretPost(SECRET)): Promise<oidc.Configuration> {
  if (tenant !== 'organizations') {
    return oidc.discovery(new URL(`${origin}/${tenant}/v2.0`), APP, undefined, auth, insecure)
  }
  // openid-client accepts a template as issuer only at login.microsoftonline.com.
  const response = await fetch(`${origin}/organizations/v2.0/.well-known/openid-configuration`)
  const config = new oidc.Configuration((await response.json()) as oidc.ServerMetadata, APP, undefined, auth)
  oidc.allowInsecureRequests(config)
  return config
}

type Flow = {
  config: oidc.Configuration
  url: string
  checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string }
}

async function flow(config: oidc.Configuration, parameters: Record<string, string> = {}): Promise<Flow> {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const checks = { pkceCodeVerifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() }
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${origin}/landed`,
    scope: SCOPE,
    response_mode: 'query',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  })
  return { config, url: url.href, checks }
}

const landed = (page: Page) => new URL(page.url)

async function tokens(username: string = megan.username, tenant: string = contoso.tid, who: Browser = browser()) {
  const config = await client(tenant)
  const { url, checks } = await flow(config)
  const page = await signIn(who, url, { username })
  return { config, page, tokens: await oidc.authorizationCodeGrant(config, landed(page), checks) }
}

/** The error body of a refused token request. */
async function refusal(request: Promise<unknown>): Promise<{ status: number; body: Record<string, unknown> }> {
  const error = await request.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(error instanceof oidc.ResponseBodyError))
    throw new Error('The request was not refused with an error body.', { cause: error })
  return { status: error.status, body: error.cause }
}

describe('discovery', () => {
  async function metadata(tenant: string): Promise<Record<string, unknown>> {
    const response = await fetch(`${origin}/${tenant}/v2.0/.well-known/openid-configuration`)
    return (await response.json()) as Record<string, unknown>
  }

  test('names the tenant as issuer and this emulator as the Graph host', async () => {
    const said = await metadata(contoso.tid)
    expect(said).toMatchObject({
      issuer: `${origin}/${contoso.tid}/v2.0`,
      authorization_endpoint: `${origin}/${contoso.tid}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/${contoso.tid}/oauth2/v2.0/token`,
      jwks_uri: `${origin}/${contoso.tid}/discovery/v2.0/keys`,
      end_session_endpoint: `${origin}/${contoso.tid}/oauth2/v2.0/logout`,
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
      cloud_graph_host_name: 'graph.windows.net',
      msgraph_host: new URL(origin).host,
    })
    expect(said).not.toHaveProperty('revocation_endpoint')
    expect(said).not.toHaveProperty('code_challenge_methods_supported')
    expect(said).not.toHaveProperty('authorization_response_iss_parameter_supported')
  })

  test.each(['organizations', 'common'])('has a template as issuer at %s', async (tenant) => {
    expect(await metadata(tenant)).toMatchObject({ issuer: `${origin}/{tenantid}/v2.0`, tenant_region_scope: null })
  })

  test("accepts a tenant's domain instead of its id", async () => {
    expect(await metadata(contoso.domain)).toMatchObject({ issuer: `${origin}/${contoso.tid}/v2.0` })
  })

  test('can leave out the Graph host or name another', async () => {
    entra.setMsgraphHost(null)
    expect(await metadata(contoso.tid)).not.toHaveProperty('msgraph_host')
    entra.setMsgraphHost('evil.example')
    expect(await metadata(contoso.tid)).toHaveProperty('msgraph_host', 'evil.example')
  })

  test('refuses an unknown tenant', async () => {
    const response = await fetch(`${origin}/nowhere.example/v2.0/.well-known/openid-configuration`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] })
  })
})

describe('signing in', () => {
  test('returns opaque tokens and an id token that identifies the person', async () => {
    const { config, tokens: got } = await tokens()
    expect(got).toMatchObject({ token_type: 'bearer', expires_in: 4711, ext_expires_in: 4711 })
    expect(new Set(got.scope?.split(' '))).toEqual(
      new Set(['openid', 'profile', 'https://graph.microsoft.com/Contacts.Read']),
    )
    expect(got.refresh_token).toBeTypeOf('string')
    expect(() => decodeJwt(got.access_token)).toThrow('Invalid JWT')
    const keys = (await (await fetch(config.serverMetadata().jwks_uri ?? '')).json()) as JSONWebKeySet
    expect(keys.keys[0]).not.toHaveProperty('alg')
    const { payload } = await jwtVerify(got.id_token ?? '', createLocalJWKSet(keys), {
      algorithms: ['RS256'],
      audience: APP,
      issuer: `${origin}/${contoso.tid}/v2.0`,
      requiredClaims: ['exp', 'nbf', 'iat', 'nonce'],
    })
    expect(payload).toMatchObject({
      oid: megan.oid,
      tid: contoso.tid,
      preferred_username: megan.username,
      name: megan.name,
      ver: '2.0',
    })
    expect(payload.sub).not.toBe(megan.oid)
  })

  test('redirects with code, state and session_state, and without iss', async () => {
    const { page } = await tokens()
    const { searchParams } = landed(page)
    expect([...searchParams.keys()].sort()).toEqual(['code', 'session_state', 'state'])
  })

  test('at organizations returns an id token from the person’s own tenant', async () => {
    const response = await signIn(browser(), (await flow(await client('organizations'))).url, {
      username: lidia.username,
    })
    const code = landed(response).searchParams.get('code') ?? ''
    expect(code).not.toBe('')
    const config = await client('organizations')
    const { url, checks } = await flow(config)
    const page = await signIn(browser(), url, { username: lidia.username })
    const body = await post('organizations', {
      grant_type: 'authorization_code',
      code: landed(page).searchParams.get('code') ?? '',
      redirect_uri: `${origin}/landed`,
      code_verifier: checks.pkceCodeVerifier,
    })
    expect(decodeJwt(String(body.json['id_token']))).toMatchObject({
      iss: `${origin}/${fabrikam.tid}/v2.0`,
      tid: fabrikam.tid,
    })
  })

  test('gives a person a different sub in another app', async () => {
    const OTHER = '33333333-aaaa-4bbb-8ccc-222222222222'
    entra.register({ id: OTHER, name: 'Other', secret: SECRET, redirectUris: [`${origin}/landed`] })
    const { tokens: first } = await tokens()
    const config = await oidc.discovery(
      new URL(`${origin}/${contoso.tid}/v2.0`),
      OTHER,
      undefined,
      oidc.ClientSecretPost(SECRET),
      insecure,
    )
    const { url, checks } = await flow(config)
    const page = await signIn(browser(), url, { username: megan.username })
    const second = await oidc.authorizationCodeGrant(config, landed(page), checks)
    expect(second.claims()?.['oid']).toBe(first.claims()?.['oid'])
    expect(second.claims()?.sub).not.toBe(first.claims()?.sub)
  })

  test('returns no refresh token without offline_access', async () => {
    const config = await client()
    const { url, checks } = await flow(config, { scope: 'openid profile https://graph.microsoft.com/Contacts.Read' })
    const page = await signIn(browser(), url, { username: megan.username })
    expect(await oidc.authorizationCodeGrant(config, landed(page), checks)).not.toHaveProperty('refresh_token')
  })

  test('accepts Contacts.Read as a short name of Graph’s scope', async () => {
    const config = await client()
    const { url, checks } = await flow(config, { scope: 'openid offline_access Contacts.Read' })
    const page = await signIn(browser(), url, { username: megan.username })
    const got = await oidc.authorizationCodeGrant(config, landed(page), checks)
    expect(got.scope?.split(' ')).toContain('https://graph.microsoft.com/Contacts.Read')
  })

  test('offers only the accounts of the tenant', async () => {
    const page = await browser().open((await flow(await client())).url)
    expect(page.forms.map(({ id }) => id)).toContain(`account-${alex.username}`)
    expect(page.forms.map(({ id }) => id)).not.toContain(`account-${lidia.username}`)
  })

  test('offers the account of the login_hint first', async () => {
    const page = await browser().open((await flow(await client(), { login_hint: alex.username })).url)
    expect(page.forms[0]?.id).toBe(`account-${alex.username}`)
    expect(page.html).toContain('autofocus')
  })
})

describe('consent', () => {
  test('is asked for once, and again with prompt=consent', async () => {
    const who = browser()
    await tokens(megan.username, contoso.tid, who)
    const config = await client()
    expect(landed(await who.open((await flow(config)).url)).pathname).toBe('/landed')
    const again = await who.open((await flow(config, { prompt: 'consent' })).url)
    expect(again.text).toContain('Contacts of Megan Bowen: read your contacts')
    expect(landed(await who.submit(again, 'consent', { decision: 'accept' })).searchParams.has('code')).toBe(true)
  })

  test('is asked for from each person', async () => {
    await tokens(megan.username)
    const who = browser()
    const page = await who.open((await flow(await client())).url)
    const next = await who.submit(page, `account-${alex.username}`)
    expect(next.text).toContain('Contacts of Alex Wilber')
  })

  test.each(['picker', 'consent page'])(
    'that is cancelled at the %s returns access_denied without a description',
    async (where) => {
      const who = browser()
      const { url, checks } = await flow(await client())
      let page = await who.open(url)
      if (where === 'consent page') page = await who.submit(page, `account-${megan.username}`)
      page = await who.submit(page, where === 'picker' ? 'cancel' : 'consent', { decision: 'cancel' })
      expect(Object.fromEntries(landed(page).searchParams)).toEqual({
        error: 'access_denied',
        error_subcode: 'cancel',
        state: checks.expectedState,
      })
    },
  )

  test('to what an administrator must approve leads back with 90094, until one has', async () => {
    entra.setNeedsApproval(['Contacts.Read'])
    const who = browser()
    const { url } = await flow(await client())
    const asked = await who.submit(await who.open(url), `account-${megan.username}`)
    expect(asked.text).toContain('Need admin approval')
    const back = landed(await who.submit(asked, 'approval', { decision: 'request' })).searchParams
    expect([back.get('error'), back.get('error_description')]).toEqual([
      'access_denied',
      expect.stringMatching(/^AADSTS90094: /),
    ])
    const query = new URLSearchParams({ client_id: APP, scope: SCOPE, redirect_uri: `${origin}/landed` })
    const admins = await who.open(`${origin}/${contoso.tid}/v2.0/adminconsent?${query.toString()}`)
    await who.submit(admins, 'consent', { decision: 'accept' })
    expect(landed(await who.open((await flow(await client())).url)).searchParams.has('code')).toBe(true)
  })

  test('by an administrator counts for the whole tenant', async () => {
    const who = browser()
    const query = new URLSearchParams({ client_id: APP, scope: SCOPE, redirect_uri: `${origin}/landed`, state: 'x y' })
    const asked = await who.open(`${origin}/${contoso.tid}/v2.0/adminconsent?${query.toString()}`)
    const refused = await who.submit(asked, 'consent', { decision: 'cancel' })
    expect(Object.fromEntries(landed(refused).searchParams)).toMatchObject({
      error: 'access_denied',
      admin_consent: 'True',
      state: 'x y',
    })
    const allowed = await who.submit(asked, 'consent', { decision: 'accept' })
    expect(Object.fromEntries(landed(allowed).searchParams)).toMatchObject({
      admin_consent: 'True',
      tenant: contoso.tid,
      state: 'x y',
    })
    const page = await who.open((await flow(await client())).url)
    expect(landed(await who.submit(page, `account-${alex.username}`)).searchParams.has('code')).toBe(true)
  })
})

describe('a browser that has signed in', () => {
  test('is signed in silently, but not with prompt=select_account', async () => {
    const who = browser()
    await tokens(megan.username, contoso.tid, who)
    await tokens(alex.username)
    const config = await client()
    const { url, checks } = await flow(config, { prompt: 'select_account' })
    const page = await signIn(who, url, { username: alex.username })
    const got = await oidc.authorizationCodeGrant(config, landed(page), checks)
    expect(got.claims()).toMatchObject({ oid: alex.oid })
    const { tokens: now } = await tokens('nobody', contoso.tid, who)
    expect(now.claims()).toMatchObject({ oid: alex.oid })
  })

  test('shows the account picker if the login_hint names another person, and after a sign-out', async () => {
    const who = browser()
    await tokens(megan.username, contoso.tid, who)
    const config = await client()
    const hinted = await who.open((await flow(config, { login_hint: alex.username })).url)
    expect(hinted.forms[0]?.id).toBe(`account-${alex.username}`)
    expect((await who.open(`${origin}/${contoso.tid}/oauth2/v2.0/logout`)).text).toContain('You signed out')
    expect((await who.open((await flow(config)).url)).text).toContain('Pick an account')
  })

  test('shows the account picker every time if single sign-on is off', async () => {
    await start({ singleSignOn: false })
    const who = browser()
    await tokens(megan.username, contoso.tid, who)
    expect((await who.open((await flow(await client())).url)).text).toContain('Pick an account')
  })

  test('gets login_required for prompt=none if it has no session', async () => {
    const page = await browser().open((await flow(await client(), { prompt: 'none' })).url)
    expect(landed(page).searchParams.get('error')).toBe('login_required')
    expect(landed(page).searchParams.get('error_description')).toContain('AADSTS50058')
  })
})

describe('errors that are never sent to the app', () => {
  test.each([
    ['a wrong redirect URI', { redirect_uri: 'http://evil.example/landed' }, 'AADSTS50011'],
    ['an unknown client', { client_id: '99999999-aaaa-4bbb-8ccc-222222222222' }, 'AADSTS700016'],
  ])('%s', async (_what, parameters, said) => {
    const page = await browser().open((await flow(await client(), parameters)).url)
    expect(page.status).toBe(400)
    expect(page.trail).toHaveLength(1)
    expect(page.text).toContain(said)
  })
})

type Answer = { status: number; headers: Headers; json: Record<string, unknown> }

/** Posts to the token endpoint. `undefined` leaves a parameter out. */
async function post(tenant: string, form: Record<string, string | undefined>): Promise<Answer> {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries({ client_id: APP, client_secret: SECRET, ...form }))
    if (value !== undefined) body.set(name, value)
  const response = await fetch(`${origin}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body })
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  }
}

describe('the token endpoint', () => {
  test('answers an error with its number and trace, and without a challenge', async () => {
    const { status, headers, json } = await post(contoso.tid, { grant_type: 'refresh_token', refresh_token: 'junk' })
    expect(status).toBe(400)
    expect(headers.get('www-authenticate')).toBe(null)
    expect(json).toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringMatching(
        /^AADSTS70000: [^\r]+\r\nTrace ID: [\da-f-]{36}\r\nCorrelation ID: /,
      ) as string,
      error_codes: [70000],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/) as string,
      trace_id: expect.any(String) as string,
      correlation_id: expect.any(String) as string,
    })
  })

  test.each([
    ['in the body', () => oidc.ClientSecretPost('wrong')],
    ['in the header', () => oidc.ClientSecretBasic('wrong')],
  ])('refuses a wrong secret %s', async (_how, auth) => {
    const { tokens: got } = await tokens()
    const config = await client(contoso.tid, auth())
    const { status, body } = await refusal(oidc.refreshTokenGrant(config, got.refresh_token ?? ''))
    expect(status).toBe(401)
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [7000215] })
  })

  test('accepts the secret in the header, too', async () => {
    const { tokens: got } = await tokens()
    const config = await client(contoso.tid, oidc.ClientSecretBasic(SECRET))
    expect(await oidc.refreshTokenGrant(config, got.refresh_token ?? '')).toHaveProperty('access_token')
  })

  test.each([
    ['an unknown app', { client_id: '99999999-aaaa-4bbb-8ccc-222222222222' }, 400, 'unauthorized_client', 700016],
    ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['an unknown grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
  ])('refuses %s', async (_what, form, status, error, code) => {
    const answer = await post(contoso.tid, { grant_type: 'refresh_token', refresh_token: 'junk', ...form })
    expect(answer).toMatchObject({ status, json: { error, error_codes: [code] } })
  })

  test('refuses a secret that has expired', async () => {
    entra.register({
      id: APP,
      name: 'Bot',
      secret: SECRET,
      redirectUris: [`${origin}/landed`],
      secretExpiresAt: Date.now() - 60_000,
    })
    const answer = await post(contoso.tid, { grant_type: 'refresh_token', refresh_token: 'junk' })
    expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client', error_codes: [7000222] } })
  })
})

describe('an assertion instead of a secret', () => {
  const made = certificates()
  afterAll(() => made.remove())
  const own = made.make()
  const other = made.make()
  const endpoint = () => `${origin}/${contoso.tid}/oauth2/v2.0/token`
  const seconds = () => Math.floor(Date.now() / 1000)

  beforeEach(() => entra.register({ id: APP, name: 'Bot', certificates: [other.certificate, own.certificate] }))

  type Lie = { header?: object; claims?: object; key?: string }

  async function assertion({ header, claims, key = own.key }: Lie = {}): Promise<string> {
    const now = seconds()
    const x5t = createHash('sha256').update(new X509Certificate(own.certificate).raw).digest('base64url')
    const said = {
      iss: APP,
      sub: APP,
      aud: endpoint(),
      jti: randomUUID(),
      nbf: now,
      iat: now,
      exp: now + 600,
      ...claims,
    }
    return new SignJWT(said)
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': x5t, ...header })
      .sign(createPrivateKey(key))
  }

  const ask = (client_assertion: string, more: object = {}) =>
    post(contoso.tid, {
      grant_type: 'client_credentials',
      scope: 'https://api.botframework.com/.default',
      client_secret: undefined,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...more,
    })

  test('is accepted if the key of a registered certificate signed it', async () => {
    expect(await ask(await assertion())).toMatchObject({ status: 200 })
  })

  // All in one test, because a new Entra for each would take longer than all cases together.
  test('that is wrong is refused with the reason', async () => {
    const lies: [what: string, lie: Lie, code: number][] = [
      ['signed with the key of another registered certificate', { key: other.key }, 700027],
      ['without a thumbprint', { header: { 'x5t#S256': undefined } }, 700027],
      ['with an SHA-1 thumbprint', { header: { 'x5t#S256': undefined, x5t: 'x'.repeat(27) } }, 700027],
      ['signed with RS256', { header: { alg: 'RS256' } }, 700027],
      ['whose audience is the issuer', { claims: { aud: `${origin}/${contoso.tid}/v2.0` } }, 700023],
      ['for another tenant', { claims: { aud: `${origin}/${fabrikam.tid}/oauth2/v2.0/token` } }, 700023],
      ['from another app', { claims: { iss: fabrikam.tid } }, 700027],
      ['for another app', { claims: { sub: fabrikam.tid } }, 700027],
      ['that has expired', { claims: { nbf: seconds() - 900, exp: seconds() - 301 } }, 700024],
      ['that is not valid yet', { claims: { nbf: seconds() + 400, exp: seconds() + 900 } }, 700024],
      ['that is valid for more than ten minutes', { claims: { exp: seconds() + 660 } }, 700024],
      ['without an expiry', { claims: { exp: undefined } }, 700024],
      ['without a jti', { claims: { jti: undefined } }, 700027],
    ]
    const said: unknown[] = []
    for (const [what, lie] of lies) {
      const { status, json } = await ask(await assertion(lie))
      said.push([what, status, json['error'], json['error_codes']])
    }
    expect(said).toEqual(lies.map(([what, , code]) => [what, 401, 'invalid_client', [code]]))
  })

  test('is accepted only once', async () => {
    const once = await assertion()
    expect(await ask(once)).toMatchObject({ status: 200 })
    expect(await ask(once)).toMatchObject({ status: 401, json: { error_codes: [700027] } })
  })

  test('is refused beside a secret, with another assertion type, and if it cannot be parsed', async () => {
    for (const more of [{ client_secret: SECRET }, { client_assertion_type: 'x' }, { client_assertion: 'junk' }])
      expect(await ask(await assertion(), more)).toMatchObject({ status: 401, json: { error_codes: [700027] } })
  })

  test('does not make an unregistered secret valid', async () => {
    const answer = await post(contoso.tid, { grant_type: 'client_credentials', scope: `${origin}/.default` })
    expect(answer).toMatchObject({ status: 401, json: { error_codes: [7000215] } })
  })

  test('may be a token from a platform that the app trusts', async () => {
    const platform = await keyPair('test 1')
    const stranger = await keyPair('stranger')
    const trusted = { issuer: 'https://cluster.example', subject: 'system:serviceaccount:bots:contacts' }
    const keys = { keys: [{ ...(await exportJWK(platform.publicKey)), alg: 'RS256' }] }
    entra.register({ id: APP, name: 'Bot', federated: [{ ...trusted, keys }] })
    const token = (changes: object = {}, key = platform.privateKey) =>
      new SignJWT({
        iss: trusted.issuer,
        sub: trusted.subject,
        aud: 'api://AzureADTokenExchange',
        exp: seconds() + 3_600,
        ...changes,
      })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(key)
    const good = await token()
    // Entra accepts it again and again, because the platform signs a new one only every hour.
    for (let times = 0; times < 2; times += 1) expect(await ask(good)).toMatchObject({ status: 200 })
    for (const [bad, code] of [
      [await token({}, stranger.privateKey), 700027],
      [await token({ sub: 'system:serviceaccount:bots:other' }), 700027],
      [await token({ iss: 'https://elsewhere.example' }), 700213],
      [await token({ aud: endpoint() }), 700023],
      [await token({ exp: seconds() - 301 }), 700024],
    ] as const)
      expect(await ask(bad)).toMatchObject({ status: 401, json: { error: 'invalid_client', error_codes: [code] } })
  })
})

describe('a code', () => {
  async function code(): Promise<{ code: string; code_verifier: string }> {
    const { url, checks } = await flow(await client())
    const page = await signIn(browser(), url, { username: megan.username })
    return { code: landed(page).searchParams.get('code') ?? '', code_verifier: checks.pkceCodeVerifier }
  }
  const redeem = (form: Record<string, string>) =>
    post(contoso.tid, { grant_type: 'authorization_code', redirect_uri: `${origin}/landed`, ...form })

  test('works once; the tokens from it stay valid after a second attempt', async () => {
    const got = await code()
    const first = await redeem(got)
    expect(first.status).toBe(200)
    expect(await redeem(got)).toMatchObject({ status: 400, json: { error: 'invalid_grant', error_codes: [54005] } })
    const refreshed = await post(contoso.tid, {
      grant_type: 'refresh_token',
      refresh_token: String(first.json['refresh_token']),
    })
    expect(refreshed.status).toBe(200)
  })

  test.each([
    ['another PKCE verifier', { code_verifier: 'x'.repeat(43) }, 501481],
    ['another redirect URI', { redirect_uri: CALLBACK }, 500112],
  ])('is refused with %s', async (_what, form, said) => {
    expect(await redeem({ ...(await code()), ...form })).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant', error_codes: [said] },
    })
  })

  test('is refused without a PKCE verifier', async () => {
    const { code: bare } = await code()
    expect(await redeem({ code: bare })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
  })

  test('expires', async () => {
    await start({ codeSeconds: 1 })
    const got = await code()
    await new Promise((resolve) => setTimeout(resolve, 2100))
    expect(await redeem(got)).toMatchObject({ status: 400, json: { error: 'invalid_grant', error_codes: [70008] } })
  })
})

describe('a refresh token', () => {
  test('returns a new refresh token, and the old one stays valid', async () => {
    const { config, tokens: first } = await tokens()
    const second = await oidc.refreshTokenGrant(config, first.refresh_token ?? '', { scope: SCOPE })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.scope).not.toContain('offline_access')
    expect(decodeJwt(second.id_token ?? '')).toMatchObject({ oid: megan.oid })
    expect(await oidc.refreshTokenGrant(config, first.refresh_token ?? '')).toHaveProperty('access_token')
    expect(entra.count('token', 'refresh_token')).toBe(2)
    expect(entra.count('token', 'authorization_code')).toBe(1)
  })

  test('is refused a second time under strict rotation; nothing else is revoked', async () => {
    entra.setStrictRotation(true)
    const { config, tokens: first } = await tokens()
    const second = await oidc.refreshTokenGrant(config, first.refresh_token ?? '')
    for (const _time of [1, 2]) {
      const { status, body } = await refusal(oidc.refreshTokenGrant(config, first.refresh_token ?? ''))
      expect(status).toBe(400)
      expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70000], suberror: 'bad_token' })
    }
    expect(entra.access(second.access_token)).toMatchObject({ person: megan })
    expect(await oidc.refreshTokenGrant(config, second.refresh_token ?? '')).toHaveProperty('access_token')
  })

  test('of a person whose sign-ins were revoked is refused; other people’s work', async () => {
    const { config, tokens: hers } = await tokens(megan.username)
    const { tokens: his } = await tokens(alex.username)
    entra.revoke(megan.oid)
    const { body } = await refusal(oidc.refreshTokenGrant(config, hers.refresh_token ?? ''))
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [50173], suberror: 'bad_token' })
    expect(await oidc.refreshTokenGrant(config, his.refresh_token ?? '')).toHaveProperty('access_token')
  })

  test('from organizations works at the person’s tenant only', async () => {
    const { url, checks } = await flow(await client('organizations'))
    const page = await signIn(browser(), url, { username: megan.username })
    const got = await post('organizations', {
      grant_type: 'authorization_code',
      code: landed(page).searchParams.get('code') ?? '',
      redirect_uri: `${origin}/landed`,
      code_verifier: checks.pkceCodeVerifier,
    })
    const refreshToken = String(got.json['refresh_token'])
    expect(await post(contoso.tid, { grant_type: 'refresh_token', refresh_token: refreshToken })).toMatchObject({
      status: 200,
    })
    expect(await post(fabrikam.tid, { grant_type: 'refresh_token', refresh_token: refreshToken })).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    })
  })
})

describe('an access token', () => {
  test('is known to Graph until it expires', async () => {
    await start({ accessTokenSeconds: 5 })
    const { tokens: got } = await tokens()
    expect(got.expires_in).toBe(5)
    expect(entra.access(got.access_token)).toMatchObject({
      person: megan,
      appId: APP,
      scopes: expect.arrayContaining(['https://graph.microsoft.com/Contacts.Read']) as string[],
    })
    expect(entra.access('junk')).toBe(undefined)
    await expect.poll(() => entra.access(got.access_token)).toBe(undefined)
  })

  test('can be made to expire early', async () => {
    const { config, tokens: got } = await tokens()
    entra.expireAccessTokens()
    expect(entra.access(got.access_token)).toBe(undefined)
    const refreshed = await oidc.refreshTokenGrant(config, got.refresh_token ?? '')
    expect(entra.access(refreshed.access_token)).toMatchObject({ person: megan })
  })
})

describe('a demand for claims', () => {
  const nbf = { essential: true, value: '1604106651' }
  const demanded = { access_token: { nbf } }
  const parameter = (access_token: object) => ({ claims: JSON.stringify({ access_token }) })
  const capable = { xms_cc: { values: ['cp1'] } }
  const lacks = (token: string) => entra.access(token)?.lacks

  test('is satisfied by a refresh that asks for all of them and says that the app can handle challenges', async () => {
    const { config, tokens: got } = await tokens()
    const refresh = (claims: object = {}) => oidc.refreshTokenGrant(config, got.refresh_token ?? '', { ...claims })
    expect(lacks(got.access_token)).toBeUndefined()
    entra.demand({ claims: demanded, renewable: true })
    expect(lacks(got.access_token)).toEqual(demanded)
    for (const half of [{}, parameter({ nbf }), parameter({ ...capable, nbf: null }), parameter(capable)])
      expect(lacks((await refresh(half)).access_token)).toEqual(demanded)
    expect(lacks((await refresh(parameter({ ...capable, nbf, more: null }))).access_token)).toBeUndefined()
    entra.demand(undefined)
    expect(lacks(got.access_token)).toBeUndefined()
  })

  test('for which the person must sign in is refused at a refresh, and satisfied by a sign-in and every refresh after it', async () => {
    const { config, tokens: got } = await tokens()
    entra.demand({ claims: demanded, renewable: false })
    const asking = parameter({ ...capable, nbf })
    expect(await refusal(oidc.refreshTokenGrant(config, got.refresh_token ?? '', asking))).toMatchObject({
      status: 400,
      body: { error: 'interaction_required', error_codes: [50076], claims: JSON.stringify(demanded) },
    })
    const plain = await oidc.refreshTokenGrant(config, got.refresh_token ?? '')
    expect(lacks(plain.access_token)).toEqual(demanded)
    const { url, checks } = await flow(config, asking)
    const page = await signIn(browser(), url, megan)
    const fresh = await oidc.authorizationCodeGrant(config, landed(page), checks)
    const next = await oidc.refreshTokenGrant(config, fresh.refresh_token ?? '')
    const again = await oidc.refreshTokenGrant(config, next.refresh_token ?? '', asking)
    for (const { access_token } of [fresh, next, again]) expect(lacks(access_token)).toBeUndefined()
  })
})

describe("a bot's own token", () => {
  const RESOURCE = 'https://api.botframework.com'
  const own = (tenant: string, form: Record<string, string> = {}) =>
    post(tenant, { grant_type: 'client_credentials', scope: `${RESOURCE}/.default`, ...form })

  test('names the bot, and comes without a refresh token', async () => {
    const config = await client()
    const got = await oidc.clientCredentialsGrant(config, { scope: `${RESOURCE}/.default` })
    expect(got).not.toHaveProperty('refresh_token')
    expect(got).not.toHaveProperty('id_token')
    expect(decodeJwt(got.access_token)).toMatchObject({ aud: RESOURCE, tid: contoso.tid, appid: APP, azp: APP })
    expect(await entra.verifyBotToken(got.access_token, RESOURCE)).toEqual({
      appId: APP,
      tid: contoso.tid,
      audience: RESOURCE,
    })
    await expect(entra.verifyBotToken(got.access_token, 'https://other.example')).rejects.toThrow('"aud"')
  })

  test('is also issued at botframework.com', async () => {
    expect((await own('botframework.com')).status).toBe(200)
  })

  test.each([
    ['at organizations', 'organizations', {}, 50059],
    ['for a single permission', contoso.tid, { scope: 'https://graph.microsoft.com/Contacts.Read' }, 1002012],
    ['with a wrong secret', contoso.tid, { client_secret: 'wrong' }, 7000215],
  ])('is refused %s', async (_what, tenant, form, code) => {
    expect((await own(tenant, form)).json).toMatchObject({ error_codes: [code] })
  })

  test('is refused if another issuer made it', async () => {
    const good = String((await own(contoso.tid)).json['access_token'])
    await start()
    await expect(entra.verifyBotToken(good)).rejects.toThrow('no applicable key')
    await expect(entra.verifyBotToken('junk')).rejects.toThrow('Invalid Compact JWS')
  })

  test('is not accepted by Graph', async () => {
    const token = String((await own(contoso.tid)).json['access_token'])
    expect(entra.access(token)).toBe(undefined)
  })
})

test('Entra does not answer other paths', async () => {
  for (const path of ['/', '/v1.0/me/contacts', '/v3/conversations', `/${contoso.tid}/oauth2/token`]) {
    expect((await fetch(origin + path)).status).toBe(404)
  }
})

describe('the browser for tests', () => {
  const home = new URL('http://127.0.0.1:1/auth/start')
  const away = new URL('http://localhost:2/')

  test('keeps cookies as browsers do', () => {
    const jar = cookieJar()
    jar.keep(home, [
      'strict=1; SameSite=Strict; Path=/',
      'lax=2; Path=/',
      'deep=3; Path=/auth',
      '__Host-x=4; Path=/',
      'gone=5; Max-Age=0',
    ])
    jar.keep(home, ['none=6; SameSite=None; Secure; Path=/'])
    const other = new URL('http://127.0.0.1:9/other')
    expect(jar.list(other.href)).toEqual({ strict: '1', lax: '2', none: '6' })
    expect(jar.list(home.href)).toEqual({ strict: '1', lax: '2', deep: '3', none: '6' })
    expect(jar.header(other, 'GET', home)).toBe('strict=1; lax=2; none=6')
    expect(jar.header(other, 'GET', away)).toBe('lax=2; none=6')
    expect(jar.header(other, 'POST', away)).toBe('none=6')
    expect(jar.header(away, 'GET', undefined)).toBe(undefined)
    jar.keep(home, ['lax=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])
    expect(jar.list(other.href)).toEqual({ strict: '1', none: '6' })
  })

  test('decodes entities in forms and text', () => {
    const html = `<style>p { }</style><p>Jos&eacute; &amp; &#60;Ann&#x3e;</p><form id="f" METHOD=post action='/a?b=1&amp;c=2'>
      <input type=hidden name="x" value="a &gt; b"><input name=y><input type="checkbox" name="no"><button name="z">Go</button></form>`
    expect(forms(html)).toEqual([{ id: 'f', method: 'POST', action: '/a?b=1&c=2', fields: { x: 'a > b', y: '' } }])
    expect(visibleText(html)).toBe('Jos&eacute; & <Ann> Go')
  })
})
