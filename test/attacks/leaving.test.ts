import { afterEach, expect, test } from 'vitest'
import { browser, signIn } from '../../emulator/browser.ts'
import { megan } from '../../emulator/people.ts'
import { storedKeys } from '../conversations/stored.ts'
import { readable, signInWith, startUrl, startWorld, type World } from '../world.ts'

const worlds: World[] = []
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()))
})

async function open() {
  const world = await startWorld()
  worlds.push(world)
  return { world, chat: world.emulator.channel.personal(megan) }
}

const at = (ms: number) => new Date(ms).toISOString()

test.each([0, -90_000, 90_000])(
  'S64 two clocks compared: removing the app deletes the person’s data, with the channel’s clock %i ms off ours',
  async (skewMs) => {
    const { world, chat } = await open()
    await chat.send('connect', { timestamp: at(Date.now() + skewMs) })
    await chat.settled()
    await signInWith(chat.messages.at(-1), megan)
    await chat.settled()
    expect(await storedKeys(world, 'connection/')).toHaveLength(1)
    await chat.uninstall('remove', Date.now() + skewMs)
    await chat.settled()
    expect(await storedKeys(world, 'connection/')).toEqual([])
  },
)

test('S64 two clocks compared: a sign-in that ends before the earlier removal is delivered does not stay connected', async () => {
  const { world, chat } = await open()
  const card = (await chat.ask('connect')).at(-1)
  const removedAt = Date.now()
  await signInWith(card, megan)
  await chat.settled()
  await chat.uninstall('remove', removedAt)
  await chat.settled()
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test('S64 two clocks compared: a sign-in that was asked for before the removal cannot be finished after it', async () => {
  const { world, chat } = await open()
  const by = browser()
  const atMicrosoft = await by.submit(await by.open(startUrl((await chat.ask('connect')).at(-1))), 'continue')
  await chat.uninstall()
  await chat.settled()
  await signIn(by, atMicrosoft.url, { username: megan.username })
  expect(await storedKeys(world, 'connection/')).toEqual([])
})

test.each([5_000, -5_000])(
  'S64 two clocks compared: a person who has returned stays connected when the removal (%i ms off) is delivered again',
  async (skewMs) => {
    const { chat } = await open()
    await connect(chat)
    await chat.uninstall('remove', Date.now() + skewMs)
    const removals = chat.sent.filter(({ activity }) => activity.type === 'installationUpdate')
    await chat.install()
    await chat.settled()
    await connect(chat)
    for (const [n, { activity }] of removals.entries()) await chat.redeliver(activity, { id: `again-${n}` })
    await chat.settled()
    expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
  },
)

test('S64 two clocks compared: a late removal does not end the sign-in of somebody who has come back', async () => {
  const { chat } = await open()
  const removedAt = Date.now() - 60_000
  const card = (await chat.ask('connect')).at(-1)
  await chat.invoke('', {}, { type: 'installationUpdate', action: 'remove', timestamp: at(removedAt) })
  await signInWith(card, megan)
  await chat.settled()
  expect(readable((await chat.ask('status'))[0])).toContain(megan.username)
})

async function connect(chat: Awaited<ReturnType<typeof open>>['chat']): Promise<void> {
  await signInWith((await chat.ask('connect')).at(-1), megan)
  await chat.settled()
}
