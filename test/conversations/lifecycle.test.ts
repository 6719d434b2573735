import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { readable, said, startWorld, type World } from '../world.ts'
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

/** Everything of hers, under whatever key. */
async function kept(): Promise<string[]> {
  const id = encodeURIComponent(String(chat.compose('x').from?.id))
  return (await storedKeys(world, '')).filter((key) => key.includes(id))
}

test('one welcome on install, which says how to start', async () => {
  await chat.install()
  await chat.settled()
  expect(said(chat)).toHaveLength(1)
  expect(said(chat)[0]).toContain('find contact Alice')
  await chat.press(chat.messages.at(-1)!, 'Sign in')
  await chat.settled()
  expect(chat.messages.at(-1)?.attachments[0]?.contentType).toContain('signin')
})

test('an upgrade says nothing', async () => {
  await chat.install('add-upgrade')
  await chat.settled()
  expect(said(chat)).toEqual([])
})

test('where Teams is not, the bot’s own joining is the install; other people’s is not', async () => {
  const web = world.emulator.channel.personal(megan, { channelId: 'webchat', aadObjectId: undefined })
  await web.install()
  await web.settled()
  expect(said(web)).toHaveLength(1)
})

test('S44 leaver: removed from the personal scope, everything of that person is gone', async () => {
  await connected()
  expect(await kept()).not.toEqual([])
  await chat.uninstall()
  await chat.settled()
  expect(await kept()).toEqual([])
})

test('S44 leaver: a sign-in under way goes as well', async () => {
  await chat.ask('find contact Alice')
  await chat.uninstall()
  await chat.settled()
  expect(await kept()).toEqual([])
  expect(await storedKeys(world, 'ticket/')).toEqual([])
})

test('an upgrade deletes nothing', async () => {
  await connected()
  await chat.uninstall('remove-upgrade')
  await chat.settled()
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})

test('removed from a group: nothing is deleted', async () => {
  await connected()
  const group = world.emulator.channel.group([megan]).as(megan)
  await group.uninstall()
  await group.settled()
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})

test('S44 leaver: what was sent before the removal and arrives after it brings nothing back', async () => {
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

test('installed again: a fresh start', async () => {
  await connected()
  await chat.uninstall()
  await chat.settled()
  await new Promise((resolve) => setTimeout(resolve, 20))
  await chat.install()
  const [card] = await chat.ask('find contact Alice')
  expect(card?.attachments[0]?.contentType).toContain('signin')
})

test('a new name changes nothing: the same person', async () => {
  await connected()
  const renamed = { ...megan, name: 'Megan Bowen-Wilber' }
  const [answer] = await chat.ask('status')
  expect(readable(answer)).toContain(megan.username)
  await chat.send('find contact Alice', { from: { ...chat.compose('x').from, name: renamed.name } })
  await chat.settled()
  expect(said(chat).at(-1)).toContain('Alice Admin')
})

test('in a second chat of hers: the same person', async () => {
  await connected()
  const { conversation: first } = chat.compose('x')
  const conversation = { ...(first as object), id: 'a:another' }
  await chat.send('status', { conversation })
  await chat.settled()
  expect(said(chat).at(-1)).toContain(megan.username)
})

test('a removal that arrives after she came back and connected deletes nothing', async () => {
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

test('a newer connect replaces the older card in place', async () => {
  const [old] = await chat.ask('connect')
  await chat.ask('find contact Alice')
  expect(readable(chat.messages.find(({ id }) => id === old?.id))).toContain('Please use the newer sign-in card below')
})

test('Sign in pressed on the welcome, with an older card in the chat: only that one makes way', async () => {
  await chat.install()
  await chat.settled()
  const welcome = chat.messages.at(-1)!
  const [old] = await chat.ask('connect')
  await chat.press(welcome, 'Sign in')
  await chat.settled()
  const text = (id: string | undefined) => readable(chat.messages.find((message) => message.id === id))
  expect(text(old?.id)).toContain('Please use the newer sign-in card below')
  expect(text(welcome.id)).toBe(readable(welcome))
})
