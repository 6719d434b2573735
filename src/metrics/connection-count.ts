import { inTime } from '../in-time.ts'
import type { Store } from '../store/store.ts'

/** A count as quick as this is made at each reading. */
const QUICK_MS = 200
/** A slower one is made again once it is older than this many times what it took, so that counting takes no more than a
 *  two-hundredth of the time: with a million connections some times an hour. */
const AT_MOST = 200
/** A reading of the metrics waits for a count so long. If it takes longer, the reading has the last one. */
const PATIENCE_MS = 500

/** @returns a function that says how many people are connected; undefined if that is not known yet. It never rejects. */
export function connectionCount({ scan }: Pick<Store, 'scan'>): () => Promise<number | undefined> {
  let known: { connections: number; staleAt: number } | undefined
  let counting: Promise<void> | undefined

  async function countNow(): Promise<void> {
    const begunAt = performance.now()
    let connections = 0
    for await (const _ of scan('connection/')) connections += 1
    const now = performance.now()
    const tookMs = now - begunAt
    known = { connections, staleAt: tookMs < QUICK_MS ? now : now + tookMs * AT_MOST }
  }

  return async () => {
    if (known && performance.now() < known.staleAt) return known.connections
    counting ??= countNow()
      .catch(() => void (known = undefined))
      .finally(() => void (counting = undefined))
    await inTime(counting, PATIENCE_MS)
    return known?.connections
  }
}
