import { setTimeout as sleep } from 'node:timers/promises'
import { CLOCK_SKEW_MS } from '../../store/lease.ts'
import type { Store } from '../../store/store.ts'
import { objectIn, tracesOf } from './records-of-person.ts'

/** How long a bot may take to finish what it has begun for the person. */
const UNDER_WAY_MS = 12_000
/** A bot keeps a turn's mark only in memory until it first renews it (`store/in-front.ts`), which happens well within this
 *  time. */
const UNSEEN_MS = 3_000
const PAUSE_MS = 1_000
/** If a bot continues to write for longer than this, the person is still using it. */
const MOST_MS = 60_000

/** Deletes everything that is stored about a person. Then it checks again until nothing is left, because a bot may have been
 *  about to answer the person or to read their contacts.
 *  @param isInFile whether the store is the embedded one, in which case a bot may be doing work that the store does not show yet
 *  @returns how many records were deleted, and whether any are left */
export async function removeAll(
  store: Store,
  user: string,
  { isInFile = false }: { isInFile?: boolean } = {},
): Promise<{ deleted: number; isClean: boolean }> {
  const begunAt = performance.now()
  let quietFrom = begunAt + (isInFile ? UNSEEN_MS : 0)
  let deleted = 0
  const traces = await tracesOf(store, user)
  for (;;) {
    const keys = await traces.keys()
    if (await isAnyUnderWay(store, keys)) quietFrom = performance.now() + UNDER_WAY_MS
    for (const key of keys) await store.delete(key)
    deleted += keys.length
    const now = performance.now()
    if (keys.length === 0 && now >= quietFrom) return { deleted, isClean: true }
    if (now - begunAt > MOST_MS) return { deleted, isClean: false }
    await sleep(PAUSE_MS)
  }
}

/** Whether a bot is answering the person, refreshing their token, or reading their contacts. */
async function isAnyUnderWay(store: Store, keys: readonly string[]): Promise<boolean> {
  const telling = keys.filter((key) => /^(?:turn|connection|address-book)\//.test(key))
  const values = await Promise.all(telling.map((key) => objectIn(store, key)))
  return values.some((value) => [value?.['lease'], value?.['reading'], value?.['refreshing']].some(isAlive))
}

/** The bot that holds a lease sets its end by its own clock. */
function isAlive(lease: unknown): boolean {
  const until = (lease as { until?: unknown } | undefined)?.until
  return typeof until === 'number' && until > Date.now() - CLOCK_SKEW_MS
}
