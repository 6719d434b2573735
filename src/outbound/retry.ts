/** Which failed calls are repeated, and when.
 *  - `read`: repeating does no harm (GET, PUT, DELETE). After 429 as the answer asks, after 5xx and a lost connection two more
 *    times.
 *  - `post`: the message may already have been taken. After 412 and 429 as the answer asks; after 502 and 504 once, as Microsoft
 *    asks; after 503 only with Retry-After; after a lost connection or a time-out never.
 *  https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 *  - `throttled`: only after 429, because then the request was certainly not accepted.
 *  - `never`: one call. */
export type Retry = 'read' | 'post' | 'throttled' | 'never'

/** The result of a call: an answer, or the code of an error. */
type Outcome = { status: number; headers: Record<string, string | undefined> } | { code: string }

/** How long to wait before the next call, in milliseconds. Undefined: do not call again. @param call the number of calls so
 *  far. @param now epoch milliseconds. */
export function retryAfterMs(outcome: Outcome, retry: Retry, call: number, now: number): number | undefined {
  if (retry === 'never') return undefined
  // Full jitter, so that many instances do not come back at the same moment.
  const backOffMs = Math.random() * 400 * 2 ** call
  if ('code' in outcome) {
    return retry === 'read' && outcome.code === 'unreachable' && call < 3 ? backOffMs : undefined
  }
  const askedMs = parseRetryAfter(outcome.headers['retry-after'], now)
  const { status } = outcome
  if (status === 429 || (retry === 'post' && status === 412)) return askedMs ?? backOffMs
  if (retry === 'throttled') return undefined
  if (retry === 'read') return [500, 502, 503, 504].includes(status) && call < 3 ? (askedMs ?? backOffMs) : undefined
  if (status === 503) return askedMs
  return (status === 502 || status === 504) && call === 1 ? (askedMs ?? backOffMs) : undefined
}

/** Reads Retry-After: seconds (Graph sends fractions too) or an HTTP date. @returns milliseconds; undefined if the header is
 *  absent or makes no sense. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  // An HTTP date ends in GMT. Date.parse accepts much else: it takes "soon 5" for a day in May 2001.
  const date = value.endsWith('GMT') ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
