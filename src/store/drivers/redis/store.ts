import type { Redis, RedisOptions } from 'ioredis'
import { randomUUID } from 'node:crypto'
import { redisCluster } from './cluster.ts'
import { redisConnection, refusalIn, replyCode, type Servers, VERSION_BYTES, withoutCommand } from './connection.ts'
import { connectorTo } from './connector.ts'
import { findMaster } from './sentinel.ts'
import { parseRedisUrl, type RedisAddress, type RedisNode } from './url.ts'
import { type Store, StoreError, wholeMs } from '../../store.ts'

/** Tells the script to leave the time to live as it is. */
const KEEP_MS = 0
/** How many keys SCAN looks at in one step: about a millisecond of the server's time. */
const SCAN_COUNT = 1_000

type Listeners = { onError?: (error: Error) => void; onRecovered?: (server: string) => void }

/** Records in Redis (7.0 or newer), one string for each key: on one server, in a cluster, or on a master that sentinels name. It
 *  connects in the background and never stops trying. While Redis is unreachable, calls reject within about two seconds. A write
 *  that was rejected as `unreachable` may have happened, but does not happen later: no command is queued or sent again.
 *
 *  The user of the URL needs `~* +get +set +del +getrange +eval +evalsha +scan +info`, in a cluster also `+cluster|slots
 *  +asking`, with a database number also `+select`, and `+config|get` for the warning below. The URL's user and password are for
 *  the servers. A sentinel is given them only if it asks for credentials, and there the user needs
 *  `+sentinel|get-master-addr-by-name`.
 *
 *  @param onError is called with the reason why there is no connection, once for each reason until the connection is back; and
 *  once if Redis is set to evict. @param onRecovered is called with the server that is back after that.
 *  @throws {TypeError} if `url` has none of the known forms; the message does not repeat it. */
export function redisStore(url: string, { onError = () => {}, onRecovered = () => {} }: Listeners = {}): Store {
  const address = parseRedisUrl(url)
  const servers = connect(address, { onError, onRecovered })
  const send: Servers['send'] = (key, command) => servers.send(key, command).catch(rethrow)
  return {
    async get(key) {
      const found = await send(key, (redis) => redis.getBuffer(key))
      return found ? { value: found.subarray(VERSION_BYTES), version: versionOf(found) } : undefined
    },
    async put(key, value, ttlMs) {
      await send(key, (redis) => redis.set(key, versioned(value), 'PX', wholeMs(ttlMs)))
    },
    async add(key, value, ttlMs) {
      const written = versioned(value)
      const answer = await send(key, (redis) => redis.set(key, written, 'PX', wholeMs(ttlMs), 'NX'))
      return answer === 'OK' ? versionOf(written) : undefined
    },
    async replace(key, version, value, ttlMs) {
      const expected = Buffer.from(version, 'base64url')
      if (expected.length !== VERSION_BYTES) return undefined
      const written = value ? versioned(value) : Buffer.alloc(0)
      const done = await send(key, (redis) => redis.replaceIfSame(key, expected, written, wholeMs(ttlMs)))
      return done === 1 ? versionOf(written) : undefined
    },
    async rewrite(key, version, value) {
      const expected = Buffer.from(version, 'base64url')
      if (expected.length !== VERSION_BYTES) return false
      const written = Buffer.concat([expected, value])
      return (await send(key, (redis) => redis.replaceIfSame(key, expected, written, KEEP_MS))) === 1
    },
    async delete(key) {
      await send(key, (redis) => redis.del(key))
    },
    scan: (prefix) => scan(servers, prefix),
    close: servers.close,
  }
}

/** How many of the last keys are remembered. */
const SEEN_KEYS = 50_000

/** SCAN may bring a key twice while the server's table changes its size, and two servers may bring the same key while its slot
 *  moves. A key that comes again soon is left out; remembering all keys would take memory for each of them. */
async function* scan(servers: Servers, prefix: string): AsyncGenerator<string, void> {
  const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`
  const isNew = newcomers()
  for (const send of await servers.each().catch(rethrow)) {
    let cursor = '0'
    do {
      const from = cursor
      const [next, keys] = await send((redis) => redis.scan(from, 'MATCH', pattern, 'COUNT', SCAN_COUNT)).catch(rethrow)
      cursor = next
      for (const key of keys) if (isNew(key)) yield key
    } while (cursor !== '0')
  }
}

function newcomers(): (key: string) => boolean {
  let recent = new Set<string>()
  let earlier = recent
  return (key) => {
    if (recent.has(key) || earlier.has(key)) return false
    if (recent.size >= SEEN_KEYS) [earlier, recent] = [recent, new Set()]
    recent.add(key)
    return true
  }
}

/** A connection to each server that `address` names, or leads to. */
export function connect(address: RedisAddress, { onError, onRecovered }: Required<Listeners>): Servers {
  const { username, password, tls } = address
  const warn = once(onError)
  const listeners = { onError, onRecovered, onFirstReady: (redis: Redis) => void warnOfEviction(redis, warn) }
  const to = (options: RedisOptions, server: () => RedisNode) =>
    redisConnection({ username, password, ...options }, listeners, () => nameOf(server()))

  switch (address.kind) {
    case 'single': {
      const [node] = address.nodes
      return alone(to({ ...connectorTo({ find: async () => node, tls }), db: address.database }, () => node))
    }
    case 'cluster': {
      // A cluster may announce its servers by addresses that no certificate names.
      const names = address.nodes.map(({ host }) => host)
      return redisCluster(address.nodes, (node) => to(connectorTo({ find: async () => node, tls, names }), () => node))
    }
    case 'sentinel': {
      let last: RedisNode = address.nodes[0]
      const find = async () => {
        const found = await findMaster(address)
        if ('port' in found) last = found
        return found
      }
      return alone(to(connectorTo({ find, tls, masterOnly: true }), () => last))
    }
  }
}

function nameOf({ host, port }: RedisNode): string {
  return `Redis at ${host.includes(':') ? `[${host}]` : host}:${port}`
}

function alone({ send, close }: ReturnType<typeof redisConnection>): Servers {
  return { send: (_, command) => send(command), each: async () => [send], close }
}

/** All our records have a time to live, so every policy except `noeviction` may drop some of them. If CONFIG is not allowed,
 *  as with most hosted Redis, the policy stays unknown. */
async function warnOfEviction(redis: Redis, warn: (error: Error) => void): Promise<void> {
  const answer: unknown = await redis.config('GET', 'maxmemory-policy').catch(() => undefined)
  const policy = String(answer ? Object.values(answer).at(-1) : 'noeviction')
  if (policy === 'noeviction') return
  const message = `Redis may drop connections and sign-ins: maxmemory-policy is ${policy}, and should be noeviction`
  warn(new StoreError('misconfigured', message))
}

function once(tell: (error: Error) => void): (error: Error) => void {
  let told = false
  return (error) => {
    if (!told) tell(error)
    told = true
  }
}

function versioned(value: Buffer): Buffer {
  const written = Buffer.allocUnsafe(VERSION_BYTES + value.length)
  // 122 random bits, of which Node keeps a supply. Asking for 16 random bytes each time costs more than the rest of a write.
  written.write(randomUUID().replaceAll('-', ''), 'hex')
  value.copy(written, VERSION_BYTES)
  return written
}

function versionOf(written: Buffer): string {
  return written.toString('base64url', 0, VERSION_BYTES)
}

/** Refusals that are due to the server's state and not to the command. */
const NOT_NOW = ['LOADING', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'BUSY', 'MOVED', 'ASK']

/** @throws {StoreError} always. */
function rethrow(error: unknown): never {
  if (error instanceof StoreError) throw error
  const cause = withoutCommand(error)
  const code = replyCode(error)
  const from = error instanceof Error && 'from' in error ? String(error.from) : 'Redis'
  if (code === undefined) throw new StoreError('unreachable', `${from}: no answer`, { cause })
  throw new StoreError(NOT_NOW.includes(code) ? 'unreachable' : 'refused', `${from}: ${refusalIn(error)}`, { cause })
}
