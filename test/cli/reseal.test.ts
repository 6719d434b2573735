import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { checkCanary, sealed } from '../../src/store/sealed-store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { startEntry } from '../entry.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'

const HOUR = 3_600_000
const OLD = randomBytes(32)
const NEW = randomBytes(32)

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let dataFile: string
let redis: RedisServer | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reseal-'))
  dataFile = join(folder, 'bot.sqlite')
})
afterEach(async () => {
  await redis?.kill()
  redis = undefined
  rmSync(folder, { recursive: true, force: true })
})

const listed = (...keys: Buffer[]) => keys.map((key) => key.toString('base64')).join(',')

/** Runs `npm run reseal` with these settings alone. */
async function run(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ status: number | null; out: string; err: string }> {
  const { ended, out, err } = startEntry('cli/reseal', env, folder, args)
  const status = await ended
  const said = `${out()}${err()}`
  for (const key of [OLD, NEW]) expect(said).not.toContain(key.toString('base64').slice(0, 8))
  return { status, out: out(), err: err() }
}

/** Fills a store as a bot with the old key does. */
async function left(raw: Store): Promise<void> {
  await checkCanary(raw, [OLD])
  await sealed(raw, [OLD]).put('connection/msteams/t/megan', Buffer.from('a token'), HOUR)
  await raw.close()
}

async function opened(raw: Store, key: Buffer): Promise<string | undefined> {
  await checkCanary(raw, [key])
  const found = await sealed(raw, [key]).get('connection/msteams/t/megan')
  await raw.close()
  return found?.value.toString()
}

describe('npm run reseal', () => {
  it('reseals the embedded store under the first key and prints how many records; a second run changes nothing', async () => {
    await left(sqliteStore(dataFile))
    const settings = { DATA_FILE: dataFile, ENCRYPTION_KEYS: listed(NEW, OLD) }
    // The canary is resealed first, as at every start of a bot.
    expect(await run(settings)).toEqual({
      status: 0,
      out: '1 resealed, 1 already under the first key, 0 could not be opened, 0 deleted meanwhile\n',
      err: '',
    })
    expect(await run(settings)).toMatchObject({ status: 0, out: expect.stringMatching(/^0 resealed, 2 already/) })
    expect(await opened(sqliteStore(dataFile), NEW)).toBe('a token')
  })

  it('reseals Redis', async () => {
    redis = await startRedis()
    await left(redisStore(redis.url))
    const done = await run({ REDIS_URL: redis.url, ENCRYPTION_KEYS: listed(NEW, OLD) })
    expect(done).toMatchObject({ status: 0, out: expect.stringMatching(/^1 resealed, 1 already/), err: '' })
    expect(await opened(redisStore(redis.url), NEW)).toBe('a token')
  })

  it('reads its keys from the key file if ENCRYPTION_KEYS is not set', async () => {
    await left(sqliteStore(dataFile))
    writeFileSync(`${dataFile}.key`, `${listed(NEW, OLD)}\n`)
    expect(await run({ DATA_FILE: dataFile })).toMatchObject({ status: 0, err: '' })
    expect(await opened(sqliteStore(dataFile), NEW)).toBe('a token')
  })

  it('ends with 1 if a record cannot be opened, and leaves it in the store', async () => {
    await left(sqliteStore(dataFile))
    const raw = sqliteStore(dataFile)
    await sealed(raw, [randomBytes(32)]).put('connection/msteams/t/alex', Buffer.from('x'), HOUR)
    await raw.close()
    const { status, out, err } = await run({ DATA_FILE: dataFile, ENCRYPTION_KEYS: listed(NEW, OLD) })
    expect({ status, out }).toEqual({
      status: 1,
      out: '1 resealed, 1 already under the first key, 1 could not be opened, 0 deleted meanwhile\n',
    })
    expect(err).toContain('left as they are')
    expect(err).not.toContain('alex')
  })

  it.each<[what: string, env: (file: string) => Record<string, string>, says: RegExp]>([
    [
      'wrong settings',
      () => ({ ENCRYPTION_KEYS: 'short', PORT: 'x' }),
      /ENCRYPTION_KEYS .*\n.*PORT|PORT .*\n.*ENCRYPTION/,
    ],
    ['no store', (file) => ({ DATA_FILE: `${file}.other`, ENCRYPTION_KEYS: listed(NEW) }), /DATA_FILE.* is missing/],
    ['keys that do not fit the store', (file) => ({ DATA_FILE: file, ENCRYPTION_KEYS: listed(NEW) }), /another key/],
    ['a damaged store', (file) => ({ DATA_FILE: `${file}.txt`, ENCRYPTION_KEYS: listed(NEW) }), /not a database/],
  ])('ends with 2 for %s, and changes nothing', async (_what, env, says) => {
    await left(sqliteStore(dataFile))
    writeFileSync(`${dataFile}.txt`, 'this is no database\n'.repeat(100))
    const { status, out, err } = await run(env(dataFile))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(says)
    expect(readdirSync(folder).sort()).toEqual(['bot.sqlite', 'bot.sqlite.txt'])
    expect(await opened(sqliteStore(dataFile), OLD)).toBe('a token')
  })

  it('says what it does when asked for help, and nothing else', async () => {
    await left(sqliteStore(dataFile))
    const settings = { DATA_FILE: dataFile, ENCRYPTION_KEYS: listed(NEW, OLD) }
    expect(await run(settings, '--help')).toMatchObject({ status: 0, out: expect.stringContaining('npm run reseal') })
    for (const wrong of ['--dry-run', 'now'])
      expect(await run(settings, wrong)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(wrong) })
    expect(await opened(sqliteStore(dataFile), OLD)).toBe('a token')
  })

  it('ends with 1 if Redis does not answer, and says to run it again', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`
    const { status, out, err } = await run({ REDIS_URL: url, ENCRYPTION_KEYS: listed(NEW) })
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toMatch(/run it again/)
    expect(existsSync(dataFile)).toBe(false)
  })
})
