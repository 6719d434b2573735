import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { refusalIn } from '../../../../src/store/drivers/redis/connection.ts'
import { redisStore } from '../../../../src/store/drivers/redis/store.ts'
import type { Store, StoreError } from '../../../../src/store/store.ts'
import { freePort, redisCli, type RedisServer, startRedis } from '../../../redis-server.ts'

const MINUTE = 60_000
const VALUE = Buffer.from('x')
const SECRET = 'swordfish'

let redis: RedisServer | undefined
let store: Store | undefined
afterEach(async () => {
  await store?.close()
  await redis?.kill()
})

/** How to make a server refuse, the request that it refuses, and what the operator reads. */
type Case = {
  word: string
  args?: string[]
  user?: string
  break?: (port: number) => void | Promise<void>
  ask?: (store: Store) => Promise<unknown>
  says: string
}

const CASES: Case[] = [
  { word: 'WRONGPASS', args: ['--requirepass', 'right'], user: `:${SECRET}`, says: 'user default: WRONGPASS' },
  { word: 'WRONGPASS of a user', user: `bot:${SECRET}`, says: 'user bot: WRONGPASS' },
  { word: 'NOAUTH', args: ['--requirepass', SECRET], says: 'user default: NOAUTH' },
  {
    word: 'NOPERM',
    args: ['--user', 'bot', 'on', `>${SECRET}`, '~*', '+get', '+info'],
    user: `bot:${SECRET}`,
    says: 'user bot: NOPERM (set)',
  },
  { word: 'OOM', break: (port) => void redisCli(port, 'CONFIG', 'SET', 'maxmemory', '1'), says: 'user default: OOM' },
  {
    word: 'READONLY',
    break: async (port) => void redisCli(port, 'REPLICAOF', '127.0.0.1', String(await freePort())),
    says: 'user default: READONLY',
  },
  {
    word: 'MASTERDOWN',
    args: ['--replica-serve-stale-data', 'no'],
    break: async (port) => void redisCli(port, 'REPLICAOF', '127.0.0.1', String(await freePort())),
    ask: (store) => store.get('k'),
    says: 'user default: MASTERDOWN',
  },
]

it.each(CASES)('$word is reported with the server and the user, never with the password', async (each) => {
  redis = await startRedis({ args: each.args ?? [] })
  await each.break?.(redis.port)
  const told: string[] = []
  store = redisStore(redis.url.replace('//', `//${each.user ? `${each.user}@` : ''}`), {
    onError: ({ message }) => void told.push(message),
  })
  const { ask = (one: Store) => one.put('k', VALUE, MINUTE) } = each
  const error = await ask(store).then(
    () => undefined,
    (reason: unknown) => reason as StoreError,
  )
  const all = [...told, error?.message ?? ''].join('\n')
  expect(all).toContain(`Redis at 127.0.0.1:${redis.port}, ${each.says}`)
  expect(all).not.toContain(SECRET)
})

it.each([
  ['LOADING Redis is loading the dataset in memory', 'LOADING'],
  ['CLUSTERDOWN Hash slot not served', 'CLUSTERDOWN'],
  ["NOPERM this user has no permissions to run the 'config|get' command", 'NOPERM (config|get)'],
  ["NOPERM No permissions to access a key 'connection/swordfish'", 'NOPERM'],
  ['swordfish is no word of Redis', 'ERR'],
  ['ERR DB index is out of range', 'ERR (no such database)'],
  ['ERR SELECT is not allowed in cluster mode', 'ERR (no such database)'],
  ['ERR This instance has cluster support disabled', 'ERR (no cluster)'],
])('of %j only %s is reported', (message, told) => {
  expect(refusalIn(Object.assign(new Error(message), { name: 'ReplyError' }))).toBe(told)
})

it('reports a server that is not a Redis, without its words', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 swordfish\r\n\r\n')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const told = Promise.withResolvers<Error>()
  store = redisStore(`redis://127.0.0.1:${port}`, { onError: told.resolve })
  expect((await told.promise).message).toBe(`Redis at 127.0.0.1:${port}, user default: no answer of Redis`)
  server.close()
})

it('reports when a server is back', async () => {
  const port = await freePort()
  const { promise: back, resolve: onRecovered } = Promise.withResolvers<string>()
  const { promise: away, resolve: onError } = Promise.withResolvers<Error>()
  store = redisStore(`redis://127.0.0.1:${port}`, { onError, onRecovered })
  expect((await away).message).toContain(`Redis at 127.0.0.1:${port}, user default: ECONNREFUSED`)
  redis = await startRedis({ port })
  expect(await back).toBe(`Redis at 127.0.0.1:${port}`)
})
