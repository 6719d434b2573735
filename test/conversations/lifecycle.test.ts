import { afterEach, beforeEach, expect, test } from 'vitest'
import { browser } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith, startUrl, startWorld, type World } from '../world.ts'
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

/** The keys of all records that are stored for Megan. */
async function kept(): Promise<string[]> {
  const id = encodeURIComponent(String(chat.compose('x').from?.id))
  return (await storedKeys(world, '')).filter((key) => key.includes(id))
}

test('installing the app brings one welcome, whose button signs in: Sign in, Continue, account, Accept', async () => {
  await chat.install()
  await chat.settled()
  expect(said(chat)).toHaveLength(1)
  expect(said(chat)[0]).toContain('find contact Alice')
  const [welcome] = chat.messages
  const by = browser()
  const start = await by.open(startUrl(welcome))
  const accounts = await by.submit(start, 'continue')
  const consent = await by.submit(accounts, `account-${megan.username}`)
  const done = await by.submit(consent, 'consent', { decision: 'accept' })
  expect(done.text).toContain(en.page.connected.text(megan.username))
  await chat.settled()
  expect(said(chat)).toEqual([readable(welcome), expect.stringContaining(en.connected(megan.username))])
})

test('upgrading the app sends no message', async () => {
  await chat.install('add-upgrade')
  await chat.settled()
  expect(said(chat)).toEqual([])
})

test('outside Teams, the bot joining a conversation counts as installing; other people joining does not', async () => {
  const web = world.emulator.channel.personal(megan, { channelId: 'webchat', aadObjectId: undefined })
  await web.install()
  await web.settled()
  expect(said(web)).toHaveLength(1)
})

test('S44 leaver: uninstalling the app from the personal scope deletes everything stored for the user', async () => {
  await connected()
  expect(await kept()).not.toEqual([])
  await chat.uninstall()
  await chat.settled()
  expect(await kept()).toEqual([])
})

test('S44 leaver: uninstalling the app also deletes a sign-in under way', async () => {
  await chat.ask('find contact Alice')
  await chat.uninstall()
  await chat.settled()
  expect(await kept()).toEqual([])
  expect(await storedKeys(world, 'ticket/')).toEqual([])
})

test('upgrading the app deletes nothing', async () => {
  await connected()
  await chat.uninstall('remove-upgrade')
  await chat.settled()
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})

test('removing the app from a group deletes nothing', async () => {
  await connected()
  const group = world.emulator.channel.group([megan]).as(megan)
  await group.uninstall()
  await group.settled()
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})

test('S44 leaver: a message sent before uninstalling and delivered after it stores nothing again', async () => {
  await connected()
  const late = chat.compose('find contact Alice')
  await new Promise((resolve) => setTimeout(resolve, 20))
  await chat.uninstall()
  await chat.settled()
  const before = said(chat)
  expect((await chat.redeliver(late)).status).toBe(200)
  await chat.settled()
  expect(said(chat)).toEqual(before)
  expect(await kept()).toEqual([])
})

test('after installing the app again the user has to sign in again', async () => {
  await connected()
  await chat.uninstall()
  await chat.settled()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await chat.install()
  const [card] = await chat.ask('find contact Alice')
  expect(card?.attachments[0]?.contentType).toContain('signin')
})

test('a user with a new display name is still connected', async () => {
  await connected()
  const renamed = { ...megan, name: 'Megan Bowen-Wilber' }
  const [answer] = await chat.ask('status')
  expect(readable(answer)).toContain(megan.username)
  await chat.send('find contact Alice', { from: { ...chat.compose('x').from, name: renamed.name } })
  await chat.settled()
  expect(said(chat).at(-1)).toContain('Alice Admin')
})

test('a user is also connected in a second chat of theirs', async () => {
  await connected()
  const { conversation: first } = chat.compose('x')
  const conversation = { ...(first as object), id: 'a:another' }
  await chat.send('status', { conversation })
  await chat.settled()
  expect(said(chat).at(-1)).toContain(megan.username)
})

test('an uninstall delivered after the user has returned and connected deletes nothing', async () => {
  await connected()
  await chat.uninstall()
  await chat.settled()
  const removals = chat.sent.filter(({ activity }) => activity.type === 'installationUpdate')
  await new Promise((resolve) => setTimeout(resolve, 20))
  await chat.install()
  await connected()
  for (const [n, { activity }] of removals.entries()) await chat.redeliver(activity, { id: `again-${n}` })
  await chat.settled()
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})

test('a newer sign-in card replaces the content of the older one', async () => {
  const [old] = await chat.ask('connect')
  await chat.ask('find contact Alice')
  expect(readable(chat.messages.find(({ id }) => id === old?.id))).toContain('Please use the newer sign-in card below')
})

test('the welcome’s button continues a sign-in that was begun below it, and leaves the welcome as it is', async () => {
  await chat.install()
  await chat.settled()
  const welcome = chat.messages.at(-1)!
  const [card] = await chat.ask('find contact Alice')
  await signInWith(welcome, megan)
  await chat.settled()
  const text = (id: string | undefined) => readable(chat.messages.find((message) => message.id === id))
  expect(text(card?.id)).toBe(en.cardOver.connected(megan.username))
  expect(text(welcome.id)).toBe(readable(welcome))
  expect(said(chat).at(-1)).toContain('Alice Admin')
})
