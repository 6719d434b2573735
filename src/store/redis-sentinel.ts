import { AbstractConnector, Redis } from 'ioredis'
import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as tlsConnect } from 'node:tls'
import { replyCode, withoutCommand } from './redis-connection.ts'
import { tlsTo } from './redis-tls.ts'
import type { RedisAddress, RedisNode } from './redis-url.ts'

/** A sentinel that has not answered by then does not count. */
const SENTINEL_MS = 500
const PAUSE_MS = 300

type Sentinels = RedisAddress & { kind: 'sentinel' }

/** What ioredis connects through: asks the sentinels, each time anew, where the master is. ioredis has such a connector too,
 *  but it takes the word of the first sentinel, be it cut off from the others, and the credentials for it cannot be optional. */
export function sentinelConnector(sentinels: Sentinels): new () => AbstractConnector {
  return class extends AbstractConnector {
    #leaving = new AbortController()

    constructor() {
      super(2_000)
    }

    /** After a failover the old master may still be named, or be a replica already.
     *  @param info from INFO; empty where the user may not ask. */
    override check(info: { role?: string }): boolean {
      return info.role === undefined || info.role === 'master'
    }

    async connect(report: (type: string, error: Error) => void) {
      this.connecting = true
      this.#leaving = new AbortController()
      const { signal } = this.#leaving
      for (;;) {
        const found = await findMaster(sentinels)
        // ioredis knows these words for its own.
        if (signal.aborted) throw new Error('Connection is closed.')
        if ('port' in found) return this.#open(found)
        report('error', found)
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
      }
    }

    override disconnect(): void {
      this.#leaving.abort()
      super.disconnect()
    }

    #open({ host, port }: RedisNode) {
      this.stream = sentinels.tls ? tlsConnect({ host, port, ...tlsTo(host) }) : createConnection({ host, port })
      this.stream.once('error', (error) => {
        this.firstError = error
      })
      return this.stream
    }
  }
}

/** The master that most sentinels name, or why there is none. */
async function findMaster(sentinels: Sentinels): Promise<RedisNode | Error> {
  const answers = await Promise.allSettled(sentinels.nodes.map((node) => masterSaidBy(node, sentinels)))
  const votes = new Map<string, { master: RedisNode; count: number }>()
  let reason = 'none knows it'
  for (const answer of answers) {
    if (answer.status === 'rejected') reason = answer.reason instanceof Error ? answer.reason.message : reason
    else if (answer.value) {
      const name = `${answer.value.host}:${answer.value.port}`
      votes.set(name, { master: answer.value, count: (votes.get(name)?.count ?? 0) + 1 })
    }
  }
  const best = [...votes.values()].toSorted((a, b) => b.count - a.count)[0]
  return best?.master ?? new Error(`No sentinel names the master: ${reason}`)
}

/** Asks without credentials first: most sentinels have none, and one that has none refuses a user it does not know. */
async function masterSaidBy(node: RedisNode, sentinels: Sentinels): Promise<RedisNode | undefined> {
  try {
    return await ask(node, sentinels, {})
  } catch (error) {
    const { username, password } = sentinels
    const wantsCredentials = ['NOAUTH', 'NOPERM'].includes(replyCode(error) ?? '')
    if (!wantsCredentials || !password) throw error
    return await ask(node, sentinels, { username, password })
  }
}

type Credentials = { username?: string; password?: string }

async function ask(
  { host, port }: RedisNode,
  { masterName, tls }: Sentinels,
  credentials: Credentials,
): Promise<RedisNode | undefined> {
  const sentinel = new Redis({
    host,
    port,
    ...credentials,
    ...(tls && { tls: tlsTo(host) }),
    // Without HELLO, which wants the credentials at once.
    protocol: 2,
    retryStrategy: null,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: SENTINEL_MS,
    commandTimeout: SENTINEL_MS,
  })
  // A command that never went out only knows that the connection is closed; this knows why.
  let cause: Error | undefined
  sentinel.on('error', (error: Error) => {
    cause ??= withoutCommand(error)
  })
  try {
    const answer = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName)
    return Array.isArray(answer) ? { host: String(answer[0]), port: Number(answer[1]) } : undefined
  } catch (error) {
    throw replyCode(error) === undefined && cause ? cause : withoutCommand(error)
  } finally {
    sentinel.disconnect()
  }
}
