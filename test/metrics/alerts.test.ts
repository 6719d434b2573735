// Each fault is made in a running bot, and its metrics are read between turns. Each reading stands for one minute: what happened
// between two of them is taken as what happened within a minute. Prometheus's own promtool evaluates the rules on them.
import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan } from '../../emulator/people.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'
import { startWorld, type World } from '../world.ts'
import { firing, promtool, type Readings } from './promtool.ts'
import { samples, scrape } from './samples.ts'

const RULES = 'dashboards/alerts.yaml'
const ALERTS = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)

/** Long enough for every rule's window and its patience. */
const MINUTES = 7

beforeAll(() => void promtool(), 600_000)

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Scene = { world: World; redis: RedisServer; chat: Chat; readings: Readings; minute(of?: string): Promise<void> }

/** A bot with Megan connected, after some minutes without any fault. */
async function scene(env: Record<string, string> = {}): Promise<Scene> {
  const redis = await startRedis()
  const port = await freePort()
  const nothingKept = { CONTACTS_MAX_AGE: '0', CONTACTS_KEEP: '0' }
  const world = await startWorld({ REDIS_URL: redis.url, METRICS_PORT: String(port), ...nothingKept, ...env })
  closing.push(
    () => redis.stop(),
    () => world.close(),
  )
  await world.connect(megan)
  const chat = world.emulator.channel.personal(megan)
  await chat.settled()
  const readings: Readings = []
  async function minute(text = 'find contact Alice'): Promise<void> {
    await chat.send(text)
    await chat.settled()
    readings.push(await scrape(port).catch(() => undefined))
  }
  for (let at = 0; at < MINUTES; at += 1) await minute()
  return { world, redis, chat, readings, minute }
}

async function minutes({ minute }: Scene, before: () => unknown = () => undefined, count = MINUTES): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await before()
    await minute()
  }
}

test('there are five rules', () => {
  expect(ALERTS).toHaveLength(5)
})

test('without a fault no alert fires, not even while Microsoft fails once', async () => {
  const all = await scene()
  all.world.emulator.faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' }, times: 1 })
  await minutes(all)
  expect(firing(RULES, ALERTS, all.readings)).toEqual([])
})

test('ContactsBotTurnsFail: Graph is down', async () => {
  const all = await scene()
  all.world.emulator.faults.add({ match: 'graph', status: 503, headers: { 'retry-after': '0' } })
  await minutes(all)
  expect(firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotTurnsFail'])
})

test('ContactsBotTurnsFail: the channel takes no answer', async () => {
  const all = await scene()
  all.world.emulator.faults.add({ match: 'channel', status: 403 })
  await minutes(all)
  expect(firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotTurnsFail'])
})

test('ContactsBotStoreFails: Redis is gone', async () => {
  const all = await scene()
  await all.redis.kill()
  await minutes(all)
  expect(firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotTurnsFail', 'ContactsBotStoreFails'])
})

test('ContactsBotRegistrationRefused: the secret has expired', async () => {
  const all = await scene()
  all.world.emulator.faults.add({
    match: 'token',
    status: 401,
    body: { error: 'invalid_client', error_description: 'AADSTS7000222: The provided client secret keys are expired.' },
  })
  await minutes(all, () => all.world.emulator.entra.expireAccessTokens())
  expect(firing(RULES, ALERTS, all.readings)).toContain('ContactsBotRegistrationRefused')
})

test('ContactsBotSlow: Graph takes its time', async () => {
  const all = await scene()
  const times = 1
  await minutes(all, () => all.world.emulator.faults.add({ match: 'graph', delayMs: 6_000, times }), 5)
  expect(firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotSlow'])
}, 240_000)

test('ContactsBotDown: the bot has ended', async () => {
  const all = await scene()
  // The world is what is closed last.
  await closing.pop()?.()
  for (let at = 0; at < 3; at += 1) all.readings.push(undefined)
  expect(firing(RULES, ALERTS, all.readings)).toEqual(['ContactsBotDown'])
})

test('the dashboard shows only metrics that there are', async () => {
  const { readings } = await scene()
  const known = new Set(samples(readings.at(-1) ?? '').map(({ name }) => name))
  const { panels } = JSON.parse(readFileSync('dashboards/grafana.json', 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[]
  }
  const unknown = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => [...expr.matchAll(/\b[a-z]+(?:_[a-z]+)+\b(?=[{[)]|$)/g)].map(([name]) => name)),
  )
  // Counters that count no success are only there once something has happened.
  const NOT_YET = ['bot_faults_total', 'refused_requests_total', 'request_retries_total']
  expect(unknown.length).toBeGreaterThan(15)
  expect(unknown.filter((name) => !known.has(name) && !NOT_YET.includes(name))).toEqual([])
})
