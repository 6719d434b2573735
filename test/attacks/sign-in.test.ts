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
/** `any` signs in at organizations, `single` at Contoso, and `listed` at organizations with only Contoso's accounts allowed. */
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

/** A person whom the bot does not know yet. */
const somebody = (more: Partial<Person> = {}): Person => ({ ...megan, oid: randomUUID(), ...more })

type Options = { world?: World; person?: Person; identity?: Identity; question?: string }

/** A sign-in up to the callback's address, which is not opened. */
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

/** Checks that the refusal is on the page and in the chat, that nothing is stored, and that no token was sent to Graph. */
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
  // When a person has connected, the bot looks into their mailbox once.
  await flow.chat.settled()
}

const seconds = Math.floor(Date.now() / 1000)
// Read when the token is signed: on a busy machine that is long after these lines.
const soon = {
  get nbf() {
    return Math.floor(Date.now() / 1000) + 330
  },
}

describe('the id token', () => {
  test.each<[string, Lies]>([
    ['no lie', {}],
    ['no kid, and one key published', { header: { kid: undefined } }],
    ['another key published as well', { keys: [SPARE, PUBLISHED] }],
  ])('S30 id token matrix: %s → connected, and the question is answered', async (_lie, lies) => {
    const flow = await signIn(lies, { person: somebody({ tid: randomUUID() }), question: 'find contact Alice' })
    await expectConnected(flow)
    await flow.chat.next({ where: (message) => readable(message).includes('No contact matches') })
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
    ['nbf in the future', { claims: soon }],
    ['no kid, and two keys published', { header: { kid: undefined }, keys: [PUBLISHED, SPARE] }],
    ['an unpublished kid', { header: { kid: 'unheard of' } }],
    ['the kid of another key', { header: { kid: 'spare' }, keys: [PUBLISHED, SPARE] }],
    ['alg none', { signedBy: 'nobody' }],
    ['alg nOnE', { signedBy: 'nobody', header: { alg: 'nOnE' } }],
    ['a bad RS256 signature', { signedBy: 'broken' }],
    ['signed with another key', { signedBy: 'other' }],
    ['HS256 with the client secret', { signedBy: 'client_secret' }],
    ['HS256 with the public key as its secret', { signedBy: 'public_key' }],
    ['HS256 with the client secret, and metadata that allows it', hs256('client_secret')],
    ['HS256 with the public key, and metadata that allows it', hs256('public_key')],
    ['no tid', { claims: { tid: undefined } }],
    ['no oid', { claims: { oid: undefined } }],
    ['an oid that is a list', { claims: { oid: [megan.oid] } }],
    ['no id token', { answer: { id_token: undefined } }],
  ])('S30 id token matrix: %s → nothing is stored', async (_lie, lies) => {
    // A new tenant, so that the bot reads its metadata and keys again.
    const person = somebody({ tid: randomUUID() })
    await expectRefused(await signIn(lies, { person }))
    expect(issuer.count('token')).toBe(1)
  })

  test('S30 id token matrix: no refresh token → nothing is stored', async () => {
    const flow = await signIn({ answer: { refresh_token: undefined } })
    await expectRefused(flow, en.signInFailed.no_lasting_access)
  })

  test.each([
    'openid profile',
    'https://graph.microsoft.com/User.Read',
    'Contacts.Read.Shared',
    'https://graph.microsoft.com/MyContacts.Read',
  ])('S30 id token matrix: the scopes “%s”, which read no contacts → nothing is stored', async (scope) => {
    await expectRefused(await signIn({ answer: { scope } }), en.signInFailed.contacts_not_granted)
  })

  test.each(['Contacts.Read', 'CONTACTS.READ openid', 'https://graph.microsoft.com/contacts.readwrite', '', undefined])(
    'the scopes “%s” connect',
    async (scope) => expectConnected(await signIn({ answer: { scope } })),
  )

  function hs256(signedBy: 'client_secret' | 'public_key'): Lies {
    return { signedBy, discovery: { id_token_signing_alg_values_supported: ['HS256', 'RS256', 'none'] } }
  }
})

test.each<[string, Lies]>([
  ['none', { claims: { nonce: undefined } }],
  ['a different one', { claims: { nonce: 'm'.repeat(43) } }],
  ['an empty one', { claims: { nonce: '' } }],
])('S29 nonce: %s → refused', async (_lie, lies) => {
  await expectRefused(await signIn(lies))
})

test('S29 nonce: the nonce of another sign-in → refused, also if the issuer accepts any PKCE verifier', async () => {
  issuer.lies = { ignoresVerifier: true }
  const [one, other] = [await almost(), await almost()]
  const crossed = new URL(one.callback)
  crossed.searchParams.set('code', new URL(other.callback).searchParams.get('code') ?? '')
  await expectRefused({ ...one, page: await visit(crossed.href, { cookie: one.cookie }) })
})

/** Opens the victim's callback with the attacker's code. */
async function injected() {
  const victim = await almost()
  const { callback } = await almost()
  const url = new URL(victim.callback)
  url.searchParams.set('code', new URL(callback).searchParams.get('code') ?? '')
  return { ...victim, page: await visit(url.href, { cookie: victim.cookie }) }
}

test('S25 login CSRF: the attacker’s code in the victim’s sign-in → refused because of PKCE', async () => {
  await expectRefused(await injected(), en.signInFailed.refused)
})

test('S25 login CSRF: the attacker’s code in the victim’s sign-in → refused because of the nonce if the issuer ignores PKCE', async () => {
  issuer.lies = { ignoresVerifier: true }
  await expectRefused(await injected())
})

test('S26 cookie of another flow: two sign-ins in one browser with their codes exchanged → both refused', async () => {
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
    ['a name that is no tenant', 'organizations'],
  ])('S31 tenant: a token of %s → refused, whichever tenants may connect', async (_whose, tid) => {
    for (const world of [single, any, listed]) {
      issuer.calls.length = 0
      await expectRefused(await signIn(of(tid), { world }))
    }
  })

  test('S31 tenant: tid and iss name different tenants → refused', async () => {
    for (const world of [single, any]) {
      await expectRefused(await signIn({ claims: { tid: fabrikam.tid } }, { world }))
      for (const tid of [fabrikam.tid, '{tenantid}', 'organizations'])
        await expectRefused(await signIn({ claims: { iss: of(tid).claims.iss } }, { world }))
    }
  })

  test('S31 tenant: tid and iss name different tenants, and the chat has none → refused', async () => {
    await expectRefused(await signIn({ claims: { tid: fabrikam.tid } }, { identity: WEB }))
  })

  test.each([
    ['not on the list', () => listed, fabrikam.tid],
    ['the consumer tenant', () => any, PERSONAL_TENANT],
    ['the consumer tenant', () => listed, PERSONAL_TENANT],
  ])('S31 tenant: the chat has none, and the token’s is %s → refused', async (_which, world, tid) => {
    const flow = await signIn({}, { world: world(), identity: WEB, person: somebody({ tid }) })
    await expectRefused(flow, en.tenantNotAllowed, 403)
    expect(flow.page.html).not.toMatch(/data-result/)
  })

  test('S31 tenant: the chat’s tenant is not on the list → no sign-in begins', async () => {
    const chat = listed.emulator.channel.personal(somebody({ tid: fabrikam.tid }))
    await expect(askForLink(chat)).rejects.toThrow('No sign-in card')
    expect(chat.messages.map(readable)).toContain(en.tenantNotAllowed)
  })
})

describe('who it is', () => {
  const victim = somebody()
  const looks = { email: victim.username, upn: victim.username, unique_name: victim.username, sub: victim.oid }

  test('S32 identity is tid and oid: everything is the victim’s except the oid → no access', async () => {
    const flow = await signIn({ claims: { ...looks, oid: ANOTHER } }, { person: victim })
    expect(flow.page.status).toBe(403)
    expect(flow.page.html).toContain(en.page.mismatch.title)
    await flow.chat.next({ where: (message) => readable(message).includes(en.mismatch) })
    expect(await keptOf(flow)).toEqual([])
    expect(issuer.count('graph')).toBe(0)
  })

  test('S32 identity is tid and oid: the same oid in another tenant → no access', async () => {
    const tid = fabrikam.tid
    const claims = { ...looks, tid, iss: `${issuer.origin}/${tid}/v2.0` }
    await expectRefused(await signIn({ claims }, { person: victim }))
  })

  test('S32 identity is tid and oid: no other claim about the person → connected', async () => {
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
    ['not a URL', () => 'x'],
  ])('S34 mix-up: the callback’s iss is %s → refused, and the code is not sent', async (_what, iss) => {
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
  ])('S34 mix-up: discovery has a foreign %s → the browser is not sent there', async (member, value) => {
    // A new bot, which has not read the discovery documents yet.
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

/** `TEST_FULL=1`: as many as the checklist asks for. */
const flows = process.env['TEST_FULL'] ? 10_000 : 40

test(
  `S28 PKCE: ${flows} sign-ins → S256, and a new verifier of 32 random bytes for each`,
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
