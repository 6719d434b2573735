import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, type RedisConnection, replyCode, type Servers } from './connection.ts'
import type { RedisNode } from './url.ts'
import { StoreError } from '../../store.ts'

/** https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model */
const SLOTS = 16_384
/** Which slots are where is asked no oftener than this, but for the first time. */
const REFRESH_PAUSE_MS = 500
/** A slot changes hands on one node before the other: meanwhile they may send us to and fro. */
const MAX_HOPS = 16
const PATIENT_HOPS = 2
const HOP_PAUSE_MS = 20
/** A connection to a node without slots may still be waited for, and is closed after this. */
const LEAVE_MS = 3_000

/** A cluster as connections to its masters. ioredis has a Cluster, but it sends writes again whose answer it has lost, and
 *  lets commands wait in queues after their caller has given up: a `replace` would run twice, or late. Here a command goes
 *  out again only where a server has answered that another one has the key.
 *  @param seeds nodes to learn the others from; a connection to each is kept. */
export function redisCluster(seeds: RedisNode[], open: (node: RedisNode) => RedisConnection): Servers {
  const connections = new Map<string, RedisConnection>()
  const leaving = new Set<RedisConnection>()
  /** The master of each slot; empty until known, with holes where a slot has none. */
  let owners: RedisNode[] = []
  let refreshing: Promise<void> | undefined
  let refreshedAt = -Infinity
  let closed = false

  refreshSoon()
  return {
    async send(key, command) {
      await whenKnown()
      const slot = slotOf(key)
      const known = owners[slot] ?? masters()[0]
      if (!known) throw new StoreError('unreachable', 'The cluster has no slots')
      let node = known
      let sent = command
      for (let hop = 1; ; hop++) {
        try {
          return await at(node).send(sent)
        } catch (error) {
          const redirect = redirection(error, node.host)
          if (!redirect || redirect.slot !== slot || hop === MAX_HOPS) {
            if (redirect || isTopology(error)) refreshSoon()
            throw error
          }
          node = redirect.node
          sent = redirect.once ? asking(command) : command
          if (!redirect.once) {
            owners[slot] = node
            refreshSoon()
          }
          if (hop > PATIENT_HOPS) await sleep(HOP_PAUSE_MS)
        }
      }
    },
    async each() {
      await refresh()
      return masters().map(
        (node) =>
          <T>(command: Command<T>) =>
            at(node).send(command),
      )
    },
    async close() {
      closed = true
      await Promise.all([...connections.values(), ...leaving].map((connection) => connection.close()))
    },
  }

  function at(node: RedisNode): RedisConnection {
    if (closed) throw new StoreError('unreachable', 'The store is closed')
    const found = connections.get(nameOf(node)) ?? open(node)
    connections.set(nameOf(node), found)
    return found
  }

  function masters(): RedisNode[] {
    return [...new Map(owners.flatMap((node) => [[nameOf(node), node]])).values()]
  }

  async function whenKnown(): Promise<void> {
    if (owners.length === 0) await refresh()
  }

  function refreshSoon(): void {
    if (closed || performance.now() - refreshedAt < REFRESH_PAUSE_MS) return
    refresh().catch(() => {})
  }

  function refresh(): Promise<void> {
    refreshing ??= learn().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  /** Asks everybody, takes the first answer, and lets go of nodes that have no slots any more. */
  async function learn(): Promise<void> {
    refreshedAt = performance.now()
    const asked = new Map([...seeds, ...masters()].map((node) => [nameOf(node), node]))
    const answers = [...asked.values()].map(async (node) => ownersOf(await at(node).send(clusterSlots), node.host))
    owners = await Promise.any(answers).catch((error: AggregateError) => {
      throw error.errors[0]
    })
    const kept = new Set([...seeds, ...masters()].map(nameOf))
    for (const [name, connection] of connections) {
      if (kept.has(name)) continue
      connections.delete(name)
      leave(connection)
    }
  }

  function leave(connection: RedisConnection): void {
    leaving.add(connection)
    setTimeout(() => {
      leaving.delete(connection)
      connection.close().catch(() => {})
    }, LEAVE_MS).unref()
  }
}

const clusterSlots: Command<unknown> = (redis) => redis.cluster('SLOTS')

/** On one connection, one right after the other: ASKING counts for the next command only. */
function asking<T>(command: Command<T>): Command<T> {
  return (redis) => {
    redis.asking().catch(() => {})
    return command(redis)
  }
}

/** From the answer to CLUSTER SLOTS: ranges of `[first, last, [host, port, …] of the master, …]`.
 *  @param askedHost stands in for a host that the node does not know of itself. */
function ownersOf(answer: unknown, askedHost: string): RedisNode[] {
  const owners: RedisNode[] = []
  for (const range of Array.isArray(answer) ? (answer as unknown[]) : []) {
    const [first, last, master] = range as [number, number, [string | null, number]]
    const node = { host: known(master[0]) ?? askedHost, port: master[1] }
    for (let slot = first; slot <= last; slot++) owners[slot] = node
  }
  if (owners.length === 0) throw new StoreError('unreachable', 'The cluster has no slots')
  return owners
}

function known(host: string | null | undefined): string | undefined {
  return host === null || host === '' || host === '?' ? undefined : host
}

type Redirection = { slot: number; node: RedisNode; once: boolean }

/** `MOVED 3999 10.0.0.1:6379`, for good, or `ASK …`, for this once. */
function redirection(error: unknown, askedHost: string): Redirection | undefined {
  if (replyCode(error) === undefined) return undefined
  const [, word, slot, host, port] = /^(MOVED|ASK) (\d+) (\S*):(\d+)$/.exec((error as Error).message) ?? []
  if (!word || Number(slot) >= SLOTS) return undefined
  return { slot: Number(slot), node: { host: known(host) ?? askedHost, port: Number(port) }, once: word === 'ASK' }
}

/** Whether the error may mean that the slots are elsewhere now. */
function isTopology(error: unknown): boolean {
  const code = replyCode(error)
  return code === undefined || code === 'CLUSTERDOWN' || code === 'MASTERDOWN' || code === 'READONLY'
}

function nameOf({ host, port }: RedisNode): string {
  return `${host}:${port}`
}

/** The slot of a key: that of the part between the first `{` and the next `}`, where there is one. */
export function slotOf(key: string): number {
  const tag = /^[^{]*\{([^}]+)\}/.exec(key)?.[1]
  return crc16(Buffer.from(tag ?? key)) % SLOTS
}

/** CRC-16/XMODEM. */
function crc16(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}
