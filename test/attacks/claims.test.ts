import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browser } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Fault } from '../../emulator/faults.ts'
import { alex, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { storedKeys } from '../conversations/stored.ts'
import { NOTHING_KEPT, readable, signInWith, startUrl, startWorld, type World } from '../world.ts'

// An attacker who can change an answer of Graph or Entra, or an address, and puts a claims parameter into it.

const OURS = '{"access_token":{"xms_cc":{"values":["cp1"]}}}'
const NBF = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'
const ended = [en.signIn.ended, en.signIn.button, en.signIn.browserButton].join('\n')

let world: World
let chat: Chat
beforeAll(async () => {
  world = await startWorld(NOTHING_KEPT)
  chat = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
})
beforeEach(async () => {
  world.emulator.faults.clear()
  world.emulator.entra.demand(undefined)
  await chat.ask('cancel')
  world.emulator.entra.calls.length = 0
})
afterAll(() => world.close())

const challenge = (claims: string, more: Partial<Fault> = {}): Fault => ({
  match: 'graph',
  status: 401,
  headers: {
    'www-authenticate': `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
  },
  ...more,
})

const demanded = (grant?: string) =>
  world.emulator.entra.calls
    .filter(({ params }) => params['grant_type'] === grant && params['claims'])
    .map(({ params }) => params['claims'])
const refreshes = () => demanded('refresh_token')
const signIns = () => demanded()

async function ask(text: string, of = chat): Promise<string> {
  const messages = await of.ask(text)
  return messages.map(readable).join('\n')
}

async function staysConnected(): Promise<void> {
  world.emulator.faults.clear()
  world.emulator.entra.demand(undefined)
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  expect(await ask('find contact Alice')).toContain('Alice Admin')
}

describe('hostile claims: a challenge', () => {
  test.each([
    ['that is an array', '[{"access_token":{"nbf":null}}]'],
    ['for unknown targets', '{"redirect_uri":{"x":null},"__proto__":{"access_token":{"nbf":null}}}'],
    ['of 5 KB', `{"access_token":{"nbf":{"value":"${'1'.repeat(5_000)}"}}}`],
  ])(
    '%s counts as a refused token: one ordinary refresh, then a sign-in card, and the person stays connected',
    async (_what, claims) => {
      world.emulator.faults.add(challenge(claims))
      expect(await ask('find contact Alice')).toContain(en.signIn.ended)
      expect(refreshes()).toEqual([OURS])
      await staysConnected()
    },
  )

  test('for other capabilities, and with names that every object has, changes only its own part of the request', async () => {
    world.emulator.faults.add(
      challenge('{"access_token":{"__proto__":{"values":["x"]},"xms_cc":{"values":["ca9"]}}}', { times: 1 }),
    )
    expect(await ask('find contact Alice')).toContain('Alice Admin')
    expect(refreshes()).toEqual(['{"access_token":{"__proto__":{"values":["x"]},"xms_cc":{"values":["cp1"]}}}'])
  })

  test('that is different every time leads to at most two refreshes and one card for each question, and the person stays connected', async () => {
    let value = 0
    const again = () => {
      world.emulator.faults.clear()
      world.emulator.faults.add(challenge(NBF.replace('1604106651', String((value += 1)))))
    }
    again()
    const turning = setInterval(again, 1)
    for (let question = 1; question <= 3; question += 1) {
      expect(await ask('find contact Alice')).toContain(ended)
      expect(refreshes().length).toBeLessThanOrEqual(2 * question)
    }
    clearInterval(turning)
    await staysConnected()
  })

  test('to one person changes nothing in other people’s sign-ins', async () => {
    world.emulator.entra.demand({ claims: { access_token: { acrs: { value: 'c1' } } }, renewable: false })
    expect(await ask('find contact Alice')).toBe(ended)
    const alexs = world.emulator.channel.personal(alex)
    const [card] = await alexs.ask('connect')
    await signInWith(card, alex)
    expect(signIns()).toEqual([OURS])
    await alexs.settled()
    await alexs.ask('disconnect')
  })
})

describe('hostile claims: the person stays connected', () => {
  const error = (error: string, status = 400) => ({ status, body: { error, error_description: 'AADSTS50000: no.' } })

  test.each<[string, Partial<Fault>]>([
    ['is down', { status: 503 }],
    ['does not understand it', error('invalid_request')],
    ['does not know the app', error('invalid_client', 401)],
  ])('if Entra %s', async (_what, fault) => {
    world.emulator.faults.add(challenge(NBF))
    world.emulator.faults.add({ match: 'token', ...fault })
    expect(await ask('find contact Alice')).toMatch(/isn’t working right now|administrator needs to fix/)
    await staysConnected()
  })

  test('if they would have to sign in again for the demanded claims', async () => {
    world.emulator.entra.demand({ claims: { access_token: { acrs: { value: 'c1' } } }, renewable: false })
    expect(await ask('find contact Alice')).toBe(ended)
    await staysConnected()
  })
})

describe('hostile claims', () => {
  test.each<[string, Fault, string]>([
    [
      'with 403',
      challenge(NBF, { status: 403, body: { error: { code: 'ErrorAccessDenied' } } }),
      en.trouble.contacts_forbidden,
    ],
    ['with a redirect', challenge(NBF, { status: 302 }), en.trouble.contacts_down],
    ['in the body', { match: 'graph', status: 200, body: { claims: NBF, value: 7 } }, en.trouble.contacts_down],
  ])('in an answer of Graph %s are ignored', async (_what, fault, says) => {
    world.emulator.faults.add(fault)
    expect(await ask('find contact Alice')).toContain(says)
    expect(refreshes()).toEqual([])
    await staysConnected()
  })

  test('in an answer of the channel are ignored', async () => {
    world.emulator.faults.add({ ...challenge(NBF), match: 'channel', times: 1 })
    await chat.send('find contact Alice')
    await chat.settled()
    expect(refreshes()).toEqual([])
    await staysConnected()
  })

  test('in the callback’s address, with or without an error, are ignored: the next sign-in does not have them', async () => {
    await ask('disconnect')
    const redirects: Record<string, string>[] = [
      { error: 'interaction_required', error_description: 'AADSTS50076: MFA', claims: NBF },
      { code: 'x', claims: NBF },
    ]
    for (const redirect of redirects) {
      const card = (await chat.ask('connect')).at(-1)
      world.emulator.faults.add({ match: 'authorize', times: 1, redirect })
      expect((await signInWith(card, megan)).status).toBe(400)
      await chat.settled()
    }
    await signInWith((await chat.ask('connect')).at(-1), megan)
    expect(new Set(signIns())).toEqual(new Set([OURS]))
  })
})

test('hostile claims: from Entra, full of characters that separate parts of an address, stay one parameter of the authorize request', async () => {
  const value =
    '"}&prompt=consent&redirect_uri=https://evil.example/#?%26%0d%0aLocation: https://evil.example\r\n<script>\u2028é'
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value } } })
  world.emulator.entra.expireAccessTokens()
  world.emulator.faults.add({
    match: 'token',
    times: 1,
    status: 400,
    body: { error: 'interaction_required', error_description: 'AADSTS50076: MFA', claims },
  })
  const [card] = await chat.ask('find contact Alice')
  const by = browser()
  const { trail } = await by.submit(await by.open(startUrl(card)), 'continue')
  const address = new URL(trail.find((url) => url.includes('/authorize?')) ?? '')
  expect(address.origin).toBe(world.emulator.origin)
  expect([...address.searchParams.keys()].sort()).toEqual([
    'claims',
    'client_id',
    'code_challenge',
    'code_challenge_method',
    'login_hint',
    'nonce',
    'redirect_uri',
    'response_mode',
    'response_type',
    'scope',
    'state',
  ])
  expect(address.searchParams.get('redirect_uri')).toBe(`${world.publicUrl}/auth/callback`)
  expect(address.searchParams.get('login_hint')).toBe(megan.username)
  expect(JSON.parse(address.searchParams.get('claims') ?? '')).toEqual({
    access_token: { acrs: { essential: true, value }, xms_cc: { values: ['cp1'] } },
  })
  const end = await signInWith(card, megan)
  expect(end.text).toContain('You’re connected')
  // They are not in the log, on a page or in the chat either.
  expect(JSON.stringify(world.log)).not.toContain('evil.example')
  expect(end.html).not.toContain('evil.example')
  expect(JSON.stringify(chat.messages)).not.toContain('evil.example')
})
