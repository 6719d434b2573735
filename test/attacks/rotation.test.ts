import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan } from '../../emulator/people.ts'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { startEntry } from '../entry.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { NOTHING_KEPT, readable, signInWith, startWorld, type World } from '../world.ts'

const OLD = randomBytes(32)
const NEW = randomBytes(32)
const listed = (...keys: Buffer[]) => ({ ENCRYPTION_KEYS: keys.map((key) => key.toString('base64')).join(',') })

let redis: RedisServer
let world: World
beforeAll(async () => {
  redis = await startRedis()
  world = await startWorld({ ...NOTHING_KEPT, REDIS_URL: redis.url, ...listed(OLD) })
})
afterAll(async () => {
  await world.close()
  await redis.kill()
})

async function ask(chat: Chat, text: string, botUrl = world.emulator.channel.botUrl): Promise<string> {
  world.emulator.channel.botUrl = botUrl
  return (await chat.ask(text)).map(readable).join('\n')
}

/** How many connections this key opens. */
async function openedBy(key: Buffer): Promise<number> {
  const store = sealed(redisStore(redis.url), [key])
  let opened = 0
  for await (const name of store.scan('connection/')) opened += (await store.get(name)) ? 1 : 0
  await store.close()
  return opened
}

test(
  'S48 rotation: with both keys two instances read everything and write under the new key; without the old key people sign in again',
  { timeout: 120_000 },
  async () => {
    const [megans, alexs] = [megan, alex].map((person) => world.emulator.channel.personal(person)) as [Chat, Chat]
    for (const person of [megan, alex]) await world.connect(person)
    await Promise.all([megans.settled(), alexs.settled()])
    expect(await openedBy(OLD)).toBe(2)

    await world.restart(listed(NEW, OLD))
    const instances = [world.emulator.channel.botUrl, await world.another()]
    for (const instance of instances) {
      for (const chat of [megans, alexs]) expect(await ask(chat, 'find contact Alice', instance)).toContain('Alice')
    }
    expect(await openedBy(NEW)).toBe(0)
    // The bot refreshes Megan's token and writes her record.
    world.emulator.entra.expireAccessTokens()
    expect(await ask(megans, 'find contact Alice', instances[1])).toContain('Alice Admin')
    expect([await openedBy(OLD), await openedBy(NEW)]).toEqual([1, 1])
    expect(await ask(megans, 'find contact Alice', instances[0])).toContain('Alice Admin')

    await world.restart(listed(NEW))
    expect(await ask(megans, 'find contact Alice')).toContain('Alice Admin')
    const [card] = await alexs.ask('find contact Alice')
    expect(readable(card)).toContain('Sign in to Microsoft 365')
    expect(await openedBy(OLD)).toBe(1)
    await signInWith(card, alex)
    await alexs.settled()
    expect(await ask(alexs, 'status')).toContain(alex.username)
    expect([await openedBy(OLD), await openedBy(NEW)]).toEqual([0, 2])
    const trouble = world.log.filter(({ level }) => Number(level) >= 50)
    expect(trouble).toEqual([
      expect.objectContaining({ count: 1, msg: expect.stringContaining('cannot be opened with any key') }),
    ])
  },
)

test(
  'S48 rotation: after `npm run reseal` beside the running bot, nobody has to sign in again without the old key',
  { timeout: 120_000 },
  async () => {
    const single = await startWorld(listed(OLD))
    try {
      const megans = single.emulator.channel.personal(megan)
      await single.connect(megan)
      await megans.settled()
      await single.restart(listed(NEW, OLD))
      const { ended, out } = startEntry(
        'cli/reseal',
        { DATA_FILE: single.dataFile, ...listed(NEW, OLD) },
        dirname(single.dataFile),
      )
      expect((await megans.ask('find contact Alice')).map(readable).join()).toContain('Alice Admin')
      expect(await ended).toBe(0)
      expect(out()).toContain('0 could not be opened')
      await single.restart(listed(NEW))
      expect((await megans.ask('find contact Alice')).map(readable).join()).toContain('Alice Admin')
    } finally {
      await single.close()
    }
  },
)
