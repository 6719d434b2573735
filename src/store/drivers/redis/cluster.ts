import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../../store.ts'
import type { Command, RedisConnection, Servers } from './connection.ts'
import { nodeConnections } from './nodes.ts'
import { slotMap } from './slot-map.ts'
import { isTopology, type Redirection, redirection, slotOf } from './cluster-slots.ts'
import type { RedisNode } from './url.ts'

/** While a slot moves, one server gives it up before the other takes it, so they may send us back and forth. */
const MAX_HOPS = 16
const PATIENT_HOPS = 2
const HOP_PAUSE_MS = 20

/** A cluster as connections to its masters. ioredis has a Cluster, but it sends a write again after its answer was lost, and
 *  keeps commands in queues after their caller has given up: a `replace` would run twice, or late. Here a command is sent
 *  again only if a server has answered that another one has the key.
 *  @param seeds servers to learn the others from */
export function redisCluster(seeds: RedisNode[], open: (node: RedisNode) => RedisConnection): Servers {
  const nodes = nodeConnections(open)
  const slots = slotMap(seeds, nodes)

  /** Where to go after an error. @throws the error, unless it says that another server has the slot */
  function follow(error: unknown, { slot, from, hop }: { slot: number; from: RedisNode; hop: number }): Redirection {
    const redirect = redirection(error, from.host)
    if (redirect?.slot === slot && hop < MAX_HOPS) return redirect
    if (redirect || isTopology(error)) slots.refreshSoon()
    throw error
  }

  slots.refreshSoon()
  return {
    async send(key, command) {
      const slot = slotOf(key)
      const owner = await slots.ownerOf(slot)
      if (!owner) throw new StoreError('unreachable', 'The cluster has no slots')
      let node = owner
      let sent = command
      for (let hop = 1; ; hop++) {
        try {
          return await nodes.at(node).send(sent)
        } catch (error) {
          const redirect = follow(error, { slot, from: node, hop })
          node = redirect.node
          sent = redirect.once ? asking(command) : command
          if (!redirect.once) {
            slots.setOwner(slot, node)
            slots.refreshSoon()
          }
          if (hop > PATIENT_HOPS) await sleep(HOP_PAUSE_MS)
        }
      }
    },

    async each() {
      await slots.refresh()
      return slots.masters().map(
        (node) =>
          <T>(command: Command<T>) =>
            nodes.at(node).send(command),
      )
    },

    close: nodes.close,
  }
}

/** Sends both on one connection, directly one after the other, because ASKING only counts for the next command. */
function asking<T>(command: Command<T>): Command<T> {
  return (redis) => {
    redis.asking().catch(() => {})
    return command(redis)
  }
}
