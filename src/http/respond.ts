import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpResponse } from './request.ts'

/** A client whose body was not read may continue to send for this long, and this much. */
const LINGER_MS = 1_000
const LINGER_BYTES = 1024 * 1024

/** The connection of a client that reads more slowly is closed. The longest answer is a script of a few hundred kilobytes. */
const ANSWER_MS = 30_000

/** @param everywhere headers of every response. @returns a function that writes a response. */
export function responding(everywhere: Record<string, string>, answerMs = ANSWER_MS) {
  return function respond(request: IncomingMessage, response: ServerResponse, answer: HttpResponse): void {
    const { status, headers, body } = answer
    const cut = setTimeout(() => request.socket.destroy(), answerMs).unref()
    response.once('close', () => clearTimeout(cut))
    const unread = !request.complete && !['GET', 'HEAD'].includes(request.method ?? '')
    response.writeHead(status, {
      ...everywhere,
      'content-length': Buffer.byteLength(body ?? ''),
      ...headers,
      // While the rest of a body is still to come, the connection cannot serve another request.
      ...(unread && { connection: 'close' }),
    })
    if (!unread) return void response.end(body)
    response.write(body ?? '')
    linger(request, response)
  }
}

/** Ends a response after the client has sent its whole body, or enough of it. Ending it at once would close the connection, and
 *  a client that is still sending would never read the response. */
function linger(request: IncomingMessage, response: ServerResponse): void {
  const end = () => response.end()
  let left = LINGER_BYTES
  request.on('data', (part: Buffer) => (left -= part.length) < 0 && request.pause())
  request.resume().once('end', end)
  setTimeout(end, LINGER_MS).unref()
}
