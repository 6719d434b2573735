import { expect } from 'vitest'
import { alex } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { said, signInWith } from '../world.ts'
import { storedKeys } from './stored.ts'
import { test } from './talk.ts'

const REFUSED = 'The channel refused a message for good'

test.for<[number, string]>([
  [403, 'MessageWritesBlocked'],
  [403, 'BotNotInConversationRoster'],
  [403, 'BotDisabledByAdmin'],
  [404, 'ConversationNotFound'],
  [410, 'Gone'],
])(
  'C19 a final no is final: after %i %s one call, one line in the log, and 200 for each delivery',
  async ([status, code], { open }) => {
    const { world, chat, faults } = await open()
    // An answer that takes longer is preceded by typing dots, which are a call too.
    const activity = chat.compose('help')
    const lines = world.log.length
    faults.add({ match: 'channel', status, body: { error: { code } } })
    const calls = chat.history.length
    expect((await chat.redeliver(activity)).status).toBe(200)
    expect((await chat.redeliver(activity)).status).toBe(200)
    await chat.settled()
    expect(chat.history.length - calls).toBe(1)
    const loud = world.log.slice(lines).filter(({ level }) => Number(level) > 30)
    expect(loud).toEqual([expect.objectContaining({ msg: REFUSED, status })])
  },
)

test('C19 a final no is final: somebody who blocked the bot starts one sign-in, however often the message comes', async ({
  open,
}) => {
  const { world, faults } = await open()
  const chat = world.emulator.channel.personal(alex)
  const activity = chat.compose('find contact Bob')
  faults.add({ match: 'channel', status: 403 })
  await chat.redeliver(activity)
  const tickets = await storedKeys(world, 'ticket/')
  await chat.redeliver(activity)
  expect(await storedKeys(world, 'ticket/')).toEqual(tickets)
})

test('a final no is final: a card that may not be replaced is not tried as a new message', async ({ open }) => {
  const { ask, chat, faults, world } = await open()
  const list = await ask('find contact a')
  faults.add({ match: 'channel', status: 403 })
  const calls = chat.history.length
  const answer = await chat.press(list, 0)
  expect(answer).toMatchObject({ status: 200, body: { statusCode: 200 } })
  expect(chat.history.slice(calls).map(({ method }) => method)).toEqual(['PUT'])
  expect(world.log.filter(({ msg }) => msg === REFUSED)).toHaveLength(1)
})

test('a final no is final: a card that is gone (404 only for the update) is replaced by a new message', async ({
  open,
}) => {
  const { ask, chat, faults } = await open()
  const list = await ask('find contact a')
  const before = said(chat).length
  faults.add({ match: /^PUT \/teams\/v3\//, status: 404, times: 1 })
  await chat.press(list, 0)
  await chat.settled()
  expect(said(chat)).toHaveLength(before + 1)
})

test.for(['POST', 'PUT'])(
  'a message that is too large for a %s is replaced by a shorter one, once',
  async (method, { open }) => {
    const { ask, chat, faults } = await open()
    const list = await ask('find contact a')
    const calls = chat.history.length
    faults.add({ match: new RegExp(`^${method} /teams/v3/`), status: 413, times: 1 })
    if (method === 'PUT') await chat.press(list, 0)
    else await chat.send('find contact a')
    await chat.settled()
    expect(said(chat).at(-1)).toBe(en.answerTooLong)
    expect(chat.history.length - calls).toBe(2)
  },
)

test('a message that is still too large is given up', async ({ open }) => {
  const { ask, chat, faults } = await open()
  // A question whose contacts were read before is answered before the typing dots, which would be a call too.
  await ask('find contact a')
  faults.add({ match: 'channel', status: 413 })
  const calls = chat.history.length
  const activity = chat.compose('find contact a')
  expect((await chat.redeliver(activity)).status).toBe(200)
  expect((await chat.redeliver(activity)).status).toBe(200)
  expect(chat.history.length - calls).toBe(2)
})

test('typing dots that are refused as too large do not block the answer', async ({ open }) => {
  const { chat, faults } = await open()
  faults.add({ match: 'graph', delayMs: 1_500, times: 1 })
  faults.add({ match: 'channel', status: 413, times: 1 })
  await chat.send('find contact Alice')
  await chat.settled()
  expect(faults.struck()).toBe(2)
  expect(said(chat).at(-1)).toContain('Alice Admin')
})

test.for([500, 503, 412])(
  'a %i may be temporary: the delivery fails, and the next one is answered',
  async (status, { open }) => {
    const { chat, faults } = await open()
    faults.add({ match: 'channel', status })
    const activity = chat.compose('find contact Alice')
    expect((await chat.redeliver(activity)).status).toBe(502)
    faults.clear()
    expect((await chat.redeliver(activity)).status).toBe(200)
    await chat.settled()
    expect(said(chat).at(-1)).toContain('Alice Admin')
  },
)

test('a sign-in that ends in the browser after the bot was blocked is one message and one line in the log', async ({
  open,
}) => {
  const { world, faults } = await open()
  const chat = world.emulator.channel.personal(alex)
  const [card] = await chat.ask('connect')
  faults.add({ match: 'channel', status: 403 })
  const calls = chat.history.length
  await signInWith(card, alex)
  await chat.settled()
  expect(chat.history.slice(calls).filter(({ method }) => method !== 'GET')).toHaveLength(1)
  expect(world.log.filter(({ msg }) => msg === REFUSED)).toHaveLength(1)
})
