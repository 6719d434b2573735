import { StoreError } from '../../store.ts'
import { replyCode } from './connection.ts'
import type { RedisNode } from './url.ts'

// Parses the answers of a cluster's servers about slots.
// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model

const SLOTS = 16_384

/** The slot of a key. If the key has a part between the first `{` and the next `}`, only that part counts. */
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

/** The master of each slot, from the answer to CLUSTER SLOTS: ranges of `[first, last, [host, port, …] of the master, …]`.
 *  @param askedHost is used if the server does not know its own host. @throws {StoreError} if no slot has one */
export function ownersOf(answer: unknown, askedHost: string): RedisNode[] {
  const owners: RedisNode[] = []
  for (const range of Array.isArray(answer) ? (answer as unknown[]) : []) {
    const [first, last, master] = range as [number, number, [string | null, number]]
    const node = { host: known(master[0]) ?? askedHost, port: master[1] }
    for (let slot = first; slot <= last; slot++) owners[slot] = node
  }
  if (owners.length === 0) throw new StoreError('unreachable', 'The cluster has no slots')
  return owners
}

/** `once`: for this command only. */
export type Redirection = { slot: number; node: RedisNode; once: boolean }

/** Where a server sends us: `MOVED 3999 10.0.0.1:6379` for good, `ASK 3999 …` once. */
export function redirection(error: unknown, askedHost: string): Redirection | undefined {
  if (replyCode(error) === undefined) return undefined
  const [, word, slot, host, port] = /^(MOVED|ASK) (\d+) (\S*):(\d+)$/.exec((error as Error).message) ?? []
  if (!word || Number(slot) >= SLOTS) return undefined
  return { slot: Number(slot), node: { host: known(host) ?? askedHost, port: Number(port) }, once: word === 'ASK' }
}

/** Whether the error may mean that slots have moved. */
export function isTopology(error: unknown): boolean {
  const code = replyCode(error)
  return code === undefined || code === 'CLUSTERDOWN' || code === 'MASTERDOWN' || code === 'READONLY'
}

function known(host: string | null | undefined): string | undefined {
  return host === null || host === '' || host === '?' ? undefined : host
}
