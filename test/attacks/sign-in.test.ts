import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { contoso, fabrikam, megan, type Person } from '../../emulator/people.ts'
import { PERSONAL_TENANT } from '../../src/entra/account.ts'
import { en } from '../../src/text/en.ts'
import { PUBLISHED, SPARE } from '../entra/entra-answers.ts'
import { storedKeys } from '../conversations/stored.ts'
import { type Answer, askForLink, start, visit } from '../visit.ts'
import { readable, startWorld, type World } from '../world.ts'
import { type Lies, type LyingIssuer, lyingIssuer } from './lying-issuer.ts'
import { unevenBits } from './randomness.ts'

const WEB: Identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }
const ANOTHER = '11111111-2222-4333-8444-555555555555'

let issuer: LyingIssuer
/** Of organizations; of Contoso alone; of organizations, but only Contoso's accounts may connect. */
let any: World
let single: World
let listed: World

beforeAll(async () => {
  issuer = await lyingIssuer()
  const organizations = { ...issuer.settings, OAUTH_TENANT: 'organizations', TRUST_PROXY: '1' }
  any = await startWorld(organizations)
  single = await startWorld(issuer.settings)
  listed = await startWorld({ ...organizations, OAUTH_ALLOWED_TENANTS: contoso.tid })
})
afterAll(async () => {
  await Promise.all([any, single, listed].map((world) => world?.close()))
  await issuer?.close()
})
beforeEach(() => {
  issuer.lies = {}
  issuer.calls.length = 0
})

/** Somebody whom the bot has not met yet. */
const somebody = (more: Partial<Person> = {}): Person => ({ ...megan, oid: randomUUID(), ...more })

type Options = { world?: World; person?: Person; identity?: Identity; question?: string }

/** A flow up to the callback, which is not made. */
async function almost({ world = any, person = somebody(), identity = {}, question }: Options = {}) {
  const chat = world.emulator.channel.personal(person, identity)
  const { cookie, location } = await start(await askForLink(chat, question))
  issuer.person = person
  return { world, chat, cookie, callback: (await visit(location)).location ?? '' }
}

async function signIn(lies: Lies, options: Options = {}) {
  issuer.lies = lies
  const { callback, cookie, ...flow } = await almost(options)
  return { ...flow, page: await visit(callback, { cookie }) }
}

async function keptOf({ world, chat }: { world: World; chat: Chat }): Promise<string[]> {
  const id = encodeURIComponent(String(chat.compose('').from?.id))
  return (await storedKeys(world, 'connection/')).filter((key) => key.endsWith(`/${id}`))
}

/** Said on the page and in the chat; nothing is stored, and no token goes to Graph. */
async function expectRefused(
  { page, ...flow }: { world: World; chat: Chat; page: Answer },
  says: string = en.signInFailed.untrusted,
  status = 400,
): Promise<void> {
  expect(page.html).toContain(says)
  expect(page.status).toBe(status)
  await flow.chat.next({ where: (message) => readable(message).includes(says) })
  expect(await keptOf(flow)).toEqual([])
  expect(issuer.count('graph')).toBe(0)
}

async function expectConnected({ page, ...flow }: { world: World; chat: Chat; page: Answer }): Promise<void> {
  expect(page.status).toBe(200)
  expect(await keptOf(flow)).toHaveLength(1)
}

const seconds = Math.floor(Date.now() / 1000)

describe('the id token', () => {
  test.each<[string, Lies]>([
    ['no lie', {}],
    ['no kid, and one key published', { header: { kid: undefined } }],
    ['another key published as well', { keys: [SPARE, PUBLISHED] }],
  ])('S30 id token matrix: %s → connected, and the question answered', async (_lie, lies) => {
    const flow = await signIn(lies, { person: somebody({ tid: randomUUID() }), question: 'find contact Alice' })
    await expectConnected(flow)
    await flow.chat.next({ where: (message) => readable(message).includes('Nobody matches') })
    expect(issuer.count('graph')).toBeGreaterThan(0)
  })

  test.each<[string, Lies]>([
    ['iss of another server', { claims: { iss: `https://evil.example/${contoso.tid}/v2.0` } }],
    ['iss of the public cloud', { claims: { iss: `https://login.microsoftonline.com/${contoso.tid}/v2.0` } }],
    ['no iss', { claims: { iss: undefined } }],
    ['aud of another app', { claims: { aud: ANOTHER } }],
    ['our aud among others, for another app', { claims: { aud: [ANOTHER, '9d3a7c15'], azp: ANOTHER } }],
    ['no aud', { claims: { aud: undefined } }],
    ['no sub', { claims: { sub: undefined } }],
    ['no iat', { claims: { iat: undefined } }],
    ['no exp', { claims: { exp: undefined } }],
    ['expired', { claims: { exp: seconds - 330 } }],
    ['nbf to come', { claims: { nbf: seconds + 330 } }],
    ['no kid, and two keys published', { header: { kid: undefined }, keys: [PUBLISHED, SPARE] }],
    ['a kid that nobody published', { header: { kid: 'unheard of' } }],
    ['the kid of another key', { header: { kid: 'spare' }, keys: [PUBLISHED, SPARE] }],
    ['alg none', { signedBy: 'nobody' }],
    ['alg nOnE', { signedBy: 'nobody', header: { alg: 'nOnE' } }],
    ['a bad RS256 signature', { signedBy: 'broken' }],
    ['signed by another key', { signedBy: 'other' }],
    ['HS256 with the client secret', { signedBy: 'client_secret' }],
    ['HS256 with the public key as its secret', { signedBy: 'public_key' }],
    ['HS256, and metadata that says so', hs256('client_secret')],
    ['HS256 with the public key, and metadata that says so', hs256('public_key')],
    ['no tid', { claims: { tid: undefined } }],
    ['no oid', { claims: { oid: undefined } }],
    ['an oid that is a list', { claims: { oid: [megan.oid] } }],
    ['no id token', { answer: { id_token: undefined } }],
    ['no refresh token', { answer: { refresh_token: undefined } }],
  ])('S30 id token matrix: %s → nothing stored', async (_lie, lies) => {
    // Metadata and keys are read anew of a tenant that was not asked for yet.
    const person = somebody({ tid: randomUUID() })
    await expectRefused(await signIn(lies, { person }))
    expect(issuer.count('token')).toBe(1)
  })

  function hs256(signedBy: 'client_secret' | 'public_key'): Lies {
    return { signedBy, discovery: { id_token_signing_alg_values_supported: ['HS256', 'RS256', 'none'] } }
  }
})

test.each<[string, Lies]>([
  ['none', { claims: { nonce: undefined } }],
  ['another', { claims: { nonce: 'm'.repeat(43) } }],
  ['an empty one', { claims: { nonce: '' } }],
])('S29 nonce: %s → refused', async (_lie, lies) => {
  await expectRefused(await signIn(lies))
})

test('S29 nonce: that of another flow → refused, also where the code is taken with any verifier', async () => {
  issuer.lies = { ignoresVerifier: true }
  const [one, other] = [await almost(), await almost()]
  const crossed = new URL(one.callback)
  crossed.searchParams.set('code', new URL(other.callback).searchParams.get('code') ?? '')
  await expectRefused({ ...one, page: await visit(crossed.href, { cookie: one.cookie }) })
})

/** The attacker's own code, with everything else of the victim's. */
async function injected() {
  const victim = await almost()
  const { callback } = await almost()
  const url = new URL(victim.callback)
  url.searchParams.set('code', new URL(callback).searchParams.get('code') ?? '')
  return { ...victim, page: await visit(url.href, { cookie: victim.cookie }) }
}

test('S25 login CSRF: the attacker’s code in the victim’s flow → stopped by PKCE', async () => {
  await expectRefused(await injected(), en.signInFailed.refused)
})

test('S25 login CSRF: the attacker’s code in the victim’s flow → and by the nonce, where PKCE is not looked at', async () => {
  issuer.lies = { ignoresVerifier: true }
  await expectRefused(await injected())
})

test('S26 cookie of another flow: one browser with both cookies, and the codes crossed → neither', async () => {
  const [one, other] = [await almost(), await almost()]
  const jar = `${one.cookie}; ${other.cookie}`
  const codes = [one, other].map(({ callback }) => new URL(callback).searchParams.get('code') ?? '')
  for (const [at, flow] of [one, other].entries()) {
    const url = new URL(flow.callback)
    url.searchParams.set('code', codes[1 - at] ?? '')
    await expectRefused({ ...flow, page: await visit(url.href, { cookie: jar }) }, en.signInFailed.refused)
  }
})

describe('its tenant', () => {
  const of = (tid: string) => ({ claims: { tid, iss: `${issuer.origin}/${tid}/v2.0` } })

  test.each([
    ['another tenant', fabrikam.tid],
    ['the consumer tenant', PERSONAL_TENANT],
    ['a tenant that is none', 'organizations'],
  ])('S31 tenant: a token of %s → refused, whatever tenants may connect', async (_whose, tid) => {
    for (const world of [single, any, listed]) {
      issuer.calls.length = 0
      await expectRefused(await signIn(of(tid), { world }))
    }
  })

  test('S31 tenant: one of tid and iss is another tenant’s → refused', async () => {
    for (const world of [single, any]) {
      await expectRefused(await signIn({ claims: { tid: fabrikam.tid } }, { world }))
      for (const tid of [fabrikam.tid, '{tenantid}', 'organizations'])
        await expectRefused(await signIn({ claims: { iss: of(tid).claims.iss } }, { world }))
    }
  })

  test('S31 tenant: where the chat has none, tid and iss are held together all the same', async () => {
    await expectRefused(await signIn({ claims: { tid: fabrikam.tid } }, { identity: WEB }))
  })

  test.each([
    ['off the list', () => listed, fabrikam.tid],
    ['the consumer tenant', () => any, PERSONAL_TENANT],
    ['the consumer tenant', () => listed, PERSONAL_TENANT],
  ])('S31 tenant: where the chat has none, a token of one that is %s → refused', async (_which, world, tid) => {
    const flow = await signIn({}, { world: world(), identity: WEB, person: somebody({ tid }) })
    await expectRefused(flow, en.tenantNotAllowed, 403)
    expect(flow.page.html).not.toMatch(/data-result/)
  })

  test('S31 tenant: a chat of a tenant off the list → no sign-in begins', async () => {
    const chat = listed.emulator.channel.personal(somebody({ tid: fabrikam.tid }))
    await expect(askForLink(chat)).rejects.toThrow('No sign-in card')
    expect(chat.messages.map(readable)).toContain(en.tenantNotAllowed)
  })
})

describe('who it is', () => {
  const victim = somebody()
  const looks = { email: victim.username, upn: victim.username, unique_name: victim.username, sub: victim.oid }

  test('S32 identity is tid and oid: everything of the victim’s but the oid → no access', async () => {
    const flow = await signIn({ claims: { ...looks, oid: ANOTHER } }, { person: victim })
    expect(flow.page.status).toBe(403)
    expect(flow.page.html).toContain(en.page.mismatch.title)
    await flow.chat.next({ where: (message) => readable(message) === en.mismatch })
    expect(await keptOf(flow)).toEqual([])
    expect(issuer.count('graph')).toBe(0)
  })

  test('S32 identity is tid and oid: the same oid in another tenant → no access', async () => {
    const tid = fabrikam.tid
    const claims = { ...looks, tid, iss: `${issuer.origin}/${tid}/v2.0` }
    await expectRefused(await signIn({ claims }, { person: victim }))
  })

  test('S32 identity is tid and oid: nothing but tid and oid → connected', async () => {
    const nothing = { name: undefined, preferred_username: undefined }
    await expectConnected(await signIn({ claims: nothing }, { person: victim }))
  })
})

describe('another server', () => {
  let elsewhere: LyingIssuer
  beforeAll(async () => {
    elsewhere = await lyingIssuer()
  })
  afterAll(() => elsewhere.close())

  test('S34 mix-up: the callback’s iss is right → connected', async () => {
    await expectConnected(await signIn({ callback: { iss: `${issuer.origin}/${contoso.tid}/v2.0` } }))
  })

  test.each([
    ['of another server', () => `${elsewhere.origin}/${contoso.tid}/v2.0`],
    ['of another tenant', () => `${issuer.origin}/${fabrikam.tid}/v2.0`],
    ['almost right', () => `${issuer.origin}/${contoso.tid}/v2.0/`],
    ['no address', () => 'x'],
  ])('S34 mix-up: the callback’s iss is %s → refused, the code not sent', async (_what, iss) => {
    for (const identity of [{}, WEB]) {
      await expectRefused(await signIn({ callback: { iss: iss() } }, { identity }))
      expect(issuer.count('token')).toBe(0)
    }
  })

  test.each([
    ['issuer', () => `${elsewhere.origin}/${contoso.tid}/v2.0`],
    ['issuer', () => `${issuer.origin}/${fabrikam.tid}/v2.0`],
    ['token_endpoint', () => `${elsewhere.origin}/${contoso.tid}/oauth2/v2.0/token`],
    ['authorization_endpoint', () => `${elsewhere.origin}/${contoso.tid}/oauth2/v2.0/authorize`],
    ['jwks_uri', () => `${elsewhere.origin}/${contoso.tid}/discovery/v2.0/keys`],
    ['token_endpoint', () => 'no address'],
  ])('S34 mix-up: discovery’s %s is another → nobody is sent anywhere', async (member, value) => {
    // Its discovery was not read yet, of the tenant nor of organizations.
    const fresh = await startWorld({ ...issuer.settings, OAUTH_TENANT: 'organizations' })
    try {
      issuer.lies = { discovery: { [member]: value() } }
      for (const identity of [{}, WEB]) {
        const chat = fresh.emulator.channel.personal(somebody(), identity)
        const { location, ...page } = await start(await askForLink(chat))
        expect(location).toBe('')
        await expectRefused({ world: fresh, chat, page: { ...page, location } })
      }
      expect(issuer.calls.map(({ endpoint }) => endpoint)).toEqual(['discovery', 'discovery'])
      expect(elsewhere.calls).toEqual([])
    } finally {
      await fresh.close()
    }
  })
})

/** `TEST_FULL=1`: as many as the row wants. */
const flows = process.env['TEST_FULL'] ? 10_000 : 40

test(
  `S28 PKCE: ${flows} flows → S256, a verifier of 43 characters from 32 random bytes, none twice`,
  async () => {
    const verifiers = new Set<string>()
    for (let flow = 0; flow < flows; flow += 1) {
      issuer.calls.length = 0
      const { callback, cookie } = await almost()
      await visit(callback, { cookie })
      const asked = issuer.calls.find(({ endpoint }) => endpoint === 'authorize')?.params ?? {}
      const verifier = issuer.calls.find(({ endpoint }) => endpoint === 'token')?.params['code_verifier'] ?? ''
      expect(verifier).toMatch(/^[\w-]{43}$/)
      expect(asked['code_challenge_method']).toBe('S256')
      expect(asked['code_challenge']).toBe(createHash('sha256').update(verifier).digest('base64url'))
      verifiers.add(verifier)
    }
    expect(verifiers.size).toBe(flows)
    expect(unevenBits(verifiers)).toEqual([])
  },
  120_000 + flows * 100,
)
