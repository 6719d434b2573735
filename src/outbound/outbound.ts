// Every request to Microsoft: the one time-out, the rules for retries, and each token sent only to its own host. Only this folder
// imports undici.
import { type Dispatcher, fetch as undiciFetch } from 'undici'
import { agent, type Proxy } from './agent.ts'
import { type Answer, oneCall } from './one-call.ts'
import { asOutboundError, OutboundError, type OutboundErrorCode } from './outbound-error.ts'
import { type Retry, retryAfterMs } from './retry.ts'

export type OutboundRequest = {
  /** The address that `token` was issued for, such as `https://graph.microsoft.com/v1.0`. */
  base: string
  /** Absolute, or relative to `base`. An address that is not below `base` is refused before a byte is sent. */
  url: string
  /** The party that is asked, for the log and the metrics. */
  party?: Party
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  token?: string
  json?: unknown
  /** Sent as they are, under the `content-type` in `headers`. */
  bytes?: Buffer
  form?: Record<string, string>
  /** A longer answer is refused. 32 MiB if not given. */
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

/** The party to which a request goes: Microsoft Graph, Entra, the channel, or another host. */
export type Party = 'graph' | 'entra' | 'channel' | 'other'

/** One call that has ended. */
export type Call = {
  party: Party
  method: string
  host: string
  /** The status of the answer, or why there was none. */
  status: number | OutboundErrorCode
  ms: number
  /** 1, or more if the call repeats an earlier one of the same request. */
  attempt: number
  /** Our id of the request, and Microsoft's. */
  clientRequestId: string | undefined
  requestId: string | undefined
}

/** The only way for requests to Microsoft. Redirects are never followed. */
export type Outbound = {
  /** The last answer, whatever its status. @throws {OutboundError} if there was none. */
  request(request: OutboundRequest): Promise<OutboundResponse>
  /** For libraries that make their own requests to Entra (openid-client): the same time-outs and sockets, and one call. */
  fetch: typeof globalThis.fetch
  close(): Promise<void>
}

const ATTEMPT_MS = 8_000
const MAX_BODY_BYTES = 32 * 1024 * 1024
const MAX_CALLS = 4
/** All waits together stay within this, because a turn waits for them. An answer that asks for more is handed to the caller. */
const MAX_WAIT_MS = 10_000

type Seams = {
  dispatcher?: Dispatcher
  proxy?: Proxy | undefined
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  now?: () => number
  /** How long one call may take, from the connection to the last byte. */
  attemptMs?: number
  /** Called with each call that has ended. */
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
  { host }: URL,
  outcome: OutboundResponse | OutboundError,
  took: Pick<Call, 'attempt' | 'ms'>,
): Call {
  const isError = outcome instanceof Error
  const status = isError ? outcome.code : outcome.status
  const requestId = isError ? undefined : requestIdIn((name) => outcome.headers[name])
  return { party, method, host, status, clientRequestId: sent?.[CLIENT_ID], requestId, ...took }
}

/** Our own name for a request. Microsoft writes it into its logs. */
export const CLIENT_ID = 'client-request-id'

/** Microsoft's name for a request: Graph's, or Entra's. */
function requestIdIn(header: (name: string) => string | null | undefined): string | undefined {
  const id = header('request-id') ?? header('x-ms-request-id') ?? ''
  return /^[\w.-]{1,100}$/.test(id) ? id : undefined
}

/** One call. @throws {OutboundError} */
async function attempt(
  { origin, pathname, search }: URL,
  request: OutboundRequest,
  { dispatcher, attemptMs }: Calls,
): Promise<OutboundResponse> {
  const { method = 'GET', mostBytes = MAX_BODY_BYTES, encoding = 'utf8', signal } = request
  const options = {
    origin,
    path: pathname + search,
    method,
    headers: headersOf(request),
    body: bodyOf(request) ?? null,
  }
  try {
    const { status, headers, bytes } = await oneCall(dispatcher, options, { withinMs: attemptMs, mostBytes, signal })
    return { status, headers: firstValues(headers), body: textOf(bytes, encoding) }
  } catch (error) {
    throw asOutboundError(error, signal)
  }
}

/** A byte order mark is not part of the text, and JSON after it cannot be parsed. */
function textOf(bytes: Buffer, encoding: 'utf8' | 'latin1'): string {
  const text = bytes.toString(encoding)
  return text.startsWith('\uFEFF') ? text.slice(1) : text
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
    if (onCall) reportFetch(onCall, input, init, answer)
    return answer
  }) as unknown as typeof globalThis.fetch
}

/** Reports a call once its answer begins. */
function reportFetch(
  onCall: OnCall,
  input: string | URL,
  init: RequestInit | undefined,
  answer: Promise<Fetched>,
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

type Fetched = { status: number; headers: { get(name: string): string | null } }

/** `url`, absolute. @throws {OutboundError} `foreign_host` unless it has the origin of `base` and is below its path. */
function below(base: string, url: string): URL {
  const root = URL.parse(base)
  // Every other scheme has the origin "null", so that any two of them would seem equal.
  if (!root || !['https:', 'http:'].includes(root.protocol)) throw new OutboundError('foreign_host')
  const prefix = root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`
  const target = URL.parse(url, `${root.origin}${prefix}`)
  if (!target || target.origin !== root.origin || target.username !== '' || target.password !== '')
    throw new OutboundError('foreign_host')
  if (!`${target.pathname}/`.startsWith(prefix)) throw new OutboundError('foreign_host')
  return target
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

function firstValues(headers: Answer['headers']): OutboundResponse['headers'] {
  const first: OutboundResponse['headers'] = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!Array.isArray(value)) first[name] = value
    else first[name] = name === 'www-authenticate' ? value.join(', ') : value[0]
  }
  return first
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
