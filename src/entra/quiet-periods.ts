import { parseRetryAfter } from '../outbound/retry.ts'
import { addressOf, type Fetch } from './fetch.ts'

/** Entra may ask for a pause. Nobody has to wait longer than this. */
const MAX_QUIET_MS = 60_000

/** `fetch` that sends no request to an address during the pause that its last answer asked for. Meanwhile callers get a 429 of
 *  our own. */
export function withQuietPeriods(fetch: Fetch, now: () => number): Fetch {
  const quietUntil = new Map<string, number>()
  return async (input, init) => {
    const url = addressOf(input)
    if ((quietUntil.get(url) ?? 0) > now()) return new Response(null, { status: 429 })
    quietUntil.delete(url)
    const response = await fetch(input, init)
    const told = [429, 503].includes(response.status) ? response.headers.get('retry-after') : null
    const waitMs = parseRetryAfter(told ?? undefined, now())
    if (waitMs) quietUntil.set(url, now() + Math.min(waitMs, MAX_QUIET_MS))
    return response
  }
}
