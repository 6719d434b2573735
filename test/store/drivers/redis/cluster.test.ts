import type { Redis } from 'ioredis'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slotOf } from '../../../../src/store/drivers/redis/cluster-slots.ts'
import { redisStore } from '../../../../src/store/drivers/redis/store.ts'
import { type Store, StoreError } from '../../../../src/store/store.ts'
import type { RedisServer } from '../../../redis-server.ts'
import { contract } from '../../contract.ts'
import { admin, BOT, CLUSTER_RIGHTS, clusterNode, joinCluster, startCluster, untilWell, user } from './servers.ts'
import { expectWithin } from '../../../timing.ts'

const MINUTE = 60_000
const VALUE = Buffer.from('x')
/** How many people's records are in use while slots move, and how many of them are in the slots that move. */
const USERS = Number(process.env['RESHARD_USERS'] ?? 60)
const MOVED = Math.min(USERS, 60)

let nodes: RedisServer[]
const cleanups: (() => unknown)[] = []
const cleanup = (undo: () => unknown) => cleanups.push(undo)
beforeAll(async () => {
  nodes = await startCluster(3, cleanup, user(CLUSTER_RIGHTS))
})
afterAll(async () => {
  for (const undo of cleanups.toReversed()) await undo()
})

const seeds = () => nodes.map(({ port }) => `localhost:${port}`).join(',')
const open = (hosts = seeds()) => redisStore(`redis+cluster://${BOT}@${hosts}`)

contract('a cluster of three, as a user with few rights,', async () => open())

describe('slots', () => {
  it.each(['123456789', 'a{b}c', '{}{a}', 'a{{b}}', 'a{b', '{a}{b}', 'Zoë/🙂', '', 'x\n{y\nz}'])(
    'of %j are those that Redis computes',
    async (key) => {
      expect(slotOf(key)).toBe(await admin(nodes[0]!, cleanup).cluster('KEYSLOT', key))
    },
  )

  it('are all reached from one seed, and a scan covers every master', async () => {
    const store = open(`localhost:${nodes[1]?.port}`)
    for (let n = 0; n < 30; n++) await store.put(`spread/${n}`, VALUE, MINUTE)
    const held = await Promise.all(nodes.map(async (node) => (await admin(node, cleanup).keys('spread/*')).length))
    expect(Math.min(...held)).toBeGreaterThan(0)
    expect(await count(store, 'spread/')).toBe(30)
    await store.close()
  })

  it('of servers that may evict are warned of once, and not once for each server', async () => {
    const set = (policy: string) =>
      Promise.all(nodes.map((node) => admin(node, cleanup).config('SET', 'maxmemory-policy', policy)))
    await set('allkeys-random')
    const heard: Error[] = []
    const store = redisStore(`redis+cluster://${seeds()}`, { onError: (error) => heard.push(error) })
    for (let n = 0; n < 30; n++) await store.put(`spread/${n}`, VALUE, MINUTE)
    await setTimeout(100)
    expect(heard.map(({ message }) => message)).toEqual([expect.stringContaining('is allkeys-random,')])
    await set('noeviction')
    await store.close()
  })

  it('half moved: moved and new records are reached on the other server, and none is lost', async () => {
    const store = open()
    const [stays, gone, added] = ['stays', 'gone', 'new'].map((name) => `{half}/${name}`) as [string, string, string]
    for (const key of [stays, gone]) await store.put(key, Buffer.from('old'), MINUTE)
    const everybody = nodes.map((node) => admin(node, cleanup))
    const ids = await Promise.all(everybody.map((redis) => redis.cluster('MYID')))
    const slot = slotOf(gone)
    const source = ids.indexOf(await ownerOf(slot))
    const target = (source + 1) % 3
    const [from, to] = [everybody[source]!, everybody[target]!]
    await to.cluster('SETSLOT', slot, 'IMPORTING', ids[source]!)
    await from.cluster('SETSLOT', slot, 'MIGRATING', ids[target]!)
    await from.call('MIGRATE', '127.0.0.1', String(to.options.port), gone, 0, 5_000)
    await to.script('FLUSH')

    for (const key of [stays, gone]) {
      const found = await store.get(key)
      expect(found?.value.toString()).toBe('old')
      expect(await store.replace(key, found?.version ?? '', Buffer.from('newer'), MINUTE)).toBeTypeOf('string')
    }
    expect(await store.add(added, VALUE, MINUTE)).toBeDefined()
    expect(await store.add(gone, VALUE, MINUTE)).toBeUndefined()
    expect(await store.add(stays, VALUE, MINUTE)).toBeUndefined()
    const held = await Promise.all([from, to].map((redis) => redis.keys('{half}/*')))
    expect(held.map((keys) => keys.sort())).toEqual([[stays], [gone, added]])
    expect(await count(store, '{half}/')).toBe(3)

    await moveKeys(slot, from, to)
    for (const redis of new Set([to, from, ...everybody])) await redis.cluster('SETSLOT', slot, 'NODE', ids[target]!)
    expect((await store.get(stays))?.value.toString()).toBe('newer')
    await store.close()
  })

  it(
    `that move to a new server while ${USERS} people use it: no error, no lost update`,
    { timeout: 120_000 },
    async () => {
      const store = open()
      const keys = Array.from({ length: USERS }, (_, n) => `moved/${n}`)
      for (const key of keys) await store.put(key, Buffer.from('0'), MINUTE)
      const added = await clusterNode(cleanup, user(CLUSTER_RIGHTS))
      await joinCluster(added, nodes[0]!, cleanup)

      const moving = new AbortController()
      const errors: unknown[] = []
      const counts = keys.map(async (key) => {
        let done = 0
        while (!moving.signal.aborted || done < 5) {
          const found = await store.get(key).catch((error: unknown) => errors.push(error))
          if (typeof found !== 'object') return done
          const next = Buffer.from(String(Number(found.value) + 1))
          const version = await store
            .replace(key, found.version, next, MINUTE)
            .catch((error: unknown) => errors.push(error))
          if (typeof version === 'string') done++
          await store.put(`${key}/new/${done}`, next, MINUTE).catch((error: unknown) => errors.push(error))
          await setTimeout(USERS / 20)
        }
        return done
      })
      const everybody = [...nodes, added].map((node) => admin(node, cleanup))
      for (const key of keys.slice(0, MOVED)) await moveSlot(slotOf(key), everybody)
      moving.abort()
      const done = await Promise.all(counts)

      expect(errors).toEqual([])
      const values = await Promise.all(keys.map(async (key) => Number((await store.get(key))?.value)))
      expect(values).toEqual(done)
      expect(await admin(added, cleanup).exists(keys[0]!)).toBe(1)
      const told = await Promise.all(everybody.map((redis) => redis.info('errorstats')))
      expect(told.join()).toMatch(/errorstat_ASK:/)
      expect(told.join()).toMatch(/errorstat_MOVED:/)
      await store.close()
    },
  )

  /** Moves all of them, as `redis-cli --cluster reshard` does, with pauses so that clients meet every step. */
  async function moveSlot(slot: number, everybody: Redis[]): Promise<void> {
    const ids = await Promise.all(everybody.map((redis) => redis.cluster('MYID')))
    const [to, toId] = [everybody.at(-1)!, ids.at(-1)!]
    const fromId = await ownerOf(slot)
    const from = everybody[ids.indexOf(fromId)]!
    if (fromId === toId) return
    await to.cluster('SETSLOT', slot, 'IMPORTING', fromId)
    await from.cluster('SETSLOT', slot, 'MIGRATING', toId)
    await setTimeout(5)
    await moveKeys(slot, from, to)
    await setTimeout(5)
    for (const redis of new Set([to, from, ...everybody])) await redis.cluster('SETSLOT', slot, 'NODE', toId)
  }

  /** All keys, because keys of other tests can be in the same slot by chance. */
  async function moveKeys(slot: number, from: Redis, to: Redis): Promise<void> {
    for (;;) {
      const keys = await from.cluster('GETKEYSINSLOT', slot, 3)
      if (keys.length === 0) return
      await from.call('MIGRATE', '127.0.0.1', String(to.options.port), '', 0, 5_000, 'KEYS', ...keys)
    }
  }

  async function ownerOf(slot: number): Promise<string> {
    const ranges = await admin(nodes[0]!, cleanup).cluster('SLOTS')
    const range = ranges.find(([first, last]) => first <= slot && slot <= last)
    if (!range?.[2]) throw new Error('nobody has it')
    return range[2][2]
  }
})

describe('a cluster whose master', () => {
  it('hangs: calls for its slots reject in time, others succeed, and soon all succeed again', async () => {
    const store = open()
    const [here, there] = [nodes[1]!, nodes[2]!]
    const [hanging, fine] = [await keyOn(here), await keyOn(there)]
    await Promise.all([hanging, fine].map((key) => store.put(key, VALUE, MINUTE)))
    process.kill(here.pid, 'SIGSTOP')
    try {
      const start = performance.now()
      await expect(store.put(hanging, Buffer.from('y'), MINUTE)).rejects.toMatchObject({ code: 'unreachable' })
      expectWithin(2_000, performance.now() - start)
      await store.put(fine, Buffer.from('y'), MINUTE)
      await expect(count(store, '')).rejects.toBeInstanceOf(StoreError)
    } finally {
      process.kill(here.pid, 'SIGCONT')
    }
    expectWithin(5_000, await untilWell(() => store.put(hanging, Buffer.from('z'), MINUTE)))
    await store.close()
  })

  it('is killed and has a replica: calls succeed again within 30 s', { timeout: 120_000 }, async () => {
    const [master, witness] = [nodes[0]!, nodes[1]!]
    const replica = await clusterNode(cleanup, user(CLUSTER_RIGHTS))
    await joinCluster(replica, witness, cleanup)
    const copy = admin(replica, cleanup)
    const id = await admin(master, cleanup).cluster('MYID')
    // The replica takes a moment to learn about the others.
    await untilWell(() => copy.cluster('REPLICATE', id))
    await expect.poll(() => copy.info('replication')).toContain('master_link_status:up')
    const store = open()
    const key = await keyOn(master)
    // While the nodes get to know the new one, they may say for a moment that the cluster is down.
    await untilWell(() => store.put(key, Buffer.from('kept'), MINUTE))
    await admin(master, cleanup).wait(1, 1_000)
    await master.kill()
    const start = performance.now()
    await expect(store.put(key, Buffer.from('lost'), MINUTE)).rejects.toMatchObject({ code: 'unreachable' })
    expectWithin(2_000, performance.now() - start)
    const ms = await untilWell(() => store.add(`${key}/{${key}}`, Buffer.from('new'), MINUTE), 30_000)
    console.log(`cluster failover: calls work again after ${Math.round(ms)} ms`)
    expect((await store.get(key))?.value.toString()).toBe('kept')
    await count(store, '')
    await store.close()
  })

  it('is away with all other servers: calls reject in time, and the store can be closed', async () => {
    const heard: Error[] = []
    const url = `redis+cluster://${BOT}@127.0.0.1:1,127.0.0.1:2`
    const store = redisStore(url, { onError: (error) => heard.push(error) })
    const start = performance.now()
    const calls = [store.get('a'), store.put('a', VALUE, MINUTE), count(store, '')]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'unreachable' })
    expectWithin(2_000, performance.now() - start)
    expect(heard.map(({ message }) => message).sort()).toEqual([
      'Redis at 127.0.0.1:1, user bot: ECONNREFUSED',
      'Redis at 127.0.0.1:2, user bot: ECONNREFUSED',
    ])
    await store.close()
    await expect(store.get('a')).rejects.toThrow('The store is closed')
  })

  /** A key in one of the server's slots. */
  async function keyOn(server: RedisServer): Promise<string> {
    const ranges = await admin(nodes[1]!, cleanup).cluster('SLOTS')
    const mine = ranges.filter(([, , master]) => master?.[1] === server.port)
    for (let n = 0; n < 1_000_000; n++) {
      const slot = slotOf(`on/${n}`)
      if (mine.some(([first, last]) => first <= slot && slot <= last)) return `on/${n}`
    }
    throw new Error('no key found')
  }
})

async function count(store: Store, prefix: string): Promise<number> {
  let found = 0
  for await (const _ of store.scan(prefix)) found++
  return found
}
