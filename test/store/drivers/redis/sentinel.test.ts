import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisStore } from '../../../../src/store/drivers/redis/store.ts'
import type { Store } from '../../../../src/store/store.ts'
import { redisCli, type RedisServer, startRedis } from '../../../redis-server.ts'
import { contract } from '../../contract.ts'
import { admin, BOT, FAST_COPY, RIGHTS, saying, SENTINEL_RIGHTS, untilWell, user } from './servers.ts'
import { expectWithin } from '../../../timing.ts'

const MINUTE = 60_000
const VALUE = Buffer.from('value')
/** The servers' own credentials. The bot is a different user. */
const PEERS = 'peers'

let servers: RedisServer[]
let sentinels: RedisServer[]
const cleanups: (() => unknown)[] = []
const cleanup = (undo: () => unknown) => cleanups.push(undo)
afterAll(async () => {
  for (const undo of cleanups.toReversed()) await undo()
})

beforeAll(async () => {
  const [master, replica] = await Promise.all([started(), started()])
  await admin(replica, cleanup).replicaof('127.0.0.1', master.port)
  await saying('master_link_status:up', () => admin(replica, cleanup).info('replication'))
  servers = [master, replica]
  const password = ['--requirepass', PEERS]
  sentinels = await Promise.all([1, 2, 3].map(() => sentinel(master, 2, [...password, ...user(SENTINEL_RIGHTS)])))
  for (const { port } of sentinels) {
    const ask = () => redisCli(port, '--no-auth-warning', '-a', PEERS, 'SENTINEL', 'MASTER', 'main')
    await saying('num-slaves\n1\nnum-other-sentinels\n2\n', ask)
  }
})

async function started(): Promise<RedisServer> {
  const server = await startRedis({ args: [...user(RIGHTS), ...FAST_COPY] })
  cleanup(() => server.kill())
  return server
}

async function sentinel({ port }: RedisServer, quorum: number, args: string[] = []): Promise<RedisServer> {
  const monitor = `sentinel monitor main 127.0.0.1 ${port} ${quorum}`
  const haste = ['sentinel down-after-milliseconds main 1000', 'sentinel failover-timeout main 4000']
  const server = await startRedis({ args, sentinel: [monitor, ...haste] })
  cleanup(() => server.kill())
  return server
}

const url = (who: string, of: RedisServer[], name = 'main') =>
  `redis+sentinel://${who}@${of.map(({ port }) => `localhost:${port}`).join(',')}/${name}`

function storeAt(address: string): { store: Store; heard: Error[] } {
  const heard: Error[] = []
  const store = redisStore(address, { onError: (error) => heard.push(error) })
  cleanup(() => store.close())
  return { store, heard }
}

contract('sentinels that want a password, and a user with few rights,', async () => redisStore(url(BOT, sentinels)))

describe('sentinels', () => {
  it('without a password are asked without one, and only the master is given the password', async () => {
    const open = await sentinel(await started(), 9)
    const { store, heard } = storeAt(url(BOT, [open]))
    await store.put('k', VALUE, MINUTE)
    expect((await store.get('k'))?.value).toEqual(VALUE)
    expect(heard).toEqual([])
  })

  it('outvote one among them that names another master', async () => {
    const [right, wrong] = [await started(), await started()]
    const asked = await Promise.all([wrong, right, right].map((master) => sentinel(master, 9)))
    for (let n = 0; n < 5; n++) await storeAt(url(BOT, asked)).store.put(`k${n}`, VALUE, MINUTE)
    expect([redisCli(wrong.port, 'DBSIZE'), redisCli(right.port, 'DBSIZE')]).toEqual(['0', '5'])
  })

  it.each<[string, () => string, RegExp]>([
    ['that are away', () => `redis+sentinel://${BOT}@127.0.0.1:1,127.0.0.1:2/main`, /ECONNREFUSED 127\.0\.0\.1:2$/],
    ['that refuse the password', () => url('bot:hunter2', sentinels), /WRONGPASS/],
    ['that do not know the name', () => url(BOT, sentinels, 'other'), /none knows it$/],
  ])('%s: calls reject in time, and the reason is reported once and without a secret', async (_, address, reason) => {
    const { store, heard } = storeAt(address())
    const start = performance.now()
    const error: unknown = await store.put('secret-key', VALUE, MINUTE).catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'StoreError', code: 'unreachable' })
    expectWithin(2_000, performance.now() - start)
    expect(heard).toHaveLength(1)
    expect(heard[0]?.message).toMatch(/^No sentinel names the master: /)
    expect(heard[0]?.message).toMatch(reason)
    expect(inspect([error, heard], { depth: 9, showHidden: true })).not.toMatch(/hunter2|p@ss|p%40|secret-key/)
  })

  it('that name a replica: calls reject, and succeed when it has become a master', async () => {
    const master = await started()
    const other = await started()
    redisCli(master.port, 'REPLICAOF', '127.0.0.1', String(other.port))
    const { store } = storeAt(url(BOT, [await sentinel(master, 9)]))
    await expect(store.put('k', VALUE, MINUTE)).rejects.toMatchObject({ code: 'unreachable' })
    redisCli(master.port, 'REPLICAOF', 'NO', 'ONE')
    expectWithin(5_000, await untilWell(() => store.put('k', VALUE, MINUTE)))
    redisCli(master.port, 'REPLICAOF', '127.0.0.1', String(other.port))
    // The connection is still there, and writes on it are answered with READONLY.
    await expect(store.put('k', VALUE, MINUTE)).rejects.toMatchObject({ name: 'StoreError' })
  })
})

describe('a master that is killed', () => {
  it('has a successor: calls succeed again within 30 s, with the replica’s records', { timeout: 120_000 }, async () => {
    const { store, heard } = storeAt(url(BOT, sentinels))
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    await store.put('before', VALUE, MINUTE)
    const version = (await store.get('before'))?.version ?? ''
    const [master, replica] = servers as [RedisServer, RedisServer]
    expect(await admin(master, cleanup).wait(1, 1_000)).toBe(1)
    const flood = Array.from({ length: 50 }, (_, n) =>
      store.put(`n${n}`, VALUE, MINUTE).catch((error: unknown) => error),
    )
    await master.kill()
    await Promise.all(flood)
    const start = performance.now()
    await expect(store.get('before')).rejects.toMatchObject({ code: 'unreachable' })
    expectWithin(2_000, performance.now() - start)
    const ms = await untilWell(() => store.add('after', VALUE, MINUTE), 30_000)
    console.log(`sentinel failover: calls work again after ${Math.round(ms)} ms`)
    expect(redisCli(replica.port, 'EXISTS', 'after')).toBe('1')
    expect(await store.replace('before', version, VALUE, MINUTE)).toBeTypeOf('string')
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.length).toBeLessThan(10)
    expect(unhandled).toEqual([])
    process.off('unhandledRejection', note)
  })
})
