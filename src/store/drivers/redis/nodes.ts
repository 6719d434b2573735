import { StoreError } from '../../store.ts'
import type { RedisConnection } from './connection.ts'
import type { RedisNode } from './url.ts'

/** How long an unneeded connection is kept, because commands may still wait for it. */
const LEAVE_MS = 3_000

export type Nodes = ReturnType<typeof nodeConnections>

/** One connection to each server of a cluster, opened when it is first needed. */
export function nodeConnections(open: (node: RedisNode) => RedisConnection) {
  const connections = new Map<string, RedisConnection>()
  const leaving = new Set<RedisConnection>()
  let isClosed = false

  function leave(connection: RedisConnection): void {
    leaving.add(connection)
    setTimeout(() => {
      leaving.delete(connection)
      connection.close().catch(() => {})
    }, LEAVE_MS).unref()
  }

  return {
    isClosed: () => isClosed,

    /** @throws {StoreError} once it is closed */
    at(node: RedisNode): RedisConnection {
      if (isClosed) throw new StoreError('unreachable', 'The store is closed')
      const found = connections.get(nameOf(node)) ?? open(node)
      connections.set(nameOf(node), found)
      return found
    },

    /** Closes the connections to all other servers. */
    keepOnly(nodes: RedisNode[]): void {
      const kept = new Set(nodes.map(nameOf))
      for (const [name, connection] of connections) {
        if (kept.has(name)) continue
        connections.delete(name)
        leave(connection)
      }
    },

    async close(): Promise<void> {
      isClosed = true
      await Promise.all([...connections.values(), ...leaving].map((connection) => connection.close()))
    },
  }
}

/** Each server once. */
export function distinct(nodes: RedisNode[]): RedisNode[] {
  return [...new Map(nodes.map((node) => [nameOf(node), node])).values()]
}

function nameOf({ host, port }: RedisNode): string {
  return `${host}:${port}`
}
