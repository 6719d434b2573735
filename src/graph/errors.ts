import { isObject, parseJson } from '../json.ts'
import { OutboundError, type OutboundResponse } from '../outbound.ts'
import { parseRetryAfter } from '../retry.ts'

/** - `unauthorized`: Graph does not accept the token (any more).
 *  - `claims_challenge`: Graph wants a new token, requested with `claims`.
 *  - `forbidden`: a permission is missing, or the mailbox is closed to apps.
 *  - `no_mailbox`: the account has no mailbox in the cloud.
 *  - `not_found`: the contact or folder does not exist (any more).
 *  - `throttled`: too many requests.
 *  - `refused`: Graph rejects this request as such.
 *  - `sync_lost`: Graph no longer knows the state that a delta link stands for; everything must be read again.
 *  - `unavailable`: Graph did not answer, or the answer makes no sense.
 *  - `foreign_link`: a link leads to another host; it was not followed.
 *  - `aborted`: the caller's own signal ended the request. */
export type GraphErrorCode =
  | 'unauthorized'
  | 'claims_challenge'
  | 'forbidden'
  | 'no_mailbox'
  | 'not_found'
  | 'throttled'
  | 'refused'
  | 'sync_lost'
  | 'unavailable'
  | 'foreign_link'
  | 'aborted'

type Details = {
  status?: number
  /** Graph's own error code, such as `ErrorItemNotFound`. */
  graphCode?: string | undefined
  requestId?: string | undefined
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
  readonly retryAfterMs: number | undefined
  readonly claims: string | undefined
  constructor(code: GraphErrorCode, details: Details = {}, options?: ErrorOptions) {
    super(`Graph request failed: ${code}`, options)
    this.code = code
    this.status = details.status
    this.graphCode = details.graphCode
    this.requestId = details.requestId
    this.retryAfterMs = details.retryAfterMs
    this.claims = details.claims
  }
}

/** The GraphError for a request that got no response. */
export function noResponse(cause: unknown): GraphError {
  if (!(cause instanceof OutboundError)) return new GraphError('unavailable', {}, { cause })
  if (cause.code === 'aborted') return new GraphError('aborted', {}, { cause })
  return new GraphError(cause.code === 'foreign_host' ? 'foreign_link' : 'unavailable', {}, { cause })
}

// https://learn.microsoft.com/graph/errors
/** The GraphError for a response whose status is not 200. */
export function errorResponse({ status, headers, body }: OutboundResponse, now: number): GraphError {
  const json = parseJson(body)
  const error = isObject(json) && isObject(json['error']) ? json['error'] : undefined
  const inner = error && isObject(error['innerError']) ? error['innerError'] : undefined
  const graphCode = loggable(error?.['code'])
  const claims = status === 401 ? challengedClaims(headers['www-authenticate']) : undefined
  return new GraphError(codeOf(status, error && (graphCode ?? '').toLowerCase(), claims !== undefined), {
    status,
    graphCode,
    requestId: loggable(headers['request-id']) ?? loggable(inner?.['request-id']),
    retryAfterMs: parseRetryAfter(headers['retry-after'], now),
    claims,
  })
}

/** `graphCode`: in lower case; undefined if the body is no error of Graph's, so that a proxy on the way must have answered. */
function codeOf(status: number, graphCode: string | undefined, challenged: boolean): GraphErrorCode {
  if (status === 401) return challenged ? 'claims_challenge' : 'unauthorized'
  if (status === 429 || graphCode === 'applicationthrottled') return 'throttled'
  if (status === 410 || graphCode === 'syncstatenotfound' || graphCode === 'syncstateinvalid') return 'sync_lost'
  if (status < 400 || status >= 500 || graphCode === undefined) return 'unavailable'
  if (graphCode === 'mailboxnotenabledforrestapi' || graphCode === 'mailboxnotsupportedforrestapi') return 'no_mailbox'
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
