import { afterEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import type { Seams } from '../../src/app.ts'
import { readable, said, startUrl, startWorld, type World } from '../world.ts'
import { storedKeys } from './stored.ts'

const worlds: World[] = []
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()))
})

async function open(seams: Seams = {}, env: Record<string, string> = {}): Promise<{ world: World; chat: Chat }> {
  const world = await startWorld(env, {}, seams)
  worlds.push(world)
  return { world, chat: world.emulator.channel.personal(megan) }
}

async function connected(seams?: Seams, env?: Record<string, string>) {
  const opened = await open(seams, env)
  await opened.world.connect(megan)
  await opened.chat.settled()
  return opened
}

const isReading = (text: string) => /reading your contacts/i.test(text)

test('C28 no progress card is left: an answer that failed after its delivery was answered replaces it later', async () => {
  const { world, chat } = await connected({ answerWithinMs: 2_500 })
  const { faults } = world.emulator
  faults.add({ match: 'graph', delayMs: 1_500, times: 3 })
  const asked = chat.send('find contact Archer')
  const progress = await chat.next({ where: (message) => isReading(readable(message)) })
  faults.add({ match: 'channel', status: 500 })
  expect((await asked).status).toBe(200)
  await chat.settled()
  expect(world.log.some(({ msg }) => msg === 'Something failed in a turn')).toBe(true)
  faults.clear()
  const shown = () => readable(chat.messages.find(({ id }) => id === progress.id))
  await expect.poll(shown).not.toMatch(/reading your contacts/i)
})

test('C32 deleteUserData deletes everything that is stored, as disconnect does', async () => {
  const { world, chat } = await connected()
  await chat.ask('find contact Alice')
  expect((await chat.deleteUserData()).status).toBe(200)
  await chat.settled()
  for (const prefix of ['connection/', 'pending/', 'address-book/', 'recent/'])
    expect(await storedKeys(world, prefix)).toEqual([])
  expect(said(chat).at(-1)).toContain(megan.username)
})

test('deleteUserData also ends a sign-in under way', async () => {
  const { world, chat } = await open()
  await chat.ask('connect')
  await chat.deleteUserData()
  await chat.settled()
  expect(await storedKeys(world, 'pending/')).toEqual([])
})

test('deleteUserData of somebody else deletes nothing of Megan’s', async () => {
  const { world } = await connected()
  const { people, channel } = world.emulator
  const other = people.find(({ oid }) => oid !== megan.oid)!
  await channel.personal(other).deleteUserData()
  expect(await storedKeys(world, 'connection/')).toHaveLength(1)
})

test('C33 an add right after a remove is answered, although its time is earlier', async () => {
  const { chat } = await connected()
  const now = Date.now()
  await chat.uninstall('remove', now + 4_000)
  const before = said(chat).length
  await chat.install('add', now)
  await chat.settled()
  expect(said(chat)).toHaveLength(before + 1)
  startUrl((await chat.ask('connect')).at(-1))
})

test('an add whose time is earlier by eight seconds, and a question instead of connect, are answered too', async () => {
  const { chat } = await connected()
  const now = Date.now()
  await chat.uninstall('remove', now + 8_000)
  await chat.install('add', now)
  await chat.settled()
  startUrl((await chat.ask('find contact Bob')).at(-1))
})

test('a message from before the removal stays unanswered after the return', async () => {
  const { world, chat } = await connected()
  const late = chat.compose('find contact Alice', { timestamp: new Date(Date.now() - 60_000).toISOString() })
  await chat.uninstall()
  await chat.install()
  await chat.settled()
  const before = said(chat).length
  await chat.redeliver(late)
  await chat.settled()
  expect(said(chat)).toHaveLength(before)
  expect(await storedKeys(world, 'pending/')).toEqual([])
})
