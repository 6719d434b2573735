import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { browser, signIn } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import type { Fault } from '../../emulator/faults.ts'
import { alex, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, startUrl, startWorld, type World } from '../world.ts'

let world: World
let chat: Chat
beforeEach(async () => {
  world = await startWorld()
  chat = world.emulator.channel.personal(megan)
})
afterEach(() => world.close())

type Failure = { says: string; fault?: Fault; as?: Person; decision?: 'cancel'; declines?: boolean }

const back = (error: string, description: string): Fault => ({
  match: 'authorize',
  redirect: { error, error_description: description },
})
const { signInFailed } = en

/** Every way in which a sign-in fails and the chat gets a message about it. */
const FAILURES: [how: string, Failure][] = [
  ['Cancel is pressed on our page', { says: signInFailed.cancelled, declines: true }],
  ['Cancel is pressed at Microsoft', { says: signInFailed.cancelled, decision: 'cancel' }],
  ['another account signs in', { says: en.mismatch, as: alex }],
  [
    'Microsoft refuses',
    { says: signInFailed.refused, fault: { match: 'token', status: 400, body: { error: 'invalid_grant' } } },
  ],
  ['a rule blocks it', { says: signInFailed.blocked, fault: back('access_denied', 'AADSTS53003: …') }],
  [
    'an administrator must approve',
    { says: signInFailed.admin_approval, fault: back('access_denied', 'AADSTS90094: …') },
  ],
  [
    'Microsoft gives no right to the contacts',
    { says: signInFailed.contacts_not_granted, fault: { match: 'token', merge: { scope: 'openid' } } },
  ],
  [
    'Microsoft gives no refresh token',
    { says: signInFailed.no_lasting_access, fault: { match: 'token', merge: { refresh_token: null } } },
  ],
  ['Microsoft is away', { says: signInFailed.unavailable, fault: { match: 'token', status: 503 } }],
  ['our registration is wrong', { says: signInFailed.operator, fault: back('unauthorized_client', 'AADSTS650053: …') }],
]

async function fail(card: Message | undefined, { fault, as = megan, decision, declines }: Failure): Promise<void> {
  const by = browser()
  if (fault) world.emulator.faults.add(fault)
  if (declines) await by.submit(await by.open(startUrl(card)), 'continue', { cancel: 'yes' })
  else await signIn(by, startUrl(card), { username: as.username, ...(decision && { decision }) })
  await chat.settled()
}

/** What the bot sent to the chat, without the questions that it asks the channel. */
const sent = () => chat.history.filter(({ method }) => method !== 'GET').map(({ method }) => method)

describe.each(FAILURES)('one event is one message: %s', (_how, failure) => {
  test('the sign-in card says so, and nothing else does', async () => {
    const [card] = await chat.ask('find contact Alice')
    const before = sent().length
    await fail(card, failure)
    expect(sent().slice(before)).toEqual(['PUT'])
    expect(said(chat)).toEqual([expect.stringContaining(failure.says)])
    expect(said(chat).join()).not.toMatch(/say .?connect/i)
    // Teams reports that its window was closed.
    await chat.invoke('signin/verifyState', { state: 'CancelledByUser' })
    await chat.settled()
    expect(said(chat)).toHaveLength(1)
  })

  test('from the welcome’s button, one new message says so', async () => {
    await chat.install()
    await chat.settled()
    const [welcome] = chat.messages
    const before = sent().length
    await fail(welcome, failure)
    expect(sent().slice(before)).toEqual(['POST'])
    expect(said(chat)).toEqual([readable(welcome), expect.stringContaining(failure.says)])
  })

  test.each([404, 405, 500])('if the card cannot be replaced (%i), one new message says so', async (status) => {
    const [card] = await chat.ask('connect')
    world.emulator.faults.add({ match: /^PUT \/teams\//, status })
    await fail(card, failure)
    expect(said(chat)).toEqual([readable(card), expect.stringContaining(failure.says)])
  })
})
