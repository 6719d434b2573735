import { isObject, parseJson } from '../json.ts'
import type { OutboundResponse } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { parseRetryAfter } from '../outbound/retry.ts'

/** - `unauthorized`: Graph does not accept the token (any more).
 *  - `claims_challenge`: Graph wants a new token, requested with `claims`.
 *  - `forbidden`: a permission is missing, or the mailbox is closed to apps.
 *  - `no_mailbox`: the account has no mailbox in the cloud.
 *  - `on_hold`: Microsoft has suspended the account until its owner has verified it.
 *  - `not_found`: the contact or folder does not exist (any more).
 *  - `throttled`: too many requests.
 *  - `refused`: Graph rejects this request as such.
 *  - `conflict`: the contact is not the version that we wanted to change, or Exchange believes so.
 *  - `full`: the mailbox is over its quota.
 *  - `sync_lost`: Graph no longer knows the state that a delta link stands for; everything must be read again.
 *  - `unavailable`: Graph did not answer, or its answer makes no sense.
 *  - `page_failed`: Graph failed on this page. A smaller one may work.
 *  - `page_too_large`: the page is larger than we accept.
 *  - `endless`: the links from page to page repeat, or there are far too many of them.
 *  - `foreign_link`: a link leads to another host; it was not followed.
 *  - `aborted`: the caller's own signal ended the request. */
export type GraphErrorCode =
  | 'unauthorized'
  | 'claims_challenge'
  | 'forbidden'
  | 'no_mailbox'
  | 'on_hold'
  | 'not_found'
  | 'throttled'
  | 'refused'
  | 'conflict'
  | 'full'
  | 'sync_lost'
  | 'unavailable'
  | 'page_failed'
  | 'page_too_large'
  | 'endless'
  | 'foreign_link'
  | 'aborted'

type Details = {
  status?: number
  /** Graph's own error code, such as `ErrorItemNotFound`. */
  graphCode?: string | undefined
  requestId?: string | undefined
  /** Our own name for the request. */
  clientRequestId?: string | undefined
  /** How long Graph asked us to wait, if it did. */
  retryAfterMs?: number | undefined
  /** With `claims_challenge`: the claims parameter for the next token request, as JSON. */
  claims?: string | undefined
}

export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly code: GraphErrorCode
  readonly status: number | undefined
  readonly graphCode: string | undefined
  readonly requestId: string | undefined
  readonly clientRequestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly claims: string | undefined
  constructor(code: GraphErrorCode, details: Details = {}, options?: ErrorOptions) {
    super(`Graph request failed: ${code}`, options)
    this.code = code
    this.status = details.status
    this.graphCode = details.graphCode
    this.requestId = details.requestId
    this.clientRequestId = details.clientRequestId
    this.retryAfterMs = details.retryAfterMs
    this.claims = details.claims
  }
}

export function isConflict(error: unknown): error is GraphError {
  return error instanceof GraphError && error.code === 'conflict'
}

export function isNotFound(error: unknown): error is GraphError {
  return error instanceof GraphError && error.code === 'not_found'
}

/** Whether Graph may have made the change in spite of the error. */
export function isUnclear(error: unknown): error is GraphError {
  return error instanceof GraphError && UNCLEAR.has(error.code)
}

const UNCLEAR: ReadonlySet<GraphErrorCode> = new Set(['unavailable', 'page_failed', 'page_too_large'])

/** Whether another token may help. */
export function isAboutToken(error: unknown): error is GraphError {
  return error instanceof GraphError && (error.code === 'unauthorized' || error.code === 'claims_challenge')
}

/** The GraphError for a request that got no response. */
export function noResponse(cause: unknown, clientRequestId: string): GraphError {
  const code = cause instanceof OutboundError ? cause.code : 'unreachable'
  return new GraphError(NO_RESPONSE[code], { clientRequestId }, { cause })
}

const NO_RESPONSE = {
  aborted: 'aborted',
  too_large: 'page_too_large',
  foreign_host: 'foreign_link',
  timeout: 'unavailable',
  unreachable: 'unavailable',
} as const

// https://learn.microsoft.com/graph/errors
/** The GraphError for a response whose status is not a success. */
export function errorResponse(
  { status, headers, body }: OutboundResponse,
  now: number,
  clientRequestId?: string,
): GraphError {
  const json = parseJson(body)
  const error = isObject(json) && isObject(json['error']) ? json['error'] : undefined
  const inner = error && isObject(error['innerError']) ? error['innerError'] : undefined
  const graphCode = loggable(error?.['code'])
  const claims = status === 401 ? challengedClaims(headers['www-authenticate']) : undefined
  return new GraphError(codeOf(status, error && (graphCode ?? '').toLowerCase(), claims !== undefined), {
    status,
    graphCode,
    requestId: loggable(headers['request-id']) ?? loggable(inner?.['request-id']),
    clientRequestId,
    retryAfterMs: parseRetryAfter(headers['retry-after'], now),
    claims,
  })
}

/** The codes by which Graph says that an account has no mailbox. The code for one account can change over time.
 *  https://github.com/microsoftgraph/microsoft-graph-docs/issues/10481 (2020-10) */
const NO_MAILBOX = new Set([
  'mailboxnotenabledforrestapi',
  'mailboxnotsupportedforrestapi',
  'resourcenotfound',
  'errornonexistentmailbox',
  'errormissingemailaddress',
  // The application asked for somebody whom the tenant does not know, or knows as a guest.
  'errorinvaliduser',
  'request_resourcenotfound',
])
const ON_HOLD = new Set(['erroraccountsuspend', 'erroraccountsuspendshowtierupgrade'])
/** Temporary errors, although their status can mean a final refusal. */
const PASSING = new Set([
  'errormailboxmoveinprogress',
  'errormailboxstoreunavailable',
  'errorserverbusy',
  'mailboxinfostale',
])
const FULL = new Set(['errorquotaexceeded', 'quotaexceeded', 'quotalimitreached'])
/** Statuses of a page that fails because of one of its items, or that takes Graph too long to make. */
const FAILED_PAGE = new Set([500, 504])

/** `graphCode`: in lower case; undefined if the body is not an error from Graph. Then a proxy on the way must have answered. */
function codeOf(status: number, graphCode: string | undefined, challenged: boolean): GraphErrorCode {
  if (status === 401) return challenged ? 'claims_challenge' : 'unauthorized'
  if (status === 429 || graphCode === 'applicationthrottled') return 'throttled'
  if (status === 410 || graphCode === 'syncstatenotfound' || graphCode === 'syncstateinvalid') return 'sync_lost'
  if (FULL.has(graphCode ?? '')) return 'full'
  if (status === 412) return 'conflict'
  if (FAILED_PAGE.has(status)) return 'page_failed'
  if (status < 400 || status >= 500 || graphCode === undefined || PASSING.has(graphCode)) return 'unavailable'
  if (NO_MAILBOX.has(graphCode)) return 'no_mailbox'
  if (ON_HOLD.has(graphCode)) return 'on_hold'
  if (status === 403) return 'forbidden'
  return status === 404 ? 'not_found' : 'refused'
}

// https://learn.microsoft.com/entra/identity-platform/claims-challenge
/** The decoded claims of a continuous access challenge; undefined if the header has none. */
function challengedClaims(header: string | undefined): string | undefined {
  const encoded = header?.match(/(?:^|[\s,])claims="?([\w+/=-]+)"?/i)?.[1]
  if (encoded === undefined) return undefined
  const claims = Buffer.from(encoded, 'base64').toString('utf8')
  return isObject(parseJson(claims)) ? claims : undefined
}

/** An error code or request id that is safe to log; undefined for anything else. */
export function loggable(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined
}
