import {
  Agent,
  type Dispatcher,
  EnvHttpProxyAgent,
  errors,
  fetch as undiciFetch,
  request as undiciRequest,
} from 'undici'
import { type Retry, retryAfterMs } from './retry.ts'

export type OutboundRequest = {
  /** The address that `token` was issued for, such as `https://graph.microsoft.com/v1.0`. */
  base: string
  /** Absolute, or relative to `base`. An address that is not below `base` is refused before a byte is sent. */
  url: string
  /** Who is asked, for the log and the metrics. */
  party?: Party
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  token?: string
  json?: unknown
  /** Sent as they are, under the `content-type` in `headers`. */
  bytes?: Buffer
  form?: Record<string, string>
  /** A longer answer is refused. 32 MiB where not given. */
  mostBytes?: number
  /** How the bytes of the answer become text; `latin1` keeps each as it is. Default `utf8`. */
  encoding?: 'utf8' | 'latin1'
  /** By default `read` for a GET, and `never` for every other method. */
  retry?: Retry
  signal?: AbortSignal | undefined
}

/** `body`: the text as it came. `headers`: lower-case names with the first value of each; of `www-authenticate` all values,
 *  joined by commas, because its challenges may come in several lines. */
export type OutboundResponse = { status: number; headers: Record<string, string | undefined>; body: string }

/** Who is asked: Microsoft Graph, Entra, the channel, or a host of none of them. */
export type Party = 'graph' | 'entra' | 'channel' | 'other'

/** One call that has ended. */
export type Call = {
  party: Party
  method: string
  host: string
  /** Of the answer, or why there was none. */
  status: number | OutboundErrorCode
  ms: number
  /** 1, or more where the call repeats an earlier one of the same request. */
  attempt: number
  /** Our name for the request, and Microsoft's. */
  clientRequestId: string | undefined
  requestId: string | undefined
}

/** The only way for requests to Microsoft. Redirects are never followed. */
export type Outbound = {
  /** The last answer, whatever its status. @throws {OutboundError} where there was none. */
  request(request: OutboundRequest): Promise<OutboundResponse>
  /** For libraries that make their own requests to Entra (openid-client): the same time-outs and sockets, and one call. */
  fetch: typeof globalThis.fetch
  close(): Promise<void>
}

/** `foreign_host`: the address is not below `base`. `timeout`: no answer within 8 s. `unreachable`: no connection, or cut
 *  before the answer was whole. `too_large`: the answer is over its limit. `aborted`: by the caller's own signal. */
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
/** All waits together stay within this, because a turn waits for them. An answer that asks for more is handed to the caller. */
const MAX_WAIT_MS = 10_000

/** The proxy for https. `direct`: hosts that are reached without it, as in NO_PROXY. */
type Proxy = { url: string; direct: string }

type Seams = {
  dispatcher?: Dispatcher
  proxy?: Proxy | undefined
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  now?: () => number
  /** How long one call may take, from the connection to the last byte. */
  attemptMs?: number
  /** Told about each call that has ended. */
  onCall?: OnCall | undefined
}

type OnCall = (call: Call) => void
type Calls = { dispatcher: Dispatcher; attemptMs: number; onCall: OnCall | undefined }

export function outbound({ attemptMs = ATTEMPT_MS, sleep = pause, now = Date.now, ...seams }: Seams = {}): Outbound {
  const dispatcher = seams.dispatcher ?? agent(attemptMs, seams.proxy)
  const calls = { dispatcher, attemptMs, onCall: seams.onCall }

  async function request(request: OutboundRequest): Promise<OutboundResponse> {
    const url = below(request.base, request.url)
    const retry = request.retry ?? ((request.method ?? 'GET') === 'GET' ? 'read' : 'never')
    const deadline = now() + MAX_WAIT_MS
    for (let call = 1; ; call += 1) {
      const begunAt = performance.now()
      const outcome = await attempt(url, request, calls).catch((error: unknown) => error as OutboundError)
      calls.onCall?.(callOf(request, url, outcome, { attempt: call, ms: performance.now() - begunAt }))
      const waitMs = call < MAX_CALLS ? retryAfterMs(outcome, retry, call, now()) : undefined
      if (waitMs === undefined || now() + waitMs > deadline) {
        if (outcome instanceof Error) throw outcome
        return outcome
      }
      await sleep(waitMs, request.signal)
    }
  }

  return { request, fetch: fetchBy(calls), close: () => dispatcher.close() }
}

function callOf(
  { party = 'other', method = 'GET', headers: sent }: OutboundRequest,
  url: string,
  outcome: OutboundResponse | OutboundError,
  took: Pick<Call, 'attempt' | 'ms'>,
): Call {
  const isError = outcome instanceof Error
  const status = isError ? outcome.code : outcome.status
  const requestId = isError ? undefined : requestIdIn((name) => outcome.headers[name])
  return { party, method, host: new URL(url).host, status, clientRequestId: sent?.[CLIENT_ID], requestId, ...took }
}

/** Our own name for a request. Microsoft writes it into its logs. */
export const CLIENT_ID = 'client-request-id'

/** Microsoft's name for a request: Graph's, or Entra's. */
function requestIdIn(header: (name: string) => string | null | undefined): string | undefined {
  const id = header('request-id') ?? header('x-ms-request-id') ?? ''
  return /^[\w.-]{1,100}$/.test(id) ? id : undefined
}

/** This machine is never asked by way of a proxy: the emulator runs here. */
const LOOPBACK = 'localhost,127.0.0.1,::1'

const CONNECT_MS = 3_000

function agent(attemptMs: number, proxy: Proxy | undefined): Dispatcher {
  const options = {
    connections: 64,
    connect: { timeout: CONNECT_MS },
    headersTimeout: attemptMs,
    bodyTimeout: attemptMs,
    keepAliveTimeout: 30_000,
  }
  if (!proxy) return new Agent(options)
  // Without the empty `httpProxy` undici would read the environment for it.
  const proxied = { httpProxy: '', httpsProxy: proxy.url, noProxy: `${LOOPBACK},${proxy.direct}` }
  return new EnvHttpProxyAgent({ ...options, connectTimeout: CONNECT_MS, ...proxied })
}

/** One call. @throws {OutboundError} */
async function attempt(url: string, request: OutboundRequest, { dispatcher, attemptMs }: Calls) {
  // Not AbortSignal.timeout: it cannot be cancelled, and would go off seconds after its request was answered.
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
    return { status: statusCode, headers: firstValues(headers), body: await readText(body, request) }
  } catch (error) {
    throw asOutboundError(error, request.signal)
  } finally {
    clearTimeout(timer)
  }
}

function fetchBy({ dispatcher, attemptMs, onCall }: Calls): typeof globalThis.fetch {
  return ((input: string | URL, init?: RequestInit) => {
    const limit = AbortSignal.timeout(attemptMs)
    const answer = undiciFetch(input, {
      ...(init as object),
      dispatcher,
      redirect: 'manual',
      signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit,
    })
    if (onCall) tellOfFetch(onCall, input, init, answer)
    return answer
  }) as unknown as typeof globalThis.fetch
}

/** Tells of a call once its answer begins. */
function tellOfFetch(
  onCall: OnCall,
  input: string | URL,
  init: RequestInit | undefined,
  answer: Promise<Answer>,
): void {
  const begunAt = performance.now()
  const { host } = new URL(input)
  function tell(status: Call['status'], requestId?: string): void {
    const call = { host, status, requestId, ms: performance.now() - begunAt, attempt: 1, clientRequestId: undefined }
    onCall({ party: 'entra', method: init?.method ?? 'GET', ...call })
  }
  answer.then(
    ({ status, headers }) =>
      tell(
        status,
        requestIdIn((name) => headers.get(name)),
      ),
    (error: unknown) => tell(asOutboundError(error, init?.signal ?? undefined).code),
  )
}

type Answer = { status: number; headers: { get(name: string): string | null } }

/** Makes `url` absolute. @throws {OutboundError} `foreign_host` unless it has the origin of `base` and is below its path. */
function below(base: string, url: string): string {
  const root = URL.parse(base)
  // Every other scheme has the origin "null", so that any two of them would seem equal.
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

function bodyOf(request: OutboundRequest): string | Buffer | undefined {
  if (request.bytes !== undefined) return request.bytes
  if (request.json !== undefined) return JSON.stringify(request.json)
  if (request.form !== undefined) return new URLSearchParams(request.form).toString()
  return undefined
}

async function readText(
  body: AsyncIterable<Buffer>,
  { mostBytes = MAX_BODY_BYTES, encoding = 'utf8' }: Pick<OutboundRequest, 'mostBytes' | 'encoding'>,
): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new OutboundError('too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString(encoding)
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
  return new OutboundError(late ? 'timeout' : 'unreachable', { cause: refusedByProxy(error) ?? error })
}

/** A proxy that does not connect answers the CONNECT itself: nothing has reached the host. undici tells that from a request
 *  that was broken off by the message alone (8.12). */
function refusedByProxy(error: unknown): Error | undefined {
  if (!(error instanceof errors.RequestAbortedError) || !error.message.startsWith('Proxy response')) return undefined
  return Object.assign(new Error('The proxy did not connect', { cause: error }), { code: 'ECONNREFUSED' })
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
