import { expect } from 'vitest'
import { alex, megan } from '../../emulator/people.ts'
import type { Activity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith } from '../world.ts'
import { connectionOf, storedKeys } from './stored.ts'
import { type Talk, test } from './talk.ts'

const WEB = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** A sign-in in Web Chat, up to the page with the code. */
async function withCode({ world }: Talk): Promise<{ web: Chat; code: string }> {
  const web = world.emulator.channel.personal(megan, WEB)
  const page = await signInWith((await web.ask('connect')).at(-1), megan)
  await web.settled()
  return { web, code: /data-result="(\d{6})"/.exec(page.html)?.[1] ?? '' }
}

function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000'
}

/** Delivers an activity while the channel accepts no messages, and again once it does. @returns what the bot says then */
async function twice({ faults }: Talk, chat: Chat, activity: Activity): Promise<string[]> {
  faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
  expect((await chat.redeliver(activity)).status).toBe(502)
  faults.clear()
  const before = said(chat).length
  expect((await chat.redeliver(activity)).status).toBe(200)
  await chat.settled()
  return said(chat).slice(before)
}

const ORGANIZATIONS = { OAUTH_TENANT: 'organizations' }

test('C3 doing happens once: a right code whose answer was lost says "connected" when it is delivered again', async ({
  open,
}) => {
  const talk = await open(ORGANIZATIONS)
  const { web, code } = await withCode(talk)
  const told = await twice(talk, web, web.compose(code))
  expect(told).toEqual([expect.stringContaining(megan.username)])
  expect(told.join()).not.toContain(en.noCodeWanted)
})

test('C3 doing happens once: a wrong code delivered three times is one try', async ({ open }) => {
  const talk = await open(ORGANIZATIONS)
  const { web, code } = await withCode(talk)
  const activity = web.compose(wrong(code))
  talk.faults.add({ match: 'channel', status: 500 })
  for (let times = 1; times <= 2; times += 1) expect((await web.redeliver(activity)).status).toBe(502)
  talk.faults.clear()
  await web.redeliver(activity)
  await web.settled()
  expect(said(web).at(-1)).toBe(en.wrongCode(2))
})

test('C4 doing happens once: disconnect delivered again names the account that was disconnected', async ({ open }) => {
  const talk = await open()
  const told = await twice(talk, talk.chat, talk.chat.compose('disconnect'))
  expect(told).toHaveLength(1)
  expect(told[0]).toContain(megan.username)
})

test('doing happens once: disconnect by somebody who was never connected says so, also when delivered again', async ({
  open,
}) => {
  const talk = await open()
  const chat = talk.world.emulator.channel.personal(alex)
  const told = await twice(talk, chat, chat.compose('disconnect'))
  expect(told).toEqual([expect.stringContaining(en.nothingConnected)])
})

test('doing happens once: cancel delivered again says that the sign-in was cancelled', async ({ open }) => {
  const talk = await open()
  const chat = talk.world.emulator.channel.personal(alex)
  await chat.ask('connect')
  expect(await twice(talk, chat, chat.compose('cancel'))).toEqual([en.cancelled])
})

test('doing happens once: after the right code the kept question is answered when the code comes again', async ({
  open,
}) => {
  const talk = await open(ORGANIZATIONS)
  const web = talk.world.emulator.channel.personal(megan, WEB)
  const page = await signInWith((await web.ask('find contact Alice')).at(-1), megan)
  await web.settled()
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1] ?? ''
  expect((await twice(talk, web, web.compose(code))).at(-1)).toContain('Alice Admin')
})

test('doing happens once: the decision is kept before it is said, so it survives the end of the instance', async ({
  open,
}) => {
  const talk = await open()
  const activity = talk.chat.compose('disconnect')
  talk.faults.add({ match: 'channel', status: 500 })
  await talk.chat.redeliver(activity)
  talk.faults.clear()
  await talk.world.restart({})
  await talk.chat.redeliver(activity)
  await talk.chat.settled()
  expect(said(talk.chat).at(-1)).toContain(megan.username)
})

test('doing happens once: a code that comes again after a disconnect does not claim a connection', async ({ open }) => {
  const talk = await open(ORGANIZATIONS)
  const { web, code } = await withCode(talk)
  const activity = web.compose(code)
  talk.faults.add({ match: 'channel', status: 500 })
  await web.redeliver(activity)
  talk.faults.clear()
  await web.ask('disconnect')
  const before = said(web).length
  await web.redeliver(activity)
  await web.settled()
  expect(said(web).slice(before).join()).not.toContain(megan.username)
  expect(await storedKeys(talk.world, connectionOf(web))).toEqual([])
})

test('C6 an invoke delivered again gets the answer of the first', async ({ open }) => {
  const talk = await open()
  const list = await talk.ask('find contact a')
  await talk.chat.press(list, 0)
  const pressed = talk.chat.sent.at(-1)!
  const calls = await talk.calls(async () => {
    expect(await talk.chat.redeliver(pressed.activity)).toEqual(pressed.answer)
  })
  expect(pressed.answer?.body).toMatchObject({ statusCode: 200, type: expect.any(String), value: expect.anything() })
  expect(calls).toBe(0)
})

test('C6 an invoke delivered again while the first is under way gets an answer with a body', async ({ open }) => {
  const talk = await open()
  const list = await talk.ask('find contact a')
  talk.faults.add({ match: /^PUT \/teams\/v3\//, delayMs: 4_000, times: 1 })
  const first = talk.chat.press(list, 0)
  await expect.poll(() => talk.faults.struck()).toBe(1)
  const { activity } = talk.chat.sent.at(-1)!
  const second = await talk.chat.redeliver(activity)
  expect(second).toMatchObject({
    status: 200,
    body: { statusCode: 200, type: expect.any(String), value: expect.anything() },
  })
  expect((await first).status).toBe(200)
})

test('C6 an invoke delivered again under another id gets the answer of the first, and nothing is done twice', async ({
  open,
}) => {
  const talk = await open()
  const list = await talk.ask('find contact a')
  await talk.chat.press(list, 0)
  const pressed = talk.chat.sent.at(-1)!
  const calls = talk.chat.history.length
  expect(await talk.chat.redeliver(pressed.activity, { id: 'f:again' })).toEqual(pressed.answer)
  expect(talk.chat.history).toHaveLength(calls)
})

test('C6 an invoke delivered again under another id waits for the answer of the first', async ({ open }) => {
  const talk = await open()
  const list = await talk.ask('find contact a')
  talk.faults.add({ match: /^PUT \/teams\/v3\//, delayMs: 3_000, times: 1 })
  const first = talk.chat.press(list, 0)
  await expect.poll(() => talk.faults.struck()).toBe(1)
  const second = await talk.chat.redeliver(talk.chat.sent.at(-1)!.activity, { id: 'f:again' })
  expect(second).toEqual(await first)
  expect(second.body).toMatchObject({ statusCode: 200, value: { type: 'AdaptiveCard' } })
})

test('C6 a button that is pressed again after another one is a new press', async ({ open }) => {
  const { ask, chat, now } = await open()
  const list = await ask('find contact a')
  await chat.press(list, 0)
  const row = chat.sent.at(-1)!.activity
  await chat.press(now(list), en.contact.back)
  await chat.settled()
  const before = chat.history.length
  await chat.redeliver(row, { id: 'f:later' })
  expect(chat.history.length).toBeGreaterThan(before)
})

test('C6 a disconnect button delivered again disconnects once and gets the same answer', async ({ open }) => {
  const talk = await open()
  const value = { action: { type: 'Action.Execute', verb: 'disconnect', data: { command: 'disconnect' } } }
  const first = await talk.chat.invoke('adaptiveCard/action', value, { id: 'f:once' })
  const again = await talk.chat.redeliver(talk.chat.sent.at(-1)!.activity)
  expect(again).toEqual(first)
  expect(said(talk.chat).filter((text) => text.includes(en.disconnected))).toHaveLength(1)
})

test('a delivery that comes while the first is under way takes over if the first fails', async ({ open }) => {
  const { chat, faults } = await open()
  const activity = chat.compose('disconnect')
  faults.add({ match: 'channel', status: 500, delayMs: 1_500, times: 1 })
  // Nobody gets the answer to the first delivery, because its connection broke. So the channel delivers again.
  const first = chat.redeliver(activity)
  await expect.poll(() => faults.struck()).toBe(1)
  const second = await chat.redeliver(activity)
  expect([(await first).status, second.status]).toEqual([502, 200])
  await chat.settled()
  expect(said(chat).filter((text) => text.includes(en.disconnected))).toHaveLength(1)
})

test('a code that Teams hands over while the channel fails connects, and the chat hears of it once it is well', async ({
  open,
}) => {
  const talk = await open(ORGANIZATIONS)
  const { web, code } = await withCode(talk)
  talk.faults.add({ match: 'channel', status: 500 })
  expect((await web.invoke('signin/verifyState', { state: code })).status).toBe(200)
  expect(await storedKeys(talk.world, connectionOf(web))).toHaveLength(1)
  talk.faults.clear()
  const told = await web.next({ where: (message) => readable(message).includes(megan.username), timeoutMs: 30_000 })
  expect(readable(told)).not.toContain(en.noCodeWanted)
})

test('a sign-in that ends in the browser while the channel fails is told in the chat once it is well', async ({
  open,
}) => {
  const talk = await open()
  const chat = talk.world.emulator.channel.personal(alex)
  const [card] = await chat.ask('connect')
  talk.faults.add({ match: 'channel', status: 503 })
  await signInWith(card, alex)
  await chat.settled()
  talk.faults.clear()
  await chat.next({ where: (message) => readable(message).includes(alex.username), timeoutMs: 30_000 })
  await chat.settled()
  expect(said(chat).filter((text) => text.includes(alex.username) && text.includes('find contact'))).toHaveLength(1)
})
