import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan } from '../../emulator/people.ts'
import { storedKeys } from '../conversations/stored.ts'
import { said, startWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ OAUTH_TENANT: 'organizations' }, {}, { newcomers: { atOnce: 3, perSecond: 0.001 } })
})
afterAll(() => world.close())

let turn = 0
beforeEach(() => void (turn += 1))

/** A new person in a channel that does not vouch for people. */
function stranger(channelId = 'webchat'): Chat {
  const locale = `en-x-${(turn += 1)}`
  return world.emulator.channel.personal(megan, { channelId, aadObjectId: undefined, tenantId: undefined, locale })
}

test('S71 strangers make few records: beyond the limit, new people of a channel are refused, and nothing is stored for them', async () => {
  const known = [stranger(), stranger(), stranger()]
  for (const chat of known) expect((await chat.send('connect')).status).toBe(200)
  const before = await storedKeys(world, '')
  const lines = world.log.length
  expect((await stranger().send('connect')).status).toBe(429)
  expect(await storedKeys(world, '')).toEqual(before)
  expect(world.log.slice(lines)).toEqual([
    expect.objectContaining({ status: 429, reason: expect.stringContaining('too many new people') as string }),
  ])
  // People who were there before get an answer, and so does everybody in another channel and in Teams.
  for (const chat of [...known, stranger('directline')]) expect((await chat.send('help')).status).toBe(200)
  for (const person of [megan, alex]) {
    const chat = world.emulator.channel.personal(person)
    await chat.ask('help')
    expect(said(chat)).toHaveLength(1)
  }
})

test('S71 strangers make few records: no key has an id in it that a client has chosen', async () => {
  const chat = stranger('directline')
  const secret = 'a-conversation-that-only-its-owner-knows'
  const { conversation } = chat.compose('x')
  await chat.send('connect', { id: 'chosen-message', conversation: { ...(conversation as object), id: secret } })
  await chat.settled()
  const keys = await storedKeys(world, '')
  expect(keys.filter((key) => key.startsWith('turn/directline/'))).not.toEqual([])
  const chosen = [secret, 'chosen-message', String(chat.compose('x').from?.id), chat.conversation.id]
  for (const id of chosen.map(encodeURIComponent)) expect(keys.filter((key) => key.includes(id))).toEqual([])
  for (const key of keys) expect(key.length).toBeLessThan(200)
})
