import type { Redis } from 'ioredis'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slotOf } from '../../src/store/redis-cluster.ts'
import { redisStore } from '../../src/store/redis.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import type { RedisServer } from '../redis-server.ts'
import { contract } from './contract.ts'
import { admin, BOT, CLUSTER_RIGHTS, clusterNode, joinCluster, startCluster, untilWell, user } from './redis-servers.ts'

const MINUTE = 60_000
/** How many people's records are in use while their slots move. */
const USERS = Number(process.env['RESHARD_USERS'] ?? 60)

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
    'of %j are the ones Redis says',
    async (key) => {
      expect(slotOf(key)).toBe(await admin(nodes[0]!, cleanup).cluster('KEYSLOT', key))
    },
  )

  it('are all reached from one seed, and scanned over every master', async () => {
    const store = open(`localhost:${nodes[1]?.port}`)
    for (let n = 0; n < 30; n++) await store.put(`spread/${n}`, Buffer.from('x'), MINUTE)
    const held = await Promise.all(nodes.map(async (node) => (await admin(node, cleanup).keys('spread/*')).length))
    expect(Math.min(...held)).toBeGreaterThan(0)
    expect(await count(store, 'spread/')).toBe(30)
    await store.close()
  })

  it(`that move to a new node under load of ${USERS}: no error, no lost update`, { timeout: 120_000 }, async () => {
    const store = open()
    const keys = Array.from({ length: USERS }, (_, n) => `moved/${n}`)
    for (const key of keys) await store.put(key, Buffer.from('0'), MINUTE)
    const added = await clusterNode(cleanup, user(CLUSTER_RIGHTS))
    await joinCluster(added, nodes[0]!, cleanup)

    let moving = true
    const errors: unknown[] = []
    const counts = keys.map(async (key) => {
      let done = 0
      while (moving || done < 5) {
        const found = await store.get(key).catch((error: unknown) => errors.push(error))
        if (typeof found !== 'object') return done
        const next = Buffer.from(String(Number(found.value) + 1))
        const version = await store
          .replace(key, found.version, next, MINUTE)
          .catch((error: unknown) => errors.push(error))
        if (typeof version === 'string') done++
        await store.put(`${key}/new/${done}`, next, MINUTE).catch((error: unknown) => errors.push(error))
        await setTimeout(2)
      }
      return done
    })
    for (const key of keys) await moveSlot(slotOf(key), added)
    moving = false
    const done = await Promise.all(counts)

    expect(errors).toEqual([])
    const values = await Promise.all(keys.map(async (key) => Number((await store.get(key))?.value)))
    expect(values).toEqual(done)
    expect((await admin(added, cleanup).keys('moved/*')).filter((key) => keys.includes(key))).toHaveLength(USERS)
    const told = await Promise.all([...nodes].map((node) => admin(node, cleanup).info('errorstats')))
    expect(told.join()).toMatch(/errorstat_ASK:/)
    expect(told.join()).toMatch(/errorstat_MOVED:/)
    await store.close()
  })

  /** As `redis-cli --cluster reshard` does it, leaving time for clients to meet every step. */
  async function moveSlot(slot: number, to: RedisServer): Promise<void> {
    const target = admin(to, cleanup)
    const everybody = [...nodes.map((node) => admin(node, cleanup)), target]
    const ids = await Promise.all(everybody.map((redis) => redis.cluster('MYID')))
    const [from, fromId] = await ownerOf(slot)
    const toId = String(ids.at(-1))
    if (fromId === toId) return
    await target.cluster('SETSLOT', slot, 'IMPORTING', fromId)
    await from.cluster('SETSLOT', slot, 'MIGRATING', toId)
    await setTimeout(5)
    for (;;) {
      const keys = (await from.cluster('GETKEYSINSLOT', slot, 3)) as string[]
      if (keys.length === 0) break
      await from.call('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys)
    }
    await setTimeout(5)
    await target.cluster('SETSLOT', slot, 'NODE', toId)
    await from.cluster('SETSLOT', slot, 'NODE', toId)
    for (const redis of everybody) await redis.cluster('SETSLOT', slot, 'NODE', toId).catch(() => {})
    for (const redis of everybody) redis.disconnect()
  }

  async function ownerOf(slot: number): Promise<[Redis, string]> {
    const ranges = (await admin(nodes[0]!, cleanup).cluster('SLOTS')) as [number, number, [string, number, string]][]
    const range = ranges.find(([first, last]) => first <= slot && slot <= last)
    if (!range) throw new Error('nobody has it')
    const [, port, id] = range[2]
    return [admin({ port } as RedisServer, cleanup), id]
  }
})

describe('a cluster whose master', () => {
  it('hangs: its slots reject in time, the others go on; it is well again soon', async () => {
    const store = open()
    const [here, there] = [nodes[1]!, nodes[2]!]
    const [hanging, fine] = [await keyOn(here), await keyOn(there)]
    await Promise.all([hanging, fine].map((key) => store.put(key, Buffer.from('x'), MINUTE)))
    process.kill(here.pid, 'SIGSTOP')
    try {
      const start = performance.now()
      await expect(store.put(hanging, Buffer.from('y'), MINUTE)).rejects.toMatchObject({ code: 'unreachable' })
      expect(performance.now() - start).toBeLessThan(2_000)
      await store.put(fine, Buffer.from('y'), MINUTE)
      await expect(count(store, '')).rejects.toBeInstanceOf(StoreError)
    } finally {
      process.kill(here.pid, 'SIGCONT')
    }
    expect(await untilWell(() => store.put(hanging, Buffer.from('z'), MINUTE))).toBeLessThan(5_000)
    await store.close()
  })

  it('is killed, with a replica: calls work again within 30 s', { timeout: 60_000 }, async () => {
    const [master, witness] = [nodes[0]!, nodes[1]!]
    const replica = await clusterNode(cleanup, user(CLUSTER_RIGHTS))
    await joinCluster(replica, witness, cleanup)
    const copy = admin(replica, cleanup)
    const id = String(await admin(master, cleanup).cluster('MYID'))
    // The replica hears of the others by and by.
    await untilWell(() => copy.cluster('REPLICATE', id))
    await expect.poll(() => copy.info('replication'), { timeout: 10_000 }).toContain('master_link_status:up')
    const store = open()
    const key = await keyOn(master)
    await store.put(key, Buffer.from('kept'), MINUTE)
    await admin(master, cleanup).wait(1, 1_000)
    await master.kill()
    const start = performance.now()
    await expect(store.put(key, Buffer.from('lost'), MINUTE)).rejects.toMatchObject({ code: 'unreachable' })
    expect(performance.now() - start).toBeLessThan(2_000)
    const ms = await untilWell(() => store.add(`${key}/{${key}}`, Buffer.from('new'), MINUTE), 30_000)
    console.log(`cluster failover: calls work again after ${Math.round(ms)} ms`)
    expect((await store.get(key))?.value.toString()).toBe('kept')
    await count(store, '')
    await store.close()
  })

  it('and everybody else is away: calls reject in time, and closing ends it', async () => {
    const heard: Error[] = []
    const url = `redis+cluster://${BOT}@127.0.0.1:1,127.0.0.1:2`
    const store = redisStore(url, { onError: (error) => heard.push(error) })
    const start = performance.now()
    const calls = [store.get('a'), store.put('a', Buffer.from('x'), MINUTE), count(store, '')]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'unreachable' })
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(heard.map(({ message }) => message).sort()).toEqual([
      'connect ECONNREFUSED 127.0.0.1:1',
      'connect ECONNREFUSED 127.0.0.1:2',
    ])
    await store.close()
    await expect(store.get('a')).rejects.toThrow('The store is closed')
  })

  /** A key in one of the server's slots. */
  async function keyOn(server: RedisServer): Promise<string> {
    const ranges = (await admin(nodes[1]!, cleanup).cluster('SLOTS')) as [number, number, [string, number]][]
    const mine = ranges.filter(([, , [, port]]) => port === server.port)
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
