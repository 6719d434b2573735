import { inTime } from '../in-time.ts'
import type { Store } from '../store/store.ts'

/** A count that takes less time than this is repeated at each scrape. */
const QUICK_MS = 200
/** A slower count is only repeated after this many times its own duration, so that counting takes at most a two-hundredth of the
 *  time: with a million connections, a few times an hour. */
const AT_MOST = 200
/** How long a scrape waits for a count. If the count takes longer, the scrape gets the last number. */
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
