import { execFileSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { clientAuthentication, type ClientAuthentication } from '../../src/entra/client-authentication.ts'
import { readCredentials } from '../../src/config/client-credentials.ts'
import { type Entra, entra } from '../../src/entra/entra.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { certificates, type Pair, rsaKey } from './certificates.ts'
import { AUTHORITY, CLIENT_ID, CLIENT_SECRET, idToken, NONCE, STATE, TENANT, tokenAnswer } from './entra-answers.ts'
import { serveDiscovery, serveKeys } from './issuer.ts'

const REDIRECT_URI = 'https://bot.contoso.example/auth/callback'
const TOKEN_ENDPOINT = `${AUTHORITY}/${TENANT}/oauth2/v2.0/token`
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const DAY_MS = 86_400_000

const door = outbound({ attemptMs: 2_000 })
const made = certificates()
const first = made.make()
const second = made.make()
/** The files that the settings name. They hold one of the pairs, or what a test writes there. */
const files = { certificateFile: join(made.folder, 'in-use.pem'), keyFile: join(made.folder, 'in-use.key') }
const tokenFile = join(made.folder, 'token')

let broken: string[][] = []
let endings: number[] = []
const running: ClientAuthentication[] = []

beforeAll(() => {
  nock.disableNetConnect()
})
beforeEach(() => {
  putThere(first)
  broken = []
  endings = []
})
afterEach(() => {
  for (const one of running.splice(0)) one.close()
  nock.cleanAll()
})
afterAll(async () => {
  nock.enableNetConnect()
  nock.restore()
  await door.close()
  made.remove()
})

function putThere({ certificateFile, keyFile }: Pair): void {
  copyFileSync(certificateFile, files.certificateFile)
  copyFileSync(keyFile, files.keyFile)
}

type Given = Partial<Parameters<typeof readCredentials>[0]>

function started(given: Given): ClientAuthentication {
  const all = { secret: undefined, certificateFile: undefined, keyFile: undefined, tokenFile: undefined, ...given }
  const { credentials } = readCredentials(all)
  if (!credentials) throw new Error('Refused at start')
  const one = clientAuthentication(credentials, {
    onBroken: (problems) => broken.push(problems),
    onEnding: (daysLeft) => endings.push(daysLeft),
  })
  running.push(one)
  return one
}

function client(given: Given): Entra {
  const clientAuth = started(given).authenticate
  return entra({ authority: AUTHORITY, clientId: CLIENT_ID, clientAuth, redirectUri: REDIRECT_URI, fetch: door.fetch })
}

type Form = Record<string, string | undefined>

/** Answers the next call of the token endpoint. @returns the form that will be sent to it. */
function nextCall(answer: object = tokenAnswer(), tenant = TENANT): Promise<Form> {
  serveDiscovery({ tenant })
  return new Promise((resolve) => {
    nock(AUTHORITY, { badheaders: ['authorization'] })
      .post(`/${tenant}/oauth2/v2.0/token`, (body: Form) => {
        resolve(body)
        return true
      })
      .reply(200, answer, { 'content-type': 'application/json' })
  })
}

async function formOfRefresh(using: Entra): Promise<Form> {
  const form = nextCall()
  await using.refresh(TENANT, 'a refresh token')
  nock.cleanAll()
  return form
}

async function assertionBy({ authenticate }: ClientAuthentication): Promise<Form> {
  const body = new URLSearchParams()
  const server = { issuer: AUTHORITY, token_endpoint: TOKEN_ENDPOINT }
  await Promise.resolve(authenticate(server, { client_id: CLIENT_ID }, body, new Headers()))
  return Object.fromEntries(body)
}

/** The header and claims of an assertion, after a check of its signature with the certificate. */
async function verified({ client_assertion: assertion = '' }: Form, { certificate }: Pair) {
  const { payload } = await jwtVerify(assertion, createPublicKey(certificate), { algorithms: ['PS256'] })
  return { header: decodeProtectedHeader(assertion), payload }
}

/** Computed by openssl, as an independent check. */
function thumbprint({ certificateFile }: Pair): string {
  const args = ['x509', '-in', certificateFile, '-noout', '-fingerprint', '-sha256']
  const hex = execFileSync('openssl', args, { encoding: 'utf8' }).replace(/^.*=/, '').replaceAll(':', '').trim()
  return Buffer.from(hex, 'hex').toString('base64url')
}

const claims = (aud = TOKEN_ENDPOINT) => ({
  aud,
  iss: CLIENT_ID,
  sub: CLIENT_ID,
  jti: expect.stringMatching(/^[\w-]{22,}$/) as string,
  iat: expect.any(Number) as number,
  nbf: expect.any(Number) as number,
  exp: expect.any(Number) as number,
})

describe('by certificate', () => {
  test('S57 strong client authentication: a refresh carries a signed assertion and no secret', async () => {
    const form = await formOfRefresh(client(files))
    expect(form).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'a refresh token',
      scope: 'offline_access https://graph.microsoft.com/Contacts.Read',
      claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
      client_id: CLIENT_ID,
      client_assertion_type: JWT_BEARER,
      client_assertion: expect.any(String) as string,
    })
    const { header, payload } = await verified(form, first)
    expect(header).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint(first) })
    expect(payload).toEqual(claims())
  })

  test.each([
    ['a tenant’s own authority', TENANT],
    ['the authority of every organisation', 'organizations'],
  ])(
    'S57 strong client authentication: a code exchange does the same, for the token endpoint of %s',
    async (_what, tenant) => {
      const issuer = tenant === TENANT ? {} : { issuer: `${AUTHORITY}/{tenantid}/v2.0` }
      serveDiscovery({ tenant, ...issuer })
      serveKeys()
      if (tenant !== TENANT) {
        const keys: unknown = await (await door.fetch(`${AUTHORITY}/${TENANT}/discovery/v2.0/keys`)).json()
        nock(AUTHORITY).persist().get(`/${tenant}/discovery/v2.0/keys`).reply(200, keys)
      }
      const form = nextCall(tokenAnswer({ id_token: await idToken() }), tenant)
      const callback = new URL(`${REDIRECT_URI}?code=the-code&state=${STATE}`)
      const expected = { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43) }
      await expect(client(files).signIn(tenant, callback, expected)).resolves.toHaveProperty('account')
      expect(Object.keys(await form).toSorted()).toEqual([
        'claims',
        'client_assertion',
        'client_assertion_type',
        'client_id',
        'code',
        'code_verifier',
        'grant_type',
        'redirect_uri',
      ])
      const { payload } = await verified(await form, first)
      expect(payload).toEqual(claims(`${AUTHORITY}/${tenant}/oauth2/v2.0/token`))
    },
  )

  test('S57 strong client authentication: no two assertions are alike, and none is valid for more than ten minutes', async () => {
    const one = started(files)
    const ids = new Set<string | undefined>()
    for (let made = 0; made < 200; made += 1) {
      const { payload } = await verified(await assertionBy(one), first)
      ids.add(payload.jti)
      expect(Number(payload.exp) - Number(payload.nbf)).toBeLessThanOrEqual(600)
      expect(Math.abs(Number(payload.nbf) - Date.now() / 1000)).toBeLessThan(30)
    }
    expect(ids.size).toBe(200)
  })

  test('the next request uses a new pair of files', async () => {
    const using = client(files)
    await verified(await formOfRefresh(using), first)
    putThere(second)
    const { header } = await verified(await formOfRefresh(using), second)
    expect(header['x5t#S256']).toBe(thumbprint(second))
    expect(broken).toEqual([])
  })

  test('S57 strong client authentication: while new files cannot be used the last good pair serves, and the problem is reported once', async () => {
    const using = client(files)
    const ran = made.make(-1)
    const halfWritten = () => writeFileSync(files.certificateFile, second.certificate.slice(0, 700))
    const steps: [change: () => void, problem: string][] = [
      [halfWritten, 'OAUTH_CLIENT_CERTIFICATE names a file that does not hold a certificate in PEM'],
      [
        () => copyFileSync(second.certificateFile, files.certificateFile),
        'OAUTH_CLIENT_KEY is not the key of OAUTH_CLIENT_CERTIFICATE',
      ],
      [() => putThere(ran), 'OAUTH_CLIENT_CERTIFICATE has expired'],
      [() => rmSync(files.keyFile), 'OAUTH_CLIENT_KEY names a file that cannot be read (ENOENT)'],
    ]
    for (const [change, problem] of steps) {
      broken = []
      change()
      for (let times = 0; times < 3; times += 1) await verified(await formOfRefresh(using), first)
      expect(broken.map(([problem]) => problem)).toEqual([problem])
    }
    putThere(second)
    await verified(await formOfRefresh(using), second)
    // After good files, the same fault is reported again.
    broken = []
    halfWritten()
    await verified(await formOfRefresh(using), second)
    expect(broken).toHaveLength(1)
  })

  describe('that is about to expire', () => {
    const key = rsaKey()
    // Made before the clock is frozen: no certificate may begin in the future.
    const [inTenDays, inAMonth, inMoreThanAMonth] = [made.make(10, key), made.make(29, key), made.make(32, key)]
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    })
    afterEach(() => void vi.useRealTimers())

    const told = (list: unknown[], times: number) =>
      vi.waitFor(() => expect(list).toHaveLength(times), { timeout: 60_000, interval: 5 })

    /** A day on which the key cannot be read. The report about it shows that the files were read. */
    async function dayWithoutKey(): Promise<void> {
      rmSync(files.keyFile)
      broken = []
      vi.advanceTimersByTime(DAY_MS)
      await told(broken, 1)
    }

    test('causes a warning from 30 days before, once a day', async () => {
      putThere(inMoreThanAMonth)
      started(files)
      await dayWithoutKey()
      expect(endings).toEqual([])
      putThere(inMoreThanAMonth)
      for (const times of [1, 2, 3]) {
        vi.advanceTimersByTime(DAY_MS)
        await told(endings, times)
      }
      expect(endings).toEqual([29, 28, 27])
    })

    test('causes a warning at the start, also on its last day', () => {
      putThere(inAMonth)
      started(files)
      vi.setSystemTime(Date.now() + 28.5 * DAY_MS)
      started(files)
      expect(endings).toEqual([28, 0])
    })

    test('causes no more warnings once there is a new certificate, or after the program ends', async () => {
      putThere(inTenDays)
      const one = started(files)
      putThere(first)
      await verified(await assertionBy(one), first)
      await dayWithoutKey()
      expect(endings).toEqual([9])
      one.close()
      expect(vi.getTimerCount()).toBe(0)
    })
  })
})

describe('by a platform’s token', () => {
  const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2lnbmF0dXJl`

  test('S57 strong client authentication: the token is sent as it is, and read again for each request', async () => {
    writeFileSync(tokenFile, `${jwt({ n: 1 })}\n`)
    const using = client({ tokenFile })
    expect(await formOfRefresh(using)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'a refresh token',
      scope: 'offline_access https://graph.microsoft.com/Contacts.Read',
      claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}',
      client_id: CLIENT_ID,
      client_assertion_type: JWT_BEARER,
      client_assertion: jwt({ n: 1 }),
    })
    writeFileSync(tokenFile, jwt({ n: 2 }))
    expect(await formOfRefresh(using)).toMatchObject({ client_assertion: jwt({ n: 2 }) })
  })

  test.each([
    ['is gone', () => rmSync(tokenFile), 'AZURE_FEDERATED_TOKEN_FILE names a file that cannot be read (ENOENT)'],
    [
      'is empty',
      () => writeFileSync(tokenFile, ''),
      'AZURE_FEDERATED_TOKEN_FILE names a file that does not hold a signed token (JWT)',
    ],
  ])('a file that %s is the operator’s fault: nothing is sent', async (_what, change, problem) => {
    writeFileSync(tokenFile, jwt({}))
    const using = client({ tokenFile })
    change()
    serveDiscovery()
    const sent = nock(AUTHORITY).post(/token/).reply(200, tokenAnswer())
    await expect(using.refresh(TENANT, 'a refresh token')).rejects.toMatchObject({ code: 'operator' })
    const callback = new URL(`${REDIRECT_URI}?code=the-code&state=${STATE}`)
    const signingIn = using.signIn(TENANT, callback, { state: STATE, nonce: NONCE, codeVerifier: 'v'.repeat(43) })
    await expect(signingIn).rejects.toMatchObject({ code: 'operator' })
    expect(sent.isDone()).toBe(false)
    expect(broken).toEqual([[problem], [problem]])
  })
})

test('a secret is sent in the body', async () => {
  const form = await formOfRefresh(client({ secret: CLIENT_SECRET }))
  expect(form).toMatchObject({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET })
  expect(form).not.toHaveProperty('client_assertion')
})

test('S57 least scope: an administrator is asked for the same permissions and no others', () => {
  const url = client({ secret: CLIENT_SECRET }).adminConsentUrl(TENANT, 'admin')
  expect(url.searchParams.get('scope')).toBe('openid profile offline_access https://graph.microsoft.com/Contacts.Read')
})
