import { Agent, type Dispatcher, errors, fetch as undiciFetch, request as undiciRequest } from 'undici'

/** What may be sent again, and when.
 *  - `read`: repeating does no harm (GET, PUT, DELETE). 429 and 5xx and lost connections, at most three more times.
 *  - `post`: a message may already have been taken. 412 and 429 as told; 502 and 504 once, as Microsoft asks; 503 only
 *    with Retry-After; after a reset or a time-out never.
 *    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 *  - `never`: one call. */
export type Retry = 'read' | 'post' | 'never'

export type OutboundRequest = {
  /** The address that `token` was issued for, such as `https://graph.microsoft.com/v1.0`. */
  base: string
  /** Where to ask: absolute, or relative to `base`. Anything not below `base` is refused before a byte is sent. */
  url: string
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  token?: string
  json?: unknown
  form?: Record<string, string>
  retry?: Retry
  signal?: AbortSignal | undefined
}

/** `body` is the text as it came; `headers` have lower-case names, the first value of each; of `www-authenticate`, which
 *  may carry its challenges in several lines, all, joined by commas. */
export type OutboundResponse = { status: number; headers: Record<string, string | undefined>; body: string }

/** The one door for requests to Microsoft. Redirects are never followed. */
export type Outbound = {
  /** The last answer, whatever its status. @throws {OutboundError} where there was none. */
  request(request: OutboundRequest): Promise<OutboundResponse>
  /** For libraries that bring their own client logic (openid-client): same time-outs and sockets, one try. */
  fetch: typeof globalThis.fetch
  close(): Promise<void>
}

/** `foreign_host`: the address is not below `base`. `timeout`: no answer within 8 s. `unreachable`: no connection, or cut
 *  before the answer was whole. `too_large`: the answer is over 32 MiB. `aborted`: the caller's own signal. */
export type OutboundErrorCode = 'foreign_host' | 'timeout' | 'unreachable' | 'too_large' | 'aborted'

export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly code: OutboundErrorCode
  constructor(code: OutboundErrorCode, options?: ErrorOptions) {
    super(`Request failed: ${code}`, options)
    this.code = code
  }
}

const ATTEMPT_MS = 8_000
const MAX_BODY_BYTES = 32 * 1024 * 1024
const MAX_CALLS = 4
/** Longer than this nobody waits inside a turn; the answer that asked for it is handed to the caller instead. */
const MAX_WAIT_MS = 10_000

type Seams = {
  dispatcher?: Dispatcher
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  now?: () => number
  /** How long one call may take, from the connection to the last byte. */
  attemptMs?: number
}

export function outbound(seams: Seams = {}): Outbound {
  const attemptMs = seams.attemptMs ?? ATTEMPT_MS
  const dispatcher =
    seams.dispatcher ??
    new Agent({
      connections: 64,
      connect: { timeout: 3_000 },
      headersTimeout: attemptMs,
      bodyTimeout: attemptMs,
      keepAliveTimeout: 30_000,
    })
  const sleep = seams.sleep ?? pause
  const now = seams.now ?? Date.now

  async function attempt(url: string, request: OutboundRequest): Promise<OutboundResponse> {
    // Not AbortSignal.timeout: nothing takes that back, and each would go off seconds after its request was answered.
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(TIMED_OUT), attemptMs)
    const signal = request.signal ? AbortSignal.any([request.signal, limit.signal]) : limit.signal
    try {
      const { statusCode, headers, body } = await undiciRequest(url, {
        dispatcher,
        method: request.method ?? 'GET',
        headers: headersOf(request),
        body: bodyOf(request) ?? null,
        signal,
      })
      return { status: statusCode, headers: firstValues(headers), body: await readText(body) }
    } catch (error) {
      throw asOutboundError(error, request.signal)
    } finally {
      clearTimeout(timer)
    }
  }

  async function request(request: OutboundRequest): Promise<OutboundResponse> {
    const url = below(request.base, request.url)
    const retry = request.retry ?? ((request.method ?? 'GET') === 'GET' ? 'read' : 'never')
    const deadline = now() + MAX_WAIT_MS
    for (let call = 1; ; call += 1) {
      const outcome = await attempt(url, request).catch((error: unknown) => error as OutboundError)
      const waitMs = call < MAX_CALLS ? retryAfterMs(outcome, retry, call, now()) : undefined
      if (waitMs === undefined || now() + waitMs > deadline) {
        if (outcome instanceof Error) throw outcome
        return outcome
      }
      await sleep(waitMs, request.signal)
    }
  }

  return {
    request,
    fetch: ((input: string | URL, init?: RequestInit) =>
      undiciFetch(input, {
        ...(init as object),
        dispatcher,
        redirect: 'manual',
        signal: init?.signal
          ? AbortSignal.any([init.signal, AbortSignal.timeout(attemptMs)])
          : AbortSignal.timeout(attemptMs),
      })) as unknown as typeof globalThis.fetch,
    close: () => dispatcher.close(),
  }
}

/** `url` made absolute. @throws {OutboundError} `foreign_host` unless it has the origin of `base` and lies below its path. */
function below(base: string, url: string): string {
  const root = URL.parse(base)
  // Any other scheme has the origin "null", which would equal that of every other one.
  if (!root || !['https:', 'http:'].includes(root.protocol)) throw new OutboundError('foreign_host')
  const prefix = root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`
  const target = URL.parse(url, `${root.origin}${prefix}`)
  if (!target || target.origin !== root.origin || target.username !== '' || target.password !== '')
    throw new OutboundError('foreign_host')
  if (!`${target.pathname}/`.startsWith(prefix)) throw new OutboundError('foreign_host')
  return target.href
}

function headersOf(request: OutboundRequest): Record<string, string> {
  return {
    accept: 'application/json',
    ...request.headers,
    ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }),
    ...(request.json !== undefined && { 'content-type': 'application/json' }),
    ...(request.form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
  }
}

function bodyOf(request: OutboundRequest): string | undefined {
  if (request.json !== undefined) return JSON.stringify(request.json)
  if (request.form !== undefined) return new URLSearchParams(request.form).toString()
  return undefined
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new OutboundError('too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function firstValues(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!Array.isArray(value)) return [name, value]
      return [name, name === 'www-authenticate' ? value.join(', ') : value[0]]
    }),
  )
}

const TIMED_OUT = Symbol('timed out')

function asOutboundError(error: unknown, callers: AbortSignal | undefined): OutboundError {
  if (error instanceof OutboundError) return error
  if (callers?.aborted) return new OutboundError('aborted', { cause: error })
  const late =
    error === TIMED_OUT ||
    (error instanceof DOMException && error.name === 'TimeoutError') ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  return new OutboundError(late ? 'timeout' : 'unreachable', { cause: error })
}

/** How long to wait before the next call, in milliseconds; undefined: do not call again. */
function retryAfterMs(
  outcome: OutboundResponse | OutboundError,
  retry: Retry,
  call: number,
  now: number,
): number | undefined {
  if (retry === 'never') return undefined
  // Full jitter, so that many instances do not come back together.
  const backOff = Math.random() * 400 * 2 ** call
  if (outcome instanceof OutboundError) {
    return retry === 'read' && outcome.code === 'unreachable' && call < 3 ? backOff : undefined
  }
  const told = parseRetryAfter(outcome.headers['retry-after'], now)
  const { status } = outcome
  if (status === 429 || (retry === 'post' && status === 412)) return told ?? backOff
  if (retry === 'read') return [500, 502, 503, 504].includes(status) && call < 3 ? (told ?? backOff) : undefined
  if (status === 503) return told
  return (status === 502 || status === 504) && call === 1 ? (told ?? backOff) : undefined
}

/** Retry-After in milliseconds: seconds (Graph sends fractions too) or an HTTP date; undefined where absent or senseless. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  // An HTTP date ends in GMT. Date.parse takes much else for a date ("soon 5" is in May 2001).
  const date = value.endsWith('GMT') ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.reject(new OutboundError('aborted'))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    function stop() {
      clearTimeout(timer)
      reject(new OutboundError('aborted'))
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
