import { Redis, type RedisOptions, type Result } from 'ioredis'
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { type Store, StoreError } from './store.ts'

/** A version is this many random bytes in front of the value, in the same string: `get` is one GET. */
const VERSION_BYTES = 16
/** How long a command may wait for its answer, and before that for a connection to go out on. */
const COMMAND_MS = 800
const CONNECTION_MS = 1_000
/** A socket that owes us answers and brings none for so long is given up: what piles up behind it stays bounded. */
const SILENCE_MS = 2_000
/** After READONLY (a failover) the connection is made anew, but no oftener than this. */
const READONLY_PAUSE_MS = 2_000
/** Keys SCAN looks at in one step: about a millisecond of the server's time. */
const SCAN_COUNT = 1_000

/** KEYS[1]; ARGV: version, version and value to write ('' deletes), milliseconds. An empty value still brings a version. */
const REPLACE = `
if redis.call('GETRANGE', KEYS[1], 0, ${VERSION_BYTES - 1}) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`

declare module 'ioredis' {
  interface RedisCommander<Context> {
    replaceIfSame(key: string, version: Buffer, written: Buffer, ttlMs: number): Result<number, Context>
  }
}

/** Records in Redis (7.0 or newer), one string a key. Connects in the background and for ever: while Redis is away, calls
 *  reject within {@link CONNECTION_MS} + {@link COMMAND_MS}. A write that was rejected as `unreachable` may have happened;
 *  it does not happen later than that by our doing, as nothing is queued or sent again.
 *
 *  `onError` hears why there is no connection, once for each reason until it is back.
 *  @throws {TypeError} where `url` is not one we know, without repeating it. */
export function redisStore(url: string, { onError = () => {} }: { onError?: (error: Error) => void } = {}): Store {
  const { redis, send, close } = connection(url, onError)
  return {
    async get(key) {
      const found = await send(() => redis.getBuffer(key))
      return found
        ? { value: found.subarray(VERSION_BYTES), version: asText(found.subarray(0, VERSION_BYTES)) }
        : undefined
    },
    async put(key, value, ttlMs) {
      await send(() => redis.set(key, versioned(value), 'PX', wholeMs(ttlMs)))
    },
    async add(key, value, ttlMs) {
      return (await send(() => redis.set(key, versioned(value), 'PX', wholeMs(ttlMs), 'NX'))) === 'OK'
    },
    async replace(key, version, value, ttlMs) {
      const expected = Buffer.from(version, 'base64url')
      if (expected.length !== VERSION_BYTES) return undefined
      const written = value ? versioned(value) : Buffer.alloc(0)
      const done = await send(() => redis.replaceIfSame(key, expected, written, wholeMs(ttlMs)))
      return done === 1 ? asText(written.subarray(0, VERSION_BYTES)) : undefined
    },
    async delete(key) {
      await send(() => redis.del(key))
    },
    async *scan(prefix) {
      const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`
      // SCAN may bring a key twice while the server's table grows.
      const seen = new Set<string>()
      let cursor = '0'
      do {
        const from = cursor
        const [next, keys] = await send(() => redis.scan(from, 'MATCH', pattern, 'COUNT', SCAN_COUNT))
        cursor = next
        for (const key of keys) {
          if (!seen.has(key)) yield key
          seen.add(key)
        }
      } while (cursor !== '0')
    },
    close,
  }
}

/** One connection, and the one way to send on it: never into a queue. */
function connection(url: string, onError: (error: Error) => void) {
  let usable = false
  let closed = false
  let reported = ''
  let leftReadOnlyAt = -Infinity

  const redis = connect(url, (error) => {
    if (!error.message.startsWith('READONLY') || performance.now() - leftReadOnlyAt < READONLY_PAUSE_MS) return false
    leftReadOnlyAt = performance.now()
    usable = false
    return true
  })
  redis.setMaxListeners(0)
  redis.on('ready', () => {
    usable = true
    reported = ''
  })
  redis.on('close', () => {
    usable = false
  })
  redis.on('error', (error: Error) => {
    if (error.message !== reported) onError(withoutCommand(error))
    reported = error.message
  })

  async function send<T>(command: () => Promise<T>): Promise<T> {
    try {
      await whenUsable()
      return await command().catch(async (error: unknown) => {
        // The one refusal that a new connection may cure, and it says that nothing was written.
        if (replyCode(error) !== 'READONLY') throw error
        await whenUsable()
        return await command()
      })
    } catch (error) {
      throw asStoreError(error)
    }
  }

  async function whenUsable(): Promise<void> {
    if (closed) throw new StoreError('unreachable', 'The store is closed')
    if (usable) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new StoreError('unreachable', 'No connection to Redis')), CONNECTION_MS)
    redis.once('ready', resolve)
    await promise.finally(() => {
      clearTimeout(timer)
      redis.off('ready', resolve)
    })
  }

  async function close(): Promise<void> {
    if (closed) return
    closed = true
    // QUIT comes after the answers still owed; without a connection there are none to wait for.
    if (usable) await redis.quit().catch(() => redis.disconnect())
    else redis.disconnect()
  }

  return { redis, send, close }
}

/** The client for an address. Cluster and sentinel addresses belong here too. */
function connect(url: string, reconnectOnError: (error: Error) => boolean): Redis {
  return new Redis({
    ...standalone(url),
    commandTimeout: COMMAND_MS,
    socketTimeout: SILENCE_MS,
    connectTimeout: 3_000,
    maxRetriesPerRequest: 1,
    // A command given up on must not run once Redis is back.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1_000) * (0.5 + Math.random() / 2),
    reconnectOnError,
    disableClientInfo: true,
    scripts: { replaceIfSame: { lua: REPLACE, numberOfKeys: 1 } },
  })
}

const NOT_AN_ADDRESS = 'Not an address of the form redis[s]://[user:password@]host[:port][/number], percent-encoded'

/** Our own reading of the URL: ioredis lets its query override every option. */
function standalone(url: string): RedisOptions {
  const parsed = URL.parse(url)
  const path = /^\/?(\d*)$/.exec(parsed?.pathname ?? '?')
  if (!parsed?.hostname || !/^rediss?:$/.test(parsed.protocol) || !path || parsed.search || parsed.hash) {
    throw new TypeError(NOT_AN_ADDRESS)
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: Number(parsed.port || 6379),
    username: decoded(parsed.username),
    password: decoded(parsed.password),
    db: Number(path[1]),
    ...(parsed.protocol === 'rediss:' && { tls: isIP(host) ? {} : { servername: host } }),
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new TypeError(NOT_AN_ADDRESS)
  }
}

function versioned(value: Buffer): Buffer {
  return Buffer.concat([randomBytes(VERSION_BYTES), value])
}

function asText(version: Buffer): string {
  return version.toString('base64url')
}

/** A time that has run out on its way here counts as one millisecond; Redis takes neither zero nor fractions. */
function wholeMs(ttlMs: number): number {
  return Math.max(1, Math.ceil(ttlMs))
}

/** Answers that speak of the server's state and not of the command. */
const NOT_NOW = ['LOADING', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'BUSY']

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const cause = withoutCommand(error)
  const code = replyCode(error)
  return code === undefined || NOT_NOW.includes(code)
    ? new StoreError('unreachable', 'Redis does not answer', { cause })
    : new StoreError('refused', `Redis refused (${code})`, { cause })
}

/** The first word of an error that Redis itself answered with. */
function replyCode(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined
}

/** ioredis hangs the command with its arguments on its errors: keys, values, and on sign-in the password. */
function withoutCommand<E>(error: E): E {
  if (error instanceof Error) Reflect.deleteProperty(error, 'command')
  return error
}
