// Each fault is made in a running bot, and its metrics are read between turns. Each reading stands for one minute: events between
// two readings count as events within one minute. Prometheus's own promtool evaluates the rules on them.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test as base } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'
import { NOTHING_KEPT, startWorld, type World } from '../world.ts'
import { firing, promtool, type Readings } from './promtool.ts'
import { samples, scrape } from './samples.ts'

const RULES = 'dashboards/alerts.yaml'
const ALERTS = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)

/** Minutes without a fault, and then with one: long enough for every rule's window and its patience. */
const BEFORE = 7
const DURING = 5

beforeAll(() => void promtool(), 600_000)

type Scene = {
  world: World
  redis: RedisServer
  chat: Chat
  readings: Readings
  minute(): Promise<void>
  /** Ends the bot. */
  end(): Promise<void>
}

/** `open` starts a bot with Megan connected, and ends it with the test. Some minutes without a fault have already passed. */
const test = base.extend<{ open: () => Promise<Scene> }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads from it that nothing else is wanted
  open: async ({}, use) => {
    const closing: (() => Promise<unknown>)[] = []
    await use(async () => {
      const redis = await startRedis()
      closing.push(() => redis.stop())
      const port = await freePort()
      const world = await startWorld({ REDIS_URL: redis.url, METRICS_PORT: String(port), ...NOTHING_KEPT })
      closing.push(() => world.close())
      await world.connect(megan)
      const chat = world.emulator.channel.personal(megan)
      await chat.settled()
      const readings: Readings = []
      async function minute(): Promise<void> {
        await chat.send('find contact Alice')
        await chat.settled()
        readings.push(await scrape(port).catch(() => undefined))
      }
      for (let at = 0; at < BEFORE; at += 1) await minute()
      return { world, redis, chat, readings, minute, end: async () => void (await closing.pop()?.()) }
    })
    for (const close of closing.toReversed()) await close()
  },
})

async function minutes({ minute }: Scene, before: () => unknown = () => undefined): Promise<void> {
  for (let at = 0; at < DURING; at += 1) {
    await before()
    await minute()
  }
}

test('there are five rules', () => {
  expect(ALERTS).toHaveLength(5)
})

describe.concurrent('a bot', () => {
  test('without a fault no alert fires, not even while Microsoft fails once', async ({ open }) => {
    const all = await open()
    all.world.emulator.faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' }, times: 1 })
    await minutes(all)
    expect(await firing(RULES, ALERTS, all.readings)).toEqual([])
  })

  test('ContactsBotTurnsFail: Graph is down', async ({ open }) => {
    const all = await open()
    all.world.emulator.faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' } })
    await minutes(all)
    expect(await firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotTurnsFail'])
  })

  test('ContactsBotTurnsFail: the channel accepts no answer', async ({ open }) => {
    const all = await open()
    all.world.emulator.faults.add({ match: 'channel', status: 403 })
    await minutes(all)
    expect(await firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotTurnsFail'])
  })

  test('ContactsBotStoreFails: Redis is gone', async ({ open }) => {
    const all = await open()
    await all.redis.kill()
    await minutes(all)
    expect(await firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotTurnsFail', 'ContactsBotStoreFails'])
  })

  test('ContactsBotRegistrationRefused: the secret has expired', async ({ open }) => {
    const all = await open()
    all.world.emulator.faults.add({
      match: 'token',
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The provided client secret keys are expired.',
      },
    })
    await minutes(all, () => all.world.emulator.entra.expireAccessTokens())
    expect(await firing(RULES, ALERTS, all.readings)).toContain('ContactsBotRegistrationRefused')
  })

  test('ContactsBotSlow: Graph takes six seconds for one question in five', async ({ open }) => {
    const all = await open()
    all.world.emulator.faults.add({ match: 'graph', delayMs: 6_000, times: 1 })
    await minutes(all)
    expect(await firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotSlow'])
  })

  test('ContactsBotDown: the bot has ended', async ({ open }) => {
    const all = await open()
    await all.end()
    for (let at = 0; at < 3; at += 1) all.readings.push(undefined)
    expect(await firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotDown'])
  })

  test('the dashboard shows only metrics that exist', async ({ open }) => {
    const { readings } = await open()
    const known = new Set(samples(readings.at(-1) ?? '').map(({ name }) => name))
    const { panels } = JSON.parse(readFileSync('dashboards/grafana.json', 'utf8')) as {
      panels: { title: string; targets: { expr: string }[] }[]
    }
    const unknown = panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => [...expr.matchAll(/\b[a-z]+(?:_[a-z]+)+\b(?=[{[)]|$)/g)].map(([name]) => name)),
    )
    // Counters of failures only exist once something has happened.
    const NOT_YET = ['bot_faults_total', 'refused_requests_total', 'request_retries_total']
    expect(unknown.length).toBeGreaterThan(15)
    expect(unknown.filter((name) => !known.has(name) && !NOT_YET.includes(name))).toEqual([])
  })
})
