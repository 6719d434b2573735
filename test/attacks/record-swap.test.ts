import { afterEach, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan } from '../../emulator/people.ts'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'

// An attacker who can write to the store, but has no encryption key, copies Megan's records to other keys.

const HOUR = 3_600_000

let redis: RedisServer | undefined
let world: World
let raw: Store
let megans: Chat
let alexs: Chat

async function start(kind: 'sqlite' | 'redis'): Promise<void> {
  redis = kind === 'redis' ? await startRedis() : undefined
  world = await startWorld(redis ? { REDIS_URL: redis.url } : {})
  raw = redis ? redisStore(redis.url) : sqliteStore(world.dataFile)
  megans = world.emulator.channel.personal(megan)
  alexs = world.emulator.channel.personal(alex)
  await world.connect(megan)
  await megans.settled()
}

afterEach(async () => {
  await raw.close()
  await world.close()
  await redis?.kill()
})

const keyOf = (kind: 'connection' | 'pending', chat: Chat) => {
  const id = encodeURIComponent(String(chat.compose('x').from?.id))
  return `${kind}/msteams/${chat.member.tid}/${id}`
}

/** Copies a stored record byte for byte. */
async function copy(from: string, to: string): Promise<void> {
  await raw.put(to, await bytesOf(from), HOUR)
}

async function bytesOf(key: string): Promise<Buffer> {
  const found = await raw.get(key)
  if (!found) throw new Error(`No record: ${key}`)
  return found.value
}

/** How many records could not be opened, according to the log. */
function counted(): unknown {
  return world.log.findLast(({ msg }) => String(msg).startsWith('Some records cannot be opened'))?.['count']
}

async function ask(chat: Chat, text: string): Promise<string> {
  return (await chat.ask(text)).map(readable).join('\n')
}

function callsOf(oid: string): number {
  return world.emulator.graph.calls.filter((call) => call.oid === oid).length
}

const connectAlex = async () => {
  await world.connect(alex)
  await alexs.settled()
}

test.each([
  ['sqlite', 'a person who is not connected', async () => {}],
  ['sqlite', 'a connected person', connectAlex],
  ['redis', 'a connected person', connectAlex],
] as const)(
  'S46 record swap: in %s, Megan’s connection under the key of %s cannot be opened',
  async (kind, _who, before) => {
    await start(kind)
    await before()
    const already = said(alexs).length
    const calls = callsOf(megan.oid)
    await copy(keyOf('connection', megans), keyOf('connection', alexs))
    for (const text of ['status', 'connect', 'find contact Alice']) {
      expect(await ask(alexs, text), `asked: ${text}`).toMatch(/sign in|not connected/i)
    }
    const heard = said(alexs).slice(already).join('\n')
    for (const hers of ['Alice Admin', 'Megan', megan.username]) expect(heard).not.toContain(hers)
    expect(callsOf(megan.oid)).toBe(calls)
    expect(counted()).toBe(1)
    // The bot leaves the record as it is until the person signs in.
    expect(await bytesOf(keyOf('connection', alexs))).toEqual(await bytesOf(keyOf('connection', megans)))
    await signInWith(
      alexs.messages.findLast(({ from }) => from === 'bot'),
      alex,
    )
    await alexs.settled()
    expect(await ask(alexs, 'status')).toContain(alex.username)
    expect(await ask(megans, 'find contact Alice')).toContain('Alice Admin')
  },
)

test('S46 record swap: a connection under another key of the same person cannot be opened', async () => {
  await start('sqlite')
  // As a sign-in under way it would have the right version.
  await copy(keyOf('connection', megans), keyOf('pending', megans))
  expect(await ask(megans, '987654')).toContain('not expecting a sign-in code')
  expect(counted()).toBe(1)
  expect(await ask(megans, 'find contact Alice')).toContain('Alice Admin')
})

test('S46 record swap: a sign-in under way under the key of a connection connects nobody', async () => {
  await start('sqlite')
  await ask(alexs, 'connect')
  for (const chat of [alexs, megans]) {
    await copy(keyOf('pending', alexs), keyOf('connection', chat))
    expect(await ask(chat, 'find contact Alice')).toContain('Sign in to Microsoft 365')
  }
  expect(counted()).toBe(1)
  await signInWith(
    megans.messages.findLast(({ from }) => from === 'bot'),
    megan,
  )
  const answer = await megans.next({ where: (message) => readable(message).includes('Head of Administration') })
  expect(readable(answer)).toContain('Alice Admin')
})
