import { Redis } from 'ioredis'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { reseal } from '../../src/store/reseal.ts'
import { checkCanary, sealed } from '../../src/store/sealed-store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'

const HOUR = 3_600_000
/** How many records the large store has. A full run has 100000. */
const RECORDS = Number(process.env['RESEAL_RECORDS'] ?? 1_000)

const oldKey = randomBytes(32)
const newKey = randomBytes(32)

let redis: RedisServer | undefined
let folder: string
let raw: Store
afterEach(async () => {
  await raw.close()
  await redis?.kill()
  redis = undefined
  rmSync(folder, { recursive: true })
})

/** Each test has its own store, as all records in it are counted. */
const DRIVERS: [name: string, open: () => Promise<Store>][] = [
  ['sqlite', async () => sqliteStore(join(folder, 'bot.sqlite'))],
  [
    'redis',
    async () => {
      redis = await startRedis()
      return redisStore(redis.url)
    },
  ],
]

describe.each(DRIVERS)('in %s', (_name, open) => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reseal-'))
    raw = await open()
  })

  async function fill(count: number, key = oldKey): Promise<string[]> {
    const store = sealed(raw, [key])
    const names = Array.from({ length: count }, (_, n) => `connection/${n}`)
    for (let at = 0; at < count; at += 500) {
      await Promise.all(names.slice(at, at + 500).map((name) => store.put(name, Buffer.from(name), HOUR)))
    }
    return names
  }

  async function opening(names: string[], key: Buffer): Promise<number> {
    const store = sealed(raw, [key])
    let opened = 0
    for (let at = 0; at < names.length; at += 500) {
      const found = await Promise.all(names.slice(at, at + 500).map(async (name) => (await store.get(name))?.value))
      opened += found.filter((value, n) => value?.toString() === names[at + n]).length
    }
    return opened
  }

  it(
    `${RECORDS} records and the canary are sealed again under the first key, and only once`,
    { timeout: 120_000 + RECORDS * 5 },
    async () => {
      const names = await fill(RECORDS)
      await checkCanary(raw, [oldKey])
      let told = 0
      const started = performance.now()
      const counts = await reseal(raw, [newKey, oldKey], ({ resealed }) => (told = resealed))
      const ms = Math.round(performance.now() - started)
      if (RECORDS >= 100_000) process.stdout.write(`${RECORDS} records resealed in ${ms} ms\n`)
      expect(counts).toEqual({ resealed: RECORDS + 1, current: 0, unopenable: 0, gone: 0 })
      expect(told).toBe(RECORDS + 1)
      expect(await opening(names, newKey)).toBe(RECORDS)
      expect(await opening(names, oldKey)).toBe(0)
      await checkCanary(raw, [newKey])
      expect(await reseal(raw, [newKey, oldKey])).toEqual({ resealed: 0, current: RECORDS + 1, unopenable: 0, gone: 0 })
    },
  )

  it('records that no key opens are counted, and stay as they are', async () => {
    const [name = ''] = await fill(1)
    const lost = await raw.get(name)
    const stolen = Buffer.from(lost?.value ?? '')
    await raw.put('connection/somebody-else', stolen, HOUR)
    await raw.put('another program’s', Buffer.from('not sealed by anybody, but long enough to look like it'), HOUR)
    const damaged = Buffer.from(stolen)
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
    await raw.put('connection/damaged', damaged, HOUR)
    expect(await reseal(raw, [newKey, oldKey])).toEqual({ resealed: 1, current: 0, unopenable: 3, gone: 0 })
    expect((await raw.get('connection/somebody-else'))?.value).toEqual(stolen)
    expect((await raw.get('connection/damaged'))?.value).toEqual(damaged)
    expect(await reseal(raw, [randomBytes(32)])).toEqual({ resealed: 0, current: 0, unopenable: 4, gone: 0 })
  })

  it('a run can be stopped at any time and started again', async () => {
    const names = await fill(400)
    const stopped = new Error('stopped')
    const half = reseal(raw, [newKey, oldKey], ({ resealed }) => {
      if (resealed > 150) throw stopped
    })
    await expect(half).rejects.toBe(stopped)
    const done = await opening(names, newKey)
    expect(done).toBeGreaterThan(150)
    expect(done).toBeLessThan(400)
    const counts = await reseal(raw, [newKey, oldKey])
    expect(counts).toEqual({ resealed: 400 - done, current: done, unopenable: 0, gone: 0 })
    expect(await opening(names, newKey)).toBe(400)
  })

  it('a bot that writes meanwhile loses no write, and none is undone', { timeout: 120_000 }, async () => {
    const names = await fill(300)
    const bot = sealed(raw, [oldKey, newKey])
    const stop = new AbortController()
    /** The bot's last write for each key; undefined: it has deleted the record. */
    const written = new Map<string, string | undefined>()
    let lost = 0
    async function work(mine: string[]): Promise<void> {
      for (let n = 0; !stop.signal.aborted; n++) {
        // The embedded store never waits, so no other task would get its turn.
        await setImmediate()
        const name = mine[n % mine.length] ?? ''
        const found = await bot.get(name)
        if (!found) continue
        const next = n % 7 === 0 ? undefined : Buffer.from(`written ${n}`)
        if ((await bot.replace(name, found.version, next, HOUR)) === undefined) lost += 1
        else written.set(name, next?.toString())
      }
    }
    const work1 = work(names.slice(0, 100))
    const work2 = work(names.slice(100, 200))
    const all = { resealed: 0, gone: 0 }
    for (let round = 0; round < 5; round++) {
      const counts = await reseal(raw, [newKey, oldKey])
      expect(counts.unopenable).toBe(0)
      all.resealed += counts.resealed
    }
    stop.abort()
    await Promise.all([work1, work2])
    await reseal(raw, [newKey, oldKey])
    expect(lost).toBe(0)
    expect(all.resealed).toBeGreaterThan(100)
    const after = sealed(raw, [newKey])
    for (const name of names) {
      const expected = written.has(name) ? written.get(name) : name
      expect((await after.get(name))?.value.toString(), `value of ${name}`).toBe(expected)
    }
  })

  it('each record keeps its time to live', async () => {
    await sealed(raw, [oldKey]).put('soon', Buffer.from('x'), 400)
    await sealed(raw, [oldKey]).put('late', Buffer.from('x'), HOUR)
    expect(await reseal(raw, [newKey, oldKey])).toMatchObject({ resealed: 2 })
    await expect.poll(async () => (await raw.get('soon')) === undefined).toBe(true)
    expect(await opening(['late'], newKey)).toBe(0)
    expect((await sealed(raw, [newKey]).get('late'))?.value.toString()).toBe('x')
  })
})

it('a list that another program keeps in the same Redis is counted, and the run goes on', async () => {
  folder = mkdtempSync(join(tmpdir(), 'reseal-'))
  redis = await startRedis()
  raw = redisStore(redis.url)
  const other = new Redis(redis.url)
  await other.rpush('theirs', 'one', 'two')
  await sealed(raw, [oldKey]).put('ours', Buffer.from('x'), HOUR)
  expect(await reseal(raw, [newKey, oldKey])).toEqual({ resealed: 1, current: 0, unopenable: 1, gone: 0 })
  expect(await other.lrange('theirs', 0, -1)).toEqual(['one', 'two'])
  other.disconnect()
})
