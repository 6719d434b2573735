import type { IncomingMessage } from 'node:http'
import { REASONS } from './text-response.ts'

/** A body was refused. `status` says why: 413 too large, 415 wrong media type, 400 incomplete. The message is a sentence for the
 *  sender. */
export class RefusedBody extends Error {
  override readonly name = 'RefusedBody'
  readonly status: number
  constructor(status: number, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.status = status
  }
}

/** Each chunk costs a few hundred bytes and some microseconds, so a body in one-byte chunks would take seconds. */
const MAX_CHUNKS = 4_096

/** Reads the whole body as text. Its type and its announced length are checked before a byte is read.
 *  @param type the only media type that is accepted. @throws {RefusedBody} */
export async function readBody(request: IncomingMessage, type: string, maxBytes: number): Promise<string> {
  checkAnnounced(request, type, maxBytes)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const chunks: Buffer[] = []
  let bytes = 0
  function take(chunk: Buffer): void {
    bytes += chunk.length
    if (bytes <= maxBytes && chunks.push(chunk) <= MAX_CHUNKS) return
    request.off('data', take).pause()
    reject(tooLarge())
  }
  const brokenOff = (cause?: unknown) => reject(new RefusedBody(400, REASONS[400], { cause }))
  // An iterator over the request would need several times the work.
  request.on('data', take)
  request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  request.once('error', brokenOff)
  request.once('close', () => request.readableEnded || brokenOff())
  // The client left while the token was being checked, so none of these events will come.
  if (request.destroyed) brokenOff()
  return promise
}

/** Checks the type and the length that the headers announce. @throws {RefusedBody} */
export function checkAnnounced({ headers }: IncomingMessage, type: string, maxBytes: number): void {
  const media = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (media !== type) throw new RefusedBody(415, `Only ${type} is accepted here`)
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
}

function tooLarge(): RefusedBody {
  return new RefusedBody(413, REASONS[413])
}
