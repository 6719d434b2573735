import { Redis, type RedisOptions, type Result } from 'ioredis'
import { StoreError } from '../../store.ts'
import { patience } from './patience.ts'

/** A version is this many random bytes in front of the value, in the same string, so that `get` needs a single GET. */
export const VERSION_BYTES = 16
/** How long a command may wait for its answer, and before that for a connection. */
const COMMAND_MS = 800
const CONNECTION_MS = 1_000
/** If a socket brings no answer for this long, it is closed, so that commands do not pile up behind it. A process that is held
 *  up for longer loses its connections and makes new ones. */
const SILENCE_MS = 2_000
/** After READONLY (a failover) the connection is made again, but no more often than this. */
const READONLY_PAUSE_MS = 2_000
/** A connection that was refused its database is made again after this long. */
const DATABASE_PAUSE_MS = 1_000

/** KEYS[1]: the key. ARGV: the expected version; version and value to write ('' deletes; an empty value still has a version);
 *  for how many milliseconds (0: the time to live stays). */
const REPLACE = `
if redis.call('GETRANGE', KEYS[1], 0, ${VERSION_BYTES - 1}) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
elseif ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1`

declare module 'ioredis' {
  interface RedisCommander<Context> {
    replaceIfSame(key: string, version: Buffer, written: Buffer, ttlMs: number): Result<number, Context>
  }
}

export type Command<T> = (redis: Redis) => Promise<T>

/** A connection to one server. Whenever it is lost, it is made again. */
export type RedisConnection = {
  /** Sends `command` once, as soon as the connection is usable. It is never put into a queue.
   *  @throws {StoreError} `unreachable` if the connection does not become usable in time: then nothing was sent.
   *  @throws the error of the command itself, as ioredis gives it */
  send<T>(command: Command<T>): Promise<T>
  close(): Promise<void>
}

/** All servers, one or many. */
export type Servers = {
  /** Sends `command` to the server that has `key`. */
  send<T>(key: string, command: Command<T>): Promise<T>
  /** One `send` for each server. Together they reach every key. */
  each(): Promise<RedisConnection['send'][]>
  close(): Promise<void>
}

type Listeners = {
  /** Called with the reason why there is no connection, once for each reason until the connection is back. */
  onError: (error: Error) => void
  /** Called when the connection is back after that. @param server its name */
  onRecovered: (server: string) => void
  onFirstReady: (redis: Redis) => void
}

/** @param nameOf names the server, such as `Redis at 10.0.0.1:6379`: a sentinel may lead to another one each time. */
export function redisConnection(
  server: RedisOptions,
  { onError, onRecovered, onFirstReady }: Listeners,
  nameOf: () => string,
): RedisConnection {
  const whom = () => `${nameOf()}, user ${server.username || 'default'}`
  const outage = outages({ onError, onRecovered })
  let usable = false
  let closed = false
  // If SELECT is refused, ioredis continues in database 0, among the records of another program.
  let isInOtherDatabase = false
  let leftReadOnlyAt = -Infinity
  const answered = patience(COMMAND_MS)
  const connected = patience(CONNECTION_MS)

  const redis = client(server, (error) => {
    if (!error.message.startsWith('READONLY') || performance.now() - leftReadOnlyAt < READONLY_PAUSE_MS) return false
    leftReadOnlyAt = performance.now()
    usable = false
    return true
  })
  redis.setMaxListeners(0)
  redis.once('ready', () => onFirstReady(redis))
  redis.on('connect', () => {
    isInOtherDatabase = false
  })
  redis.on('ready', () => {
    usable = !isInOtherDatabase
    if (usable) outage.isOver(nameOf())
    else setTimeout(() => closed || redis.disconnect(true), DATABASE_PAUSE_MS).unref()
  })
  redis.on('close', () => {
    usable = false
  })
  redis.on('error', (error: Error) => {
    if (isOfSelect(error)) isInOtherDatabase = true
    if (!closed) outage.because(reasonOf(error, whom()))
  })
  const gather = gathering(redis)

  async function send<T>(command: Command<T>): Promise<T> {
    try {
      return await once(command)
    } catch (error) {
      const isOfRedis = error instanceof Error && !(error instanceof StoreError)
      throw isOfRedis ? Object.assign(error, { from: whom() }) : error
    }
  }

  async function once<T>(command: Command<T>, isAgain = false): Promise<T> {
    if (closed || !usable) await whenUsable()
    gather()
    try {
      return await answered(command(redis), () => new Error('The command was not answered in time'))
    } catch (error) {
      // A new connection may reach the new master, and this refusal says that nothing was written.
      if (isAgain || replyCode(error) !== 'READONLY') throw error
      return once(command, true)
    }
  }

  async function whenUsable(): Promise<void> {
    if (closed) throw new StoreError('unreachable', 'The store is closed')
    if (usable) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const onReady = () => usable && resolve()
    redis.on('ready', onReady)
    await connected(promise, () => new StoreError('unreachable', `No connection to ${nameOf()}`)).finally(() =>
      redis.off('ready', onReady),
    )
  }

  async function close(): Promise<void> {
    if (closed) return
    closed = true
    // QUIT is answered after the commands before it. Without a connection there are none to wait for.
    if (usable) await redis.quit().catch(() => redis.disconnect())
    else redis.disconnect()
  }

  return { send, close }
}

/** Reports each reason for an outage once, and its end. */
function outages({ onError, onRecovered }: Pick<Listeners, 'onError' | 'onRecovered'>) {
  const reported = new Set<string>()
  return {
    because(reason: Error): void {
      if (!reported.has(reason.message)) onError(reason)
      reported.add(reason.message)
    },
    isOver(server: string): void {
      if (reported.size > 0) onRecovered(server)
      reported.clear()
    },
  }
}

/** Combines all commands of one round of the event loop in one write, because a write to a socket costs more than a command.
 *  @returns a function to call before each command is sent */
function gathering(redis: Redis): () => void {
  let isGathering = false
  return () => {
    if (isGathering) return
    isGathering = true
    const { stream } = redis
    stream.cork()
    setImmediate(() => {
      isGathering = false
      stream.uncork()
    })
  }
}

function client(server: RedisOptions, reconnectOnError: (error: Error) => boolean): Redis {
  return new Redis({
    ...server,
    socketTimeout: SILENCE_MS,
    connectTimeout: 3_000,
    maxRetriesPerRequest: 1,
    // A command that its caller has given up must not run once Redis is back.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1_000) * (0.5 + Math.random() / 2),
    reconnectOnError,
    disableClientInfo: true,
    scripts: { replaceIfSame: { lua: REPLACE, numberOfKeys: 1 } },
  })
}

/** The first word of an error that Redis has answered; undefined for other errors. */
export function replyCode(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined
}

/** Redis's refusal in words that may be logged: its first word, and the command that a user lacks. The rest may quote data. */
export function refusalIn(error: unknown): string | undefined {
  const code = replyCode(error)
  if (code === undefined || !/^[A-Z][A-Z0-9_]*$/.test(code)) return code && 'ERR'
  const { message } = error as Error
  if (/^ERR (?:DB index is out of range|SELECT is not allowed)/.test(message)) return 'ERR (no such database)'
  if (message.startsWith('ERR This instance has cluster support disabled')) return 'ERR (no cluster)'
  const [, command] = /'([\w|-]{1,30})' command/.exec(message) ?? []
  // The refusal of a command in a script has a different wording, and in Redis 7.0 does not name the command.
  if (/^ERR (?:ACL failure in script|The user executing the script can't run)/.test(message))
    return `NOPERM (${command ?? 'in a script'})`
  return code === 'NOPERM' && command ? `${code} (${command})` : code
}

/** Why there is no connection, in words that may be logged. If all addresses of a host fail, the error itself has no
 *  message. */
function reasonOf(error: Error, whom: string): Error {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const reason = withoutCommand(first instanceof Error ? first : error)
  if (reason instanceof StoreError) return reason
  const refusal = refusalIn(reason)
  const why = refusal ?? codeIn(reason, whom)
  if (why === undefined) return reason
  return new StoreError(refusal === undefined ? 'unreachable' : 'refused', `${whom}: ${why}`, { cause: reason })
}

/** Whether the error is the answer to SELECT. To be asked before the command is taken off. */
function isOfSelect(error: Error): boolean {
  return 'command' in error && (error.command as { name?: unknown } | undefined)?.name === 'select'
}

/** The system's code for an error, with the address if the server's name has several. */
function codeIn(error: Error, whom: string): string | undefined {
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: unknown; port?: unknown }
  // What ioredis says of bytes that it cannot read. They may be another program's.
  if (/RESP type|^Protocol error/.test(error.message)) return 'no answer of Redis'
  if (typeof code !== 'string') return undefined
  return typeof address === 'string' && !whom.includes(`${address}:${String(port)}`)
    ? `${code} ${address}:${String(port)}`
    : code
}

/** ioredis adds the command with its arguments to its errors: keys, values, and the password of AUTH. */
export function withoutCommand<E>(error: E): E {
  if (error instanceof Error) Reflect.deleteProperty(error, 'command')
  return error
}
