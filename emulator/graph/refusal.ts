/** An error answer of Graph. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const unauthorized = (message: string): Refusal =>
  new Refusal(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
  })
/** https://learn.microsoft.com/entra/identity-platform/claims-challenge */
export const insufficientClaims = (claims: object): Refusal =>
  new Refusal(
    401,
    'InvalidAuthenticationToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired.',
    {
      'www-authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${Buffer.from(JSON.stringify(claims)).toString('base64')}"`,
    },
  )
export const accessDenied = (): Refusal =>
  new Refusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
export const notFound = (): Refusal =>
  new Refusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
/** @see https://github.com/microsoftgraph/microsoft-graph-docs/issues/2256 (2018) */
export const conflict = (): Refusal =>
  new Refusal(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  )
export const notSupported = (): Refusal =>
  new Refusal(405, 'ErrorInvalidRequest', 'The OData request is not supported.')
export const tooLarge = (): Refusal =>
  new Refusal(413, 'RequestEntityTooLarge', 'The request entity is larger than the server is willing to process.')
/** The mailbox is full. The code is Exchange's own; the status is not documented. */
export const overQuota = (): Refusal =>
  new Refusal(507, 'ErrorQuotaExceeded', 'The mailbox has exceeded its storage quota.')
export const noMailbox = (): Refusal =>
  new Refusal(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  )
/** The refusal for an app that acts without a person. */
export const noSuchUser = (pathname: string): Refusal =>
  pathname.startsWith('/v1.0/me')
    ? badRequest('/me request is only valid with delegated authentication flow.')
    : new Refusal(404, 'ErrorInvalidUser', 'The requested user is invalid.')
/** Too many requests at a time. */
export const throttled = (): Refusal =>
  new Refusal(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', { 'retry-after': '1' })
/** Too many requests in ten minutes. */
export const overBudget = (retryAfterSeconds: number): Refusal =>
  new Refusal(429, 'TooManyRequests', 'Application is over its request limit for this mailbox.', {
    'retry-after': String(retryAfterSeconds),
  })
export const badRequest = (message: string, code = 'BadRequest'): Refusal => new Refusal(400, code, message)
export const noSegment = (segment: string): Refusal => badRequest(`Resource not found for the segment '${segment}'.`)
export const badFilter = (): Refusal =>
  badRequest('The query filter contains one or more invalid nodes.', 'ErrorInvalidUrlQueryFilter')
/** The delta token is forgotten or unknown. The client must read everything again, starting at `location`. */
export const stateGone = (location: string): Refusal =>
  new Refusal(410, 'SyncStateNotFound', 'The sync state generation is not found; full synchronization is required.', {
    location,
  })
/** The same without an address to start from. */
export const stateNotFound = (status: 400 | 404): Refusal =>
  new Refusal(status, 'syncStateNotFound', 'The sync state is not found; full synchronization is required.')

/** The body of an error answer. */
export function refusalBody({ code, message }: Refusal, requestId: string, clientRequestId: string): object {
  const date = new Date().toISOString().slice(0, 19)
  return {
    error: { code, message, innerError: { date, 'request-id': requestId, 'client-request-id': clientRequestId } },
  }
}
