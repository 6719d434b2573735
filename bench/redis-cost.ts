import { Redis } from 'ioredis'
import type { Emulator } from '../emulator/emulator.ts'
import { type Kind, start } from './bots.ts'
import { AT_A_TIME, say } from './load.ts'

/** What one connected person takes in Redis, in bytes, with 320 contacts in 11 folders; and how many commands Redis does for an
 *  answer, those inside scripts among them. */
export type RedisCost = { connectionBytes: number; bookBytes: number; commandsPerHelp: number; commandsPerFind: number }

/** How many keys SCAN looks at in one step. */
const SCAN_COUNT = 1_000

/** @param kind the bot, with the Redis at `url` as its store, where everybody is connected by now
 *  @param count how often each thing is asked */
export async function redisCostOf(kind: Kind, emulator: Emulator, url: string, count: number): Promise<RedisCost> {
  const bot = await start(kind, emulator)
  const redis = new Redis(url)
  try {
    emulator.channel.botUrl = bot.url
    const find = () => say(emulator, 'find contact Alice', count, 'Alice Admin')
    await find()
    return {
      connectionBytes: (await bytesUnder(redis, 'connection/*')) / AT_A_TIME,
      bookBytes: (await bytesUnder(redis, 'address-book/*')) / AT_A_TIME,
      commandsPerHelp: (await commandsOf(redis, () => say(emulator, 'help', count, 'find contact'))) / count,
      commandsPerFind: (await commandsOf(redis, find)) / count,
    }
  } finally {
    redis.disconnect()
    await bot.stop()
  }
}

async function bytesUnder(redis: Redis, pattern: string): Promise<number> {
  let bytes = 0
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT)
    for (const key of keys) bytes += (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0
    cursor = next
  } while (cursor !== '0')
  return bytes
}

/** How many commands Redis did meanwhile, without the two that ask. */
async function commandsOf(redis: Redis, work: () => Promise<void>): Promise<number> {
  const before = await processed(redis)
  await work()
  return (await processed(redis)) - before - 1
}

async function processed(redis: Redis): Promise<number> {
  const [, commands] = /total_commands_processed:(\d+)/.exec(await redis.info('stats')) ?? []
  return Number(commands)
}
