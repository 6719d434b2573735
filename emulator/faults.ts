// Failures on demand: any request to the emulator can be delayed, refused, cut off, or answered with something else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Handler, parseObject, readBody, sendJson, target } from './answers.ts'
import { type Change, changeAnswer, cutShort } from './faults/answer.ts'
import { preferences } from './graph/request.ts'

/** Faults can be ordered over HTTP, too: POST adds one, DELETE removes all, GET lists those still to come. */
export const FAULTS_PATH = '/emulator/faults'

const TARGETS = {
  token: /^POST \/[^/]+\/oauth2\/v2\.0\/token\b/,
  authorize: /^GET \/[^/]+\/oauth2\/v2\.0\/authorize(?:\?|$)/,
  discovery: /^GET \/[^/]+\/v2\.0\/\.well-known\/openid-configuration\b/,
  keys: /^GET \/[^/]+\/discovery\/v2\.0\/keys\b/,
  graph: /^\w+ \/v1\.0\//,
  channel: /^\w+ \/teams\/v3\//,
}

export type Target = keyof typeof TARGETS

/** One thing that goes wrong. Without `status` and `body`, the emulator makes its real answer and the fault changes it. */
export type Fault = {
  /** The requests that it strikes: those to an endpoint, or those whose `METHOD /path?query` matches. */
  match: Target | RegExp
  /** How many requests it strikes. Undefined: all, until it is cleared. */
  times?: number
  /** How many matching requests it lets through first. */
  after?: number
  /** It strikes only requests that ask Graph for more than this many items on a page. */
  overPageSize?: number
  /** Wait this long before anything else. */
  delayMs?: number
  /** Answer with this status instead of the real answer. 200 if only `body` is given. */
  status?: number
  headers?: Record<string, string>
  /** A string is sent as it is, an object as JSON. */
  body?: string | object
  /** Change the real JSON answer by this merge patch (RFC 7396): null removes a member. */
  merge?: Record<string, unknown>
  /** Send an authorize request straight back to the app, with these parameters and the request's state. */
  redirect?: Record<string, string>
  /** Drop the connection: before any answer, or in the middle of the answer's body. */
  cut?: 'before' | 'mid-body'
}

export type Faults = {
  /** If several faults match a request, the one that was added first strikes. */
  add(fault: Fault): void
  clear(): void
  /** How many requests were struck so far. */
  struck(): number
  /** Must run before every other handler. Also answers `FAULTS_PATH`. */
  handle: Handler
}

type Pending = { fault: Fault; pattern: RegExp; spare: number; left: number }

export function createFaults(): Faults {
  let pending: Pending[] = []
  let struck = 0

  function add(fault: Fault): void {
    const pattern = fault.match instanceof RegExp ? fault.match : TARGETS[fault.match]
    pending.push({ fault, pattern, spare: fault.after ?? 0, left: fault.times ?? Infinity })
  }

  const clear = (): void => void (pending = [])

  /** Finds the fault for this request and counts it as used. */
  function next(req: IncomingMessage): Fault | undefined {
    const line = `${req.method} ${req.url}`
    for (const entry of pending.filter(({ pattern }) => line.search(pattern) >= 0)) {
      if (pageSizeOf(req) <= (entry.fault.overPageSize ?? 0)) continue
      if (entry.spare > 0) {
        entry.spare -= 1
        continue
      }
      entry.left -= 1
      if (entry.left <= 0) pending = pending.filter((other) => other !== entry)
      struck += 1
      return entry.fault
    }
    return undefined
  }

  async function order(req: IncomingMessage, res: ServerResponse): Promise<true> {
    if (req.method === 'DELETE') {
      clear()
      return sendJson(res, 200, { faults: 0 })
    }
    if (req.method === 'POST') {
      const fault = parseFault((await readBody(req)).toString())
      if (typeof fault === 'string') return sendJson(res, 400, { error: fault })
      add(fault)
      return sendJson(res, 201, { faults: pending.length })
    }
    const coming = pending.map(({ fault, left }) => ({
      ...fault,
      match: String(fault.match),
      times: left === Infinity ? undefined : left,
    }))
    return sendJson(res, 200, { struck, faults: coming })
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    if (target(req).pathname === FAULTS_PATH) return order(req, res)
    const fault = next(req)
    return fault ? strike(fault, req, res) : false
  }

  return { add, clear, struck: () => struck, handle }
}

async function strike(fault: Fault, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const { delayMs, status, headers, body, merge, redirect, cut } = fault
  if (delayMs !== undefined && !(await waited(delayMs, res))) return true
  if (cut === 'before') {
    req.socket.destroy()
    return true
  }
  if (redirect)
    return answer(res, { status: 302, headers: { ...headers, location: comeBack(req, redirect) }, body: '', cut })
  if (status !== undefined || body !== undefined) return answer(res, { status: status ?? 200, headers, body, cut })
  if (merge || headers || cut) changeAnswer(res, { merge, headers, cut } satisfies Change)
  return false
}

/** How many items a request asks for: by `$top`, in a delta query by its Prefer header. Graph gives ten by default. */
function pageSizeOf(req: IncomingMessage): number {
  return Number(target(req).searchParams.get('$top') ?? preferences(req).pageSize)
}

/** Waits. @returns false if the client closed the connection meanwhile */
async function waited(ms: number, res: ServerResponse): Promise<boolean> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  res.once('close', leave)
  // `ref: false`, so that a test's process can end while a fault is still waiting.
  await sleep(ms, undefined, { signal: gone.signal, ref: false }).catch(() => {})
  res.off('close', leave)
  return !gone.signal.aborted
}

function answer(
  res: ServerResponse,
  { status, headers, body = '', cut }: { status: number } & Pick<Fault, 'headers' | 'body' | 'cut'>,
): true {
  const isText = typeof body === 'string'
  const bytes = Buffer.from(isText ? body : JSON.stringify(body))
  const type = isText && !/^\s*[{[]/.test(body) ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  res.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers })
  if (cut === 'mid-body') cutShort(res, bytes)
  else res.end(bytes)
  return true
}

function comeBack(req: IncomingMessage, parameters: Record<string, string>): string {
  const { searchParams } = target(req)
  const location = new URL(searchParams.get('redirect_uri') ?? '/', 'http://localhost')
  const state = searchParams.get('state')
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  if (state !== null) location.searchParams.set('state', state)
  return location.href
}

/** Parses a fault from JSON, where `match` is a target's name or the source of a regular expression.
 *  @returns the fault, or a sentence that says what is wrong with the JSON */
function parseFault(json: string): Fault | string {
  const { match, ...rest } = parseObject(json) ?? {}
  if (typeof match !== 'string')
    return 'A fault is a JSON object with match and any of status, headers, body, delayMs, merge, redirect, cut, times, after, overPageSize.'
  const isWrong =
    ['times', 'after', 'overPageSize', 'delayMs', 'status'].some(
      (name) => name in rest && typeof rest[name] !== 'number',
    ) ||
    ['headers', 'merge', 'redirect'].some(
      (name) => name in rest && (typeof rest[name] !== 'object' || rest[name] === null),
    ) ||
    ('cut' in rest && rest['cut'] !== 'before' && rest['cut'] !== 'mid-body')
  if (isWrong)
    return 'times, after, overPageSize, delayMs and status must be numbers; headers, merge and redirect must be objects; cut must be before or mid-body.'
  try {
    return { ...rest, match: isTarget(match) ? match : new RegExp(match) }
  } catch {
    return `match must be one of ${Object.keys(TARGETS).join(', ')}, or a regular expression.`
  }
}

const isTarget = (name: string): name is Target => Object.hasOwn(TARGETS, name)
