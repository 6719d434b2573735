// What waiting for a token has in common, whosever it is: callers that arrive together share one, and what another instance
// refreshes is waited for.
import { setTimeout as sleep } from 'node:timers/promises'
import { EntraError } from '../entra/entra-error.ts'

const POLL_MS = 100
/** Longer than Entra is given for an answer (8 s) plus the lease of one holder that died. */
const PATIENCE_MS = 15_000

/** Calls of one key that come while one is under way get what that one gets. */
export function shared<T>() {
  const underWay = new Map<string, Promise<T>>()
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const known = underWay.get(key)
    if (known) return known
    const asking = ask().finally(() => underWay.delete(key))
    underWay.set(key, asking)
    return asking
  }
}

/** Why a look at the record has brought no token. `held`: another instance refreshes it. `changed`: it must be read again.
 *  `given_up`: the other instance got no answer. Asking again would take as long. */
type NotYet = 'held' | 'changed' | 'given_up'

/** Looks at a record until that brings a token.
 *  @param look is told whether another instance was waited for
 *  @throws {EntraError} where none comes in time */
export async function patiently<T extends object>(look: (hasWaited: boolean) => Promise<T | NotYet>): Promise<T> {
  const until = performance.now() + PATIENCE_MS
  let hasWaited = false
  while (performance.now() < until) {
    const found = await look(hasWaited)
    if (typeof found === 'object') return found
    if (found === 'given_up') break
    if (found === 'changed') continue
    hasWaited = true
    await sleep(POLL_MS)
  }
  throw new EntraError('unavailable')
}
