import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { said, startWorld, type World } from '../world.ts'
import type { Answer, Order, Setting } from './refreshing-process.ts'

/** For more rounds: `REFRESH_ROUNDS=1000 npx vitest run test/connection/four-processes.test.ts`. */
const ROUNDS = Number(process.env['REFRESH_ROUNDS'] ?? 3)
/** An access token is refreshed at half its lifetime. */
const LIFE_S = 3

let redis: RedisServer
let world: World
const processes: ChildProcess[] = []

beforeAll(async () => {
  redis = await startRedis()
  const key = randomBytes(32).toString('base64')
  world = await startWorld(
    { REDIS_URL: redis.url, ENCRYPTION_KEYS: key },
    { strictRotation: true, accessTokenSeconds: LIFE_S },
  )
  const settings = world.emulator.settings(world.publicUrl)
  const { activity } = await connected()
  const from = activity['from'] as { id: string; aadObjectId: string }
  const setting: Setting = {
    redisUrl: redis.url,
    key,
    authority: settings['OAUTH_AUTHORITY'] ?? '',
    clientId: settings['OAUTH_CLIENT_ID'] ?? '',
    clientSecret: settings['OAUTH_CLIENT_SECRET'] ?? '',
    user: {
      channelId: 'msteams',
      tenantId: megan.tid,
      name: megan.name,
      vouched: true,
      conversationId: 'a:1',
      ...from,
    },
  }
  const program = join(import.meta.dirname, 'refreshing-process.ts')
  for (let started = 0; started < 4; started += 1)
    processes.push(fork(program, [JSON.stringify(setting)], { execArgv: [] }))
  await Promise.all(processes.map((child) => once(child, 'message')))
})

afterAll(async () => {
  for (const child of processes) child.kill()
  await world?.close()
  await redis?.stop()
})

/** Megan, who has signed in by the real pages. */
async function connected() {
  const page = await world.connect(megan)
  expect(page.text).toContain('You’re connected')
  const [sent] = world.emulator.channel.personal(megan).sent
  if (!sent) throw new Error('Nothing was sent')
  return sent
}

async function ask(child: ChildProcess, order: Order): Promise<Answer['tokens']> {
  const answer = once(child, 'message')
  child.send(order)
  const [{ tokens }] = (await answer) as [Answer]
  return tokens
}

test(
  'four processes on one Redis, with refresh tokens that can be used once: one token call each time, nobody is signed out',
  async () => {
    const { entra, channel } = world.emulator
    for (let round = 1; round <= ROUNDS; round += 1) {
      // In turn: the token has expired and all must wait, or it is due for a refresh and still serves.
      await sleep((round % 2 === 1 ? LIFE_S : LIFE_S / 2) * 1000 + 100)
      const order = { at: Date.now() + 50, times: 16 }
      const before = entra.count('token', 'refresh_token')
      const tokens = (await Promise.all(processes.map((child) => ask(child, order)))).flat()
      expect(tokens).toHaveLength(64)
      for (const token of tokens) expect(token).toHaveProperty('accessToken')
      const different = new Set(tokens.map((token) => JSON.stringify(token))).size
      expect(different).toBeLessThanOrEqual(round % 2 === 1 ? 1 : 2)
      expect(entra.count('token', 'refresh_token') - before, `calls in round ${round}`).toBe(1)
    }
    const chat = channel.personal(megan)
    await chat.ask('connect')
    expect(said(chat).at(-1)).toContain('already connected as megan.bowen@contoso.example')
  },
  120_000 + ROUNDS * 2 * LIFE_S * 1000,
)
