import type { Command } from './connection.ts'
import { distinct, type Nodes } from './nodes.ts'
import { ownersOf } from './cluster-slots.ts'
import type { RedisNode } from './url.ts'

/** If slots seem to have moved, the servers are asked no more often than this. */
const REFRESH_PAUSE_MS = 500

/** Which server has which slots, as the servers say.
 *  @param seeds servers to learn the others from; a connection to each is kept. */
export function slotMap(seeds: RedisNode[], nodes: Nodes) {
  /** The master of each slot; empty until known, with holes where a slot has none. */
  let owners: RedisNode[] = []
  let refreshing: Promise<void> | undefined
  let refreshedAt = -Infinity

  // flatMap leaves out the holes.
  const masters = () => distinct(owners.flatMap((node) => [node]))

  /** Asks all servers, takes the first answer, and closes the connections to servers without slots. */
  async function learn(): Promise<void> {
    refreshedAt = performance.now()
    const asked = distinct([...seeds, ...masters()])
    const answers = asked.map(async (node) => ownersOf(await nodes.at(node).send(clusterSlots), node.host))
    owners = await Promise.any(answers).catch((error: AggregateError) => {
      throw error.errors[0]
    })
    nodes.keepOnly([...seeds, ...masters()])
  }

  /** Callers that ask at the same time share one request. */
  function refresh(): Promise<void> {
    refreshing ??= learn().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  return {
    masters,
    refresh,

    refreshSoon(): void {
      if (nodes.isClosed() || performance.now() - refreshedAt < REFRESH_PAUSE_MS) return
      refresh().catch(() => {})
    },

    /** The server that has `slot`; for a slot without a server, any server, whose answer then says more. */
    async ownerOf(slot: number): Promise<RedisNode | undefined> {
      if (owners.length === 0) await refresh()
      return owners[slot] ?? masters()[0]
    },

    setOwner(slot: number, node: RedisNode): void {
      owners[slot] = node
    },
  }
}

const clusterSlots: Command<unknown> = (redis) => redis.cluster('SLOTS')
