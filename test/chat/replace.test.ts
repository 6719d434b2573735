import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'

let world: World
let chat: Chat
beforeEach(async () => {
  world = await startWorld()
  chat = world.emulator.channel.personal(megan)
})
afterEach(() => world.close())

/** The connection breaks on every update of a message, so that nobody knows whether it arrived. */
const cutUpdates = () => world.emulator.faults.add({ match: /^PUT \/teams\//, cut: 'before' })

test('an updated card that may have arrived is not sent again as a new message', async () => {
  await world.connect(megan)
  await chat.settled()
  const [list] = await chat.ask('Smith')
  const before = said(chat)
  cutUpdates()
  const { status } = await chat.press(list!, 0)
  await chat.settled()
  expect(said(chat)).toEqual(before)
  expect(status).toBe(502)
})

test('a sign-in card that may have been replaced does not block the message that somebody is connected', async () => {
  const [card] = await chat.ask('connect')
  const before = said(chat)
  cutUpdates()
  await signInWith(card, megan)
  await expect.poll(() => said(chat).length, { timeout: 10_000 }).toBeGreaterThan(before.length)
  await chat.settled()
  expect(said(chat)).toEqual([...before, expect.stringContaining(en.connected(megan.username))])
  expect(world.log).toContainEqual(expect.objectContaining({ level: 50, msg: 'Something failed in a turn' }))
})

test('a sign-in card that may have been replaced does not block the message that a sign-in was cancelled', async () => {
  const [card] = await chat.ask('connect')
  const before = said(chat)
  cutUpdates()
  await signInWith(card, megan, 'cancel')
  await expect.poll(() => said(chat).length, { timeout: 10_000 }).toBeGreaterThan(before.length)
  await chat.settled()
  expect(said(chat)).toEqual([...before, expect.stringContaining(en.signInFailed.cancelled)])
})

test('a card that the channel cannot replace is sent as a new message', async () => {
  const [card] = await chat.ask('connect')
  world.emulator.faults.add({ match: /^PUT \/teams\//, status: 405 })
  await signInWith(card, megan)
  await expect.poll(() => readable(chat.messages.at(-1)), { timeout: 10_000 }).toContain(en.connected(megan.username))
  expect(said(chat)).toContain(en.cardOver.connected(megan.username))
})
