import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startEntry } from '../entry.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { oidOf, opened, seed, userOf, type Where } from './seeded.ts'

/** How many people are stored. `SEEDED=100000 npm test -- test/cli/connections-many.test.ts` prints the time and memory for so
 *  many. */
const COUNT = Number(process.env['SEEDED'] ?? 3_000)
/** Far less than all records together would take. */
const HEAP_MB = 48

vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 })

let folder: string
let redis: RedisServer | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'connections-'))
})
afterEach(async () => {
  await redis?.kill()
  redis = undefined
  rmSync(folder, { recursive: true, force: true })
})

const KEY = randomBytes(32)

describe.each(['Redis', 'the embedded store'])('npm run connections with many people, in %s', (kind) => {
  it(`lists, counts, shows and removes in a heap of ${HEAP_MB} MB`, async () => {
    redis = kind === 'Redis' ? await startRedis() : undefined
    const where: Where = { redisUrl: redis?.url, dataFile: join(folder, 'bot.sqlite'), key: KEY }
    const store = await opened(where)
    await seed(store, COUNT)
    const env = {
      ...(redis ? { REDIS_URL: redis.url } : { DATA_FILE: join(folder, 'bot.sqlite') }),
      ENCRYPTION_KEYS: KEY.toString('base64'),
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
    }
    const run = async (...args: string[]) => {
      const begun = performance.now()
      const { ended, out, err } = startEntry('cli/connections', env, folder, args)
      const status = await ended
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      if (process.env['SEEDED']) console.log(`${kind}, ${COUNT} people, ${args.join(' ')}: ${seconds} s`)
      expect({ status, err: err() }).toEqual({ status: 0, err: '' })
      return out()
    }
    const lines = (await run('list', '--json')).trim().split('\n')
    expect(new Set(lines.map((line) => (JSON.parse(line) as { user: string }).user)).size).toBe(COUNT)
    expect(JSON.parse(await run('stats', '--json'))).toMatchObject({
      connections: COUNT,
      contacts: COUNT * 10,
      records: { connection: COUNT, 'address-book': COUNT },
    })
    const last = COUNT - 1
    expect(await run('show', oidOf(last))).toContain(userOf(last))
    expect(await run('remove', `person-${last}@contoso.example`, '--yes')).toContain('Removed 2 records')
    expect(await store.get(`connection/${userOf(last)}`)).toBeUndefined()
    expect(await store.get(`connection/${userOf(last - 1)}`)).toBeDefined()
    await store.close()
  })
})
