// The figures of docs/capacity.md hold in a real cluster: bytes, spread and commands.
import type { Redis } from 'ioredis'
import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { admin, startCluster } from '../store/drivers/redis/servers.ts'
import { startWorld } from '../world.ts'

/** How many people are stored as connected. Each has a copy of the address book of a person who has really connected. */
const PEOPLE = Number(process.env['CLUSTER_PEOPLE'] ?? 300)
const AT_ONCE = 50
const DAY = 86_400_000
const FINDS = 20
/** The assumption of `bench/needs.ts`: the memory that Redis needs for each byte of a value. */
const OVERHEAD = 1.6

const cleanups: (() => unknown)[] = []
const cleanup = (undo: () => unknown) => cleanups.push(undo)
afterAll(async () => {
  for (const undo of cleanups.toReversed()) await undo()
})

test('a cluster holds many people as calculated, evenly on all masters, and a question costs no more commands', async () => {
  const nodes = await startCluster(3, cleanup)
  const masters = nodes.map((node) => admin(node, cleanup))
  const key = randomBytes(32)
  const redisUrl = `redis+cluster://${nodes.map(({ port }) => `localhost:${port}`).join(',')}`
  const world = await startWorld({ REDIS_URL: redisUrl, ENCRYPTION_KEYS: key.toString('base64') })
  cleanup(() => world.close())
  await world.connect(megan)
  const chat = world.emulator.channel.personal(megan)
  await chat.ask('find contact Alice Admin')
  await chat.settled()

  const { store } = await openStore({ redisUrl, dataFile: '', encryptionKeys: [key], onError() {}, onBroken() {} })
  cleanup(() => store.close())
  const own = await recordsOf(store)
  const before = await usedBytes(masters)
  for (let from = 0; from < PEOPLE; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, PEOPLE - from) }, (_, n) => from + n)
    await Promise.all(some.flatMap((n) => own.map(([name, value]) => store.put(`${name}-${n}`, value, DAY))))
  }
  const perPerson = ((await usedBytes(masters)) - before) / PEOPLE
  const values = own.reduce((sum, [, value]) => sum + value.length, 0)
  const held = await Promise.all(masters.map((redis) => redis.dbsize()))

  const commandsBefore = await commandsOf(masters)
  for (let n = 0; n < FINDS; n++) await chat.ask('find contact Alice Admin')
  await chat.settled()
  const perFind = ((await commandsOf(masters)) - commandsBefore) / FINDS
  if (process.env['CLUSTER_PEOPLE'])
    console.log({ people: PEOPLE, recordsEach: own.length, valueBytes: values, perPerson, held, perFind })
  expect(perPerson / values).toBeLessThan(OVERHEAD)
  expect(Math.min(...held) / Math.max(...held)).toBeGreaterThan(0.8)
  expect(perFind).toBeLessThan(12)
}, 3_600_000)

/** A person's records: their connection and their address book. */
async function recordsOf(store: Store): Promise<[key: string, value: Buffer][]> {
  const found: [string, Buffer][] = []
  for (const prefix of ['connection/', 'address-book/']) {
    for await (const key of store.scan(prefix)) {
      const record = await store.get(key)
      if (record) found.push([key, record.value])
    }
  }
  return found
}

async function usedBytes(masters: readonly Redis[]): Promise<number> {
  return sum(await Promise.all(masters.map((redis) => figure(redis, 'memory', /used_memory:(\d+)/))))
}

/** Redis counts a command when it has ended, so the INFO that asks is not counted yet. */
async function commandsOf(masters: readonly Redis[]): Promise<number> {
  return sum(await Promise.all(masters.map((redis) => figure(redis, 'stats', /total_commands_processed:(\d+)/))))
}

async function figure(redis: Redis, section: string, pattern: RegExp): Promise<number> {
  return Number(pattern.exec(await redis.info(section))?.[1])
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
