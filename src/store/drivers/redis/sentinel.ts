import { Redis } from 'ioredis'
import { StoreError } from '../../store.ts'
import { replyCode, withoutCommand } from './connection.ts'
import { connectorTo } from './connector.ts'
import type { RedisAddress, RedisNode } from './url.ts'

/** The answer of a sentinel that takes longer does not count. */
const SENTINEL_MS = 500

type Sentinels = RedisAddress & { kind: 'sentinel' }

/** The master that most sentinels name, or why there is none. ioredis has a connector for sentinels too, but it believes the
 *  first one, even if that is cut off from the others, and its credentials for sentinels cannot be optional. */
export async function findMaster(sentinels: Sentinels): Promise<RedisNode | Error> {
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
  return best?.master ?? new StoreError('unreachable', `No sentinel names the master: ${reason}`)
}

/** Asks without credentials first: most sentinels need none, and such a sentinel refuses an unknown user. */
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
  node: RedisNode,
  { masterName, tls }: Sentinels,
  credentials: Credentials,
): Promise<RedisNode | undefined> {
  const sentinel = new Redis({
    ...connectorTo({ find: async () => node, tls }),
    ...credentials,
    // Version 3 begins with HELLO, which needs the credentials at once.
    protocol: 2,
    retryStrategy: null,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: SENTINEL_MS,
    commandTimeout: SENTINEL_MS,
  })
  // A command that was never sent only says that the connection is closed. This error says why.
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
