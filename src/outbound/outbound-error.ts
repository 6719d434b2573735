import { errors } from 'undici'

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

/** @param callers the caller's own signal */
export function asOutboundError(error: unknown, callers: AbortSignal | undefined): OutboundError {
  if (error instanceof OutboundError) return error
  if (callers?.aborted) return new OutboundError('aborted', { cause: error })
  const late =
    (error instanceof DOMException && error.name === 'TimeoutError') ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  return new OutboundError(late ? 'timeout' : 'unreachable', { cause: refusedByProxy(error) ?? error })
}

/** A proxy that does not connect answers the CONNECT itself: nothing has reached the host. Only the error's message distinguishes
 *  this from a request that was broken off (undici 8.12). */
function refusedByProxy(error: unknown): Error | undefined {
  if (!(error instanceof errors.RequestAbortedError) || !error.message.startsWith('Proxy response')) return undefined
  return Object.assign(new Error('The proxy did not connect', { cause: error }), { code: 'ECONNREFUSED' })
}
