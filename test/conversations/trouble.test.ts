import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, contoso, lidia, megan, nestor } from '../../emulator/people.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

let world: World
let chat: Chat
beforeEach(async () => {
  world = await startWorld()
  chat = world.emulator.channel.personal(megan)
})
afterEach(() => world.close())

async function connected(): Promise<void> {
  await world.connect(megan)
  await chat.settled()
}

async function ask(text: string): Promise<string> {
  const messages = await chat.ask(text)
  return messages.map(readable).join('\n')
}

describe('live tokens', () => {
  test('a token that Graph refuses is renewed once, and the user does not notice', async () => {
    await connected()
    world.emulator.entra.expireAccessTokens()
    const before = world.emulator.entra.count('token', 'refresh_token')
    expect(await ask('find contact Alice')).toContain('Alice Admin')
    expect(world.emulator.entra.count('token', 'refresh_token') - before).toBe(1)
  })

  test('a refused renewal ends the connection: the user gets one sign-in card, and the question is answered after it', async () => {
    await connected()
    world.emulator.entra.expireAccessTokens()
    world.emulator.entra.revoke(megan.oid)
    const [card, ...more] = await chat.ask('find contact Alice')
    expect(more).toEqual([])
    expect(readable(card)).toContain('sign in again')
    expect(await storedKeys(world, 'connection/')).toEqual([])
    await signInWith(card, megan)
    expect(readable(await chat.next())).toContain('Alice Admin')
  })

  test.each([
    ['Entra answers 503', { status: 503 }, /Microsoft’s sign-in isn’t working/],
    ['Entra cuts the connection', { cut: 'before' as const }, /Microsoft’s sign-in isn’t working/],
    [
      'the operator’s secret is wrong',
      {
        status: 401,
        body: { error: 'invalid_client', error_description: 'AADSTS7000215: wrong', error_codes: [7000215] },
      },
      /administrator needs to fix that/,
    ],
  ])('%s: nobody is signed out', async (_what, fault, sentence) => {
    await connected()
    world.emulator.entra.expireAccessTokens()
    world.emulator.faults.add({ match: 'token', ...fault })
    expect(await ask('find contact Alice')).toMatch(sentence)
    expect(await storedKeys(world, 'connection/')).toHaveLength(1)
    world.emulator.faults.clear()
    expect(await ask('find contact Alice')).toContain('Alice Admin')
  })
})

describe('Graph', () => {
  test.each([
    ['503', { status: 503 }, /Outlook isn’t responding/],
    ['a cut connection', { cut: 'before' as const }, /Outlook isn’t responding/],
    ['HTML', { status: 200, body: '<html>proxy</html>' }, /Outlook isn’t responding/],
    [
      '429 with a wait that is too long',
      { status: 429, headers: { 'retry-after': '99999' }, body: { error: { code: 'TooManyRequests', message: '' } } },
      /slow down/,
    ],
    ['403', { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } }, /doesn’t let me read/],
  ])('%s: a plain sentence with a reference that also stands in the log', async (_what, fault, sentence) => {
    await connected()
    world.emulator.faults.add({ match: 'graph', ...fault })
    const text = await ask('find contact Alice')
    expect(text).toMatch(sentence)
    const reference = /Reference: (\w+)/.exec(text)?.[1]
    expect(world.log.some((line) => line['reference'] === reference && line['error'] !== undefined)).toBe(true)
    expect(await storedKeys(world, 'connection/')).toHaveLength(1)
  })

  test('429 with a short wait: the bot waits and answers', async () => {
    await connected()
    world.emulator.faults.add({ match: 'graph', times: 1, status: 429, headers: { 'retry-after': '0.2' } })
    expect(await ask('find contact Alice')).toContain('Alice Admin')
  })

  test('an account without a mailbox gets its own sentence', async () => {
    const nestors = world.emulator.channel.personal(nestor)
    await world.connect(nestor)
    await nestors.settled()
    const [answer] = await nestors.ask('find contact Alice')
    expect(readable(answer)).toContain('no mailbox')
  })

  test('in an empty mailbox nobody matches', async () => {
    await world.close()
    world = await startWorld({ OAUTH_TENANT: 'organizations' })
    const lidias = world.emulator.channel.personal(lidia)
    await world.connect(lidia)
    await lidias.settled()
    const [answer] = await lidias.ask('find contact Alice')
    expect(readable(answer)).toContain('No contact matches')
  })
})

describe('discovery', () => {
  test.each([
    ['no msgraph_host', null],
    ['a Graph host that is not Microsoft’s', 'graph.microsoft.com.evil.example'],
  ])('with %s: page and chat say so, and nothing is stored', async (_what, host) => {
    world.emulator.entra.setMsgraphHost(host)
    const [card] = await chat.ask('find contact Alice')
    const page = await signInWith(card, megan)
    await chat.settled()
    expect(page.text).toContain('didn’t tell me where your organisation’s contacts are')
    expect(said(chat).at(-1)).toContain('didn’t tell me where your organisation’s contacts are')
    expect(await storedKeys(world, 'connection/')).toEqual([])
    expect(world.emulator.entra.count('token', 'authorization_code')).toBe(0)
  })
})

describe('who may use the bot, and where', () => {
  test('in a group chat the answer is one sentence and a button to the personal chat; nothing else, and nothing stored', async () => {
    const group = world.emulator.channel.group([megan, nestor]).as(megan)
    for (const text of ['find contact Alice', 'connect', 'status']) {
      const [answer, ...more] = await group.ask(text)
      expect(more).toEqual([])
      expect(readable(answer)).toBe('I only share your contacts with you.\nAsk me in private')
      expect(JSON.stringify(answer)).toContain('https://teams.microsoft.com/l/chat/0/0?users=28%3A')
      expect(JSON.stringify(answer)).toContain(encodeURIComponent(text))
    }
    expect(await storedKeys(world, 'pending/')).toEqual([])
  })

  test('in a channel of a team the answer is the same', async () => {
    const team = world.emulator.channel.team([megan]).as(megan)
    const [answer] = await team.ask('find contact Alice')
    expect(readable(answer)).toContain('I only share your contacts with you.')
  })

  test('a user of a tenant that may not connect hears that', async () => {
    await world.close()
    world = await startWorld({ OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: contoso.tid })
    const [answer] = await world.emulator.channel.personal(lidia).ask('connect')
    expect(readable(answer)).toContain('isn’t allowed to use this app')
    expect(readable((await world.emulator.channel.personal(megan).ask('connect'))[0])).toContain('Sign in')
  })
})

describe('sign-in', () => {
  test('cancelling at Microsoft: page and chat say so, and the question is not answered', async () => {
    const [card] = await chat.ask('find contact Alice')
    const page = await signInWith(card, megan, 'cancel')
    await chat.settled()
    expect(page.text).toContain('You cancelled the sign-in')
    expect(said(chat)).toEqual([expect.stringContaining('You cancelled the sign-in')])
    expect(await storedKeys(world, 'connection/')).toEqual([])
  })

  test('signing in again after using the wrong account still answers the question from before', async () => {
    const [card] = await chat.ask('find contact Alice')
    await signInWith(card, alex)
    await chat.settled()
    const offer = chat.messages.find(({ id }) => id === card?.id)
    await signInWith(offer, megan)
    const answer = await chat.next({ where: (message) => readable(message).includes('Alice Admin') })
    expect(readable(answer)).toContain('aadmin@contoso.example')
  })

  test('cancelling in the chat: the link on the card no longer works', async () => {
    const [card] = await chat.ask('connect')
    expect(await ask('cancel')).toContain('OK, I’ve cancelled the sign-in.')
    expect((await signInWith(card, megan)).text).toContain('This sign-in is over')
    expect(await ask('cancel')).toBe('There’s nothing to cancel.')
  })

  test('Entra is down during a sign-in: the user hears that, and the same card works later', async () => {
    const [card] = await chat.ask('find contact Alice')
    world.emulator.faults.add({ match: 'token', status: 503 })
    const page = await signInWith(card, megan)
    await chat.settled()
    expect(page.text).toContain('Microsoft’s sign-in isn’t working')
    world.emulator.faults.clear()
    await signInWith(card, megan)
    const answer = await chat.next({ where: (message) => readable(message).includes('Alice Admin') })
    expect(said(chat).at(-1)).toBe(readable(answer))
  })
})
