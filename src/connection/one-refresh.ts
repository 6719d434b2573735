// The shared logic of waiting for a token: callers that arrive together share one request, and a caller waits while another
// instance refreshes the token.
import { setTimeout as sleep } from 'node:timers/promises'
import { EntraError } from '../entra/entra-error.ts'

const POLL_MS = 100
/** Longer than the time-out for Entra (8 s) plus the lease of one holder that died. */
const PATIENCE_MS = 15_000

/** @returns a function that does `work`, unless work of the same key is under way: then it returns that work's result */
export function oncePerKey<T>() {
  const underWay = new Map<string, Promise<T>>()
  return (key: string, work: () => Promise<T>): Promise<T> => {
    const shared = underWay.get(key)
    if (shared) return shared
    const begun = work().finally(() => underWay.delete(key))
    underWay.set(key, begun)
    return begun
  }
}

/** Why an attempt returned no token. `held`: another instance is refreshing the record. `changed`: it must be read again.
 *  `given_up`: the other instance got no answer; asking again would take as long. */
type NotYet = 'held' | 'changed' | 'given_up'

/** Repeats the attempt while another instance holds or changes the record.
 *  @param attempt reads the record, and refreshes it if nobody else does. `hasWaited`: another instance was waited for
 *  @returns the result of the last attempt. @throws {EntraError} `unavailable` if no attempt succeeded in time */
export async function untilRefreshed<T extends object>(
  attempt: (hasWaited: boolean) => Promise<T | NotYet>,
): Promise<T> {
  const until = performance.now() + PATIENCE_MS
  let hasWaited = false
  while (performance.now() < until) {
    const outcome = await attempt(hasWaited)
    if (typeof outcome === 'object') return outcome
    if (outcome === 'given_up') break
    if (outcome === 'changed') continue
    hasWaited = true
    await sleep(POLL_MS)
  }
  throw new EntraError('unavailable')
}
