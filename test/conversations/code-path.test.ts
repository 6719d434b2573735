import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { browser } from '../../emulator/browser.ts'
import { alex, lidia, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith, startUrl, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

let world: World
beforeEach(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
})
afterEach(() => world.close())

const WEB: Identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** Asks `question`, signs in as `person`, and reads the code from the page. */
async function codeFor(chat: Chat, person: Person, question = 'connect'): Promise<string> {
  const card = (await chat.ask(question)).at(-1)
  const page = await signInWith(card, person)
  expect(page.status).toBe(200)
  await chat.settled()
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1]
  if (code === undefined) throw new Error(`No code on the page: ${page.text}`)
  expect(page.text).toContain(`${code.slice(0, 3)} ${code.slice(3)}`)
  return code
}

function wrong(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0')
}

const last = (chat: Chat) => said(chat).at(-1) ?? ''

describe.each<[string, Identity]>([
  ['web chat', WEB],
  ['Teams without an object id', { aadObjectId: undefined }],
  ['Teams with an object id that is no GUID', { aadObjectId: 'megan' }],
  ['Teams without a tenant', { tenantId: undefined }],
])('where the channel does not vouch for the user (%s)', (_name, identity) => {
  test('S21 relay, channel does not vouch: only the code from the page connects the account and answers the question', async () => {
    const chat = world.emulator.channel.personal(megan, identity)
    const code = await codeFor(chat, megan, 'find contact Alice')
    expect(last(chat)).toContain('Type the 6-digit code')
    expect(await storedKeys(world, 'connection/')).toEqual([])
    expect(world.emulator.graph.count()).toBe(0)

    await chat.ask(code)
    expect(last(chat)).toContain('Alice Admin')
    expect(said(chat)).toContain(`Signed in as ${megan.username}.`)
    expect(await storedKeys(world, 'connection/')).toHaveLength(1)
    expect(await storedKeys(world, 'pending/')).toEqual([])
  })
})

test.each([
  ['with a space', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
  ['in HTML', (code: string) => `<div>${code.slice(0, 3)}&nbsp;${code.slice(3)}</div>`],
  ['after a mention', (code: string) => `<at>Contacts</at> ${code}`],
  ['with a full stop', (code: string) => `${code}.`],
])('a code typed %s is taken', async (_how, typed) => {
  const chat = world.emulator.channel.personal(megan, WEB)
  await chat.ask(typed(await codeFor(chat, megan)))
  expect(last(chat)).toContain(`You’re connected as ${megan.username}`)
})

test('a code that Teams passes on from the window is taken without typing', async () => {
  const chat = world.emulator.channel.personal(megan, { aadObjectId: undefined })
  const code = await codeFor(chat, megan, 'find contact Alice')
  expect((await chat.invoke('signin/verifyState', { state: code })).status).toBe(200)
  await chat.settled()
  expect(last(chat)).toContain('Alice Admin')
})

test('after two wrong tries the user hears how many are left, and the right code still connects', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  const code = await codeFor(chat, megan)
  await chat.ask(wrong(code))
  expect(last(chat)).toContain('2 tries left')
  await chat.ask(wrong(code, 2))
  expect(last(chat)).toContain('one try left')
  await chat.ask(code)
  expect(last(chat)).toContain('You’re connected')
})

test('the third wrong try ends the sign-in: the right code no longer connects', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  const code = await codeFor(chat, megan)
  for (const by of [1, 2, 3]) await chat.ask(wrong(code, by))
  expect(last(chat)).toContain('this sign-in is over')
  await chat.ask(code)
  expect(last(chat)).toContain('not waiting for a code')
  expect(await storedKeys(world, 'connection/')).toEqual([])
  expect(await storedKeys(world, 'pending/')).toEqual([])
})

test('20 guesses at the same time are counted one by one', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  const code = await codeFor(chat, megan)
  await Promise.all(Array.from({ length: 20 }, (_, n) => chat.send(wrong(code, n + 1))))
  await chat.settled()
  expect(said(chat).filter((text) => text.includes('left.'))).toHaveLength(2)
  expect(said(chat).filter((text) => text.includes('this sign-in is over'))).toHaveLength(1)
  await chat.ask(code)
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test('the right code sent twenty times at once connects once', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  const code = await codeFor(chat, megan)
  await Promise.all(Array.from({ length: 20 }, () => chat.send(code)))
  await chat.settled()
  expect(said(chat).filter((text) => text.includes('You’re connected'))).toHaveLength(1)
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
})

test('only six digits count as a try', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  const code = await codeFor(chat, megan)
  for (const text of ['hello', '12345', '1234567', 'my code is 123']) await chat.ask(text)
  expect(said(chat).some((text) => text.includes('left.'))).toBe(false)
  await chat.ask(code)
  expect(last(chat)).toContain('You’re connected')
})

test('S22 code bound to its flow: the code of another user connects nothing', async () => {
  const megans = world.emulator.channel.personal(megan, WEB)
  const alexs = world.emulator.channel.personal(alex, WEB)
  const code = await codeFor(megans, megan)
  await codeFor(alexs, alex)
  await alexs.ask(code)
  expect(last(alexs)).toContain('2 tries left')
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test('S22 code bound to its flow: the code of an older sign-in connects nothing', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  const old = await codeFor(chat, megan)
  const fresh = await codeFor(chat, megan)
  if (old === fresh) return
  await chat.ask(old)
  expect(last(chat)).toContain('2 tries left')
})

test('S21 relay, channel does not vouch: signing in to another user’s link connects nothing without the code', async () => {
  const attacker = world.emulator.channel.personal(alex, WEB)
  await codeFor(attacker, megan)
  expect(said(attacker).join('\n')).not.toContain(megan.username)
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test('S21 relay, channel does not vouch: the page names the chat that asked, warns, and offers Cancel', async () => {
  const chat = world.emulator.channel.personal(alex, WEB)
  const [card] = await chat.ask('connect')
  const by = browser()
  const page = await by.open(startUrl(card))
  expect(page.text).toMatch(/Chat user “.?Alex Wilber.?” Where Web Chat on a web page/)
  expect(page.text).toContain('Didn’t start this yourself')
  const cancelled = await by.submit(page, 'continue', { cancel: 'yes' })
  await chat.settled()
  expect(cancelled.text).toContain('You cancelled the sign-in')
  expect(last(chat)).toContain('You cancelled the sign-in')
  expect((await by.open(startUrl(card))).text).toContain('You cancelled the sign-in')
})

test('closing the sign-in window: the bot says so, and the card still works', async () => {
  const chat = world.emulator.channel.personal(megan, { aadObjectId: undefined })
  const [card] = await chat.ask('connect')
  expect((await chat.invoke('signin/verifyState', { state: 'CancelledByUser' })).status).toBe(200)
  await chat.settled()
  expect(last(chat)).toContain('You closed the sign-in window')
  expect((await signInWith(card, megan)).text).toContain('One more step')
})

test('a sign-in window that Teams cannot open: the bot says what to do instead', async () => {
  const chat = world.emulator.channel.personal(megan)
  await chat.ask('connect')
  const answer = await chat.invoke('signin/failure', { code: 'resourcematchfailed', message: 'no' })
  expect(answer.status).toBe(200)
  await chat.settled()
  expect(last(chat)).toContain('Use my browser instead')
})

test('a message that the channel refuses does not make the window’s invoke fail', async () => {
  const chat = world.emulator.channel.personal(megan)
  await chat.ask('connect')
  world.emulator.faults.add({ match: 'channel', status: 403 })
  const answer = await chat.invoke('signin/failure', { code: 'resourcematchfailed', message: 'no' })
  world.emulator.faults.clear()
  expect(answer.status).toBe(200)
  expect(world.log).toContainEqual(expect.objectContaining({ name: 'signin/failure', code: 'resourcematchfailed' }))
})

test.each([
  ['signin/verifyState', { state: '123456' }],
  ['signin/verifyState', { state: 'CancelledByUser' }],
  ['signin/verifyState', { state: 'connected' }],
  ['signin/verifyState', null],
  ['signin/verifyState', 'text'],
  ['signin/failure', {}],
  ['signin/tokenExchange', { id: '1', connectionName: 'x', token: 'y' }],
  ['signin/somethingNew', []],
])('%s %j without a sign-in under way: 200 and no message', async (name, value) => {
  const chat = world.emulator.channel.personal(megan)
  expect((await chat.invoke(name, value)).status).toBe(200)
  await chat.settled()
  expect(said(chat)).toEqual([])
})

test('a verifyState after a vouched sign-in brings no message', async () => {
  const chat = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
  const before = said(chat)
  expect((await chat.invoke('signin/verifyState', { state: 'connected' })).status).toBe(200)
  expect((await chat.invoke('signin/verifyState', { state: '123456' })).status).toBe(200)
  await chat.settled()
  expect(said(chat)).toEqual(before)
})

describe('connecting another account', () => {
  test('if the channel does not vouch, connect offers to replace the connected account', async () => {
    const chat = world.emulator.channel.personal(megan, WEB)
    await chat.ask(await codeFor(chat, megan))
    const [offer] = await chat.ask('connect')
    expect(readable(offer)).toContain(`already connected as ${megan.username}`)
    await chat.press(offer!, 'Connect another account')
    const card = await chat.next({
      where: ({ attachments }) => attachments[0]?.contentType.includes('signin') ?? false,
    })
    const page = await signInWith(card, lidia)
    const code = /data-result="(\d{6})"/.exec(page.html)?.[1] ?? ''
    await chat.settled()
    // The old account stays connected until the code is typed.
    expect(readable((await chat.ask('connect'))[0])).toContain(megan.username)
    expect(code).toMatch(/^\d{6}$/)
  })

  test('if the channel vouches, connect offers no other account', async () => {
    const chat = world.emulator.channel.personal(megan)
    await world.connect(megan)
    await chat.settled()
    const [answer] = await chat.ask('connect')
    expect(answer?.attachments).toEqual([])
  })
})

test('an account of a tenant that may not connect is refused, and not named in the chat', async () => {
  await world.close()
  world = await startWorld({ OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: megan.tid })
  const chat = world.emulator.channel.personal(lidia, WEB)
  const [card] = await chat.ask('connect')
  const page = await signInWith(card, lidia)
  await chat.settled()
  expect(page.status).toBe(403)
  expect(page.text).toContain('isn’t allowed to use this app')
  expect(last(chat)).toContain('isn’t allowed to use this app')
  expect(said(chat).join()).not.toContain(lidia.username)
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test.each(['my code is 12345', '000000', 'it says 000000'])(
  'after %s a typed yes answers no question from before any more',
  async (typed) => {
    const chat = world.emulator.channel.personal(megan, WEB)
    await chat.ask(await codeFor(chat, megan))
    await chat.ask('connect')
    await chat.press(chat.messages.at(-1) as Message, en.signIn.another)
    await chat.settled()
    await signInWith(chat.messages.at(-1), megan)
    await chat.ask('delete alice admin')
    expect(last(chat)).toContain(en.changing.question('Alice Admin'))
    await chat.ask(typed)
    await chat.ask('yes')
    expect(last(chat)).toBe(en.changing.unclearAnswer)
  },
)

test.each([
  ['yes', 'Type the 6-digit code'],
  ['no thanks', en.cancelled],
])('%s, while the code is awaited, is answered with “%s”', async (typed, says) => {
  const chat = world.emulator.channel.personal(megan, WEB)
  await codeFor(chat, megan, 'find contact Alice')
  await chat.ask(typed)
  expect(last(chat)).toContain(says)
})

test('a yes from somebody who has not signed in asks for no sign-in', async () => {
  const chat = world.emulator.channel.personal(megan, WEB)
  await chat.ask('yes')
  expect(last(chat)).toBe(en.nothingWaits)
  expect(await storedKeys(world, 'pending/')).toEqual([])
})
