import type { Dispatcher } from 'undici'
import { OutboundError } from './outbound-error.ts'

/** `path`: with the query. */
export type CallOptions = {
  origin: string
  path: string
  method: Dispatcher.HttpMethod
  headers: Record<string, string>
  body: string | Buffer | null
}

type Limits = {
  /** From the connection to the last byte. */
  withinMs: number
  /** A longer body is refused. */
  mostBytes: number
  signal: AbortSignal | undefined
}

/** `headers`: by lower-case names. */
export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer }

/** Makes one call and reads its answer to the end. undici's own `request` makes a stream, an iterator and two listeners for each
 *  answer: for the short answers of the channel they cost more than the answer itself.
 *  @throws {OutboundError} `timeout`, `too_large`. @throws the reason of `signal`, or undici's own error */
export function oneCall(
  dispatcher: Dispatcher,
  options: CallOptions,
  { withinMs, mostBytes, signal }: Limits,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const chunks: Buffer[] = []
  let bytes = 0
  let status = 0
  let headers: Answer['headers'] = {}
  let controller: Dispatcher.DispatchController | undefined
  let gaveUpFor: Error | undefined

  const timer = setTimeout(() => giveUp(new OutboundError('timeout')), withinMs)
  const abort = () => giveUp(signal?.reason as Error)
  signal?.addEventListener('abort', abort, { once: true })

  function giveUp(reason: Error): void {
    gaveUpFor = reason
    // Not from within undici's own callbacks: it asserts at the end of an answer that closes its connection that nobody has given up.
    setImmediate(() => controller?.abort(reason))
    end(() => reject(reason))
  }

  function end(settle: () => void): void {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    settle()
  }

  try {
    signal?.throwIfAborted()
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started
        // The call was given up while it waited for a connection.
        if (gaveUpFor) started.abort(gaveUpFor)
      },
      onResponseStart(_, statusCode, received) {
        // After an answer with a 1xx status, the real answer follows.
        if (statusCode < 200) return
        status = statusCode
        headers = received
      },
      onResponseData(_, chunk) {
        bytes += chunk.length
        if (bytes > mostBytes) giveUp(new OutboundError('too_large'))
        else chunks.push(chunk)
      },
      onResponseEnd: () => end(() => resolve({ status, headers, bytes: Buffer.concat(chunks) })),
      onResponseError: (_, error) => end(() => reject(error)),
    })
  } catch (error) {
    end(() => reject(error))
  }
  return promise
}
