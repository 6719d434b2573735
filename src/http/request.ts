import type { IncomingMessage } from 'node:http'

/** What a route answers. */
export type HttpResponse = { status: number; headers?: Record<string, string | string[]>; body?: string }

/** A body that was refused, with the status that says why: 413 or 415; 400 where it did not come whole. */
export class RefusedBody extends Error {
  override readonly name = 'RefusedBody'
  readonly status: number
  constructor(status: number, options?: ErrorOptions) {
    super('The body was refused', options)
    this.status = status
  }
}

/** Each costs some hundred bytes and some microseconds: a body of chunks of one byte would take seconds. */
const MAX_CHUNKS = 4_096

/** The whole body as text. Its type is checked, and its announced length, before a byte is read.
 *  @param type the only media type that is taken. @param maxBytes more is refused.
 *  @throws {RefusedBody} */
export async function readBody(request: IncomingMessage, type: string, maxBytes: number): Promise<string> {
  const media = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (media !== type) throw new RefusedBody(415)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new RefusedBody(413)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxBytes || chunks.push(chunk) > MAX_CHUNKS) throw new RefusedBody(413)
    }
  } catch (error) {
    throw error instanceof RefusedBody ? error : new RefusedBody(400, { cause: error })
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The value of one cookie; undefined where it is not there. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
