import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Everything that came back over one connection, as text. Ends when the other side closes, after `waitMs`, or when `enough`
 *  matches. */
export async function exchange(
  port: number,
  parts: (string | Buffer)[],
  waitMs = 30_000,
  enough?: RegExp,
): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  // A reset ends the connection too.
  socket.on('error', () => {})
  const closed = new Promise((resolve) => {
    socket.once('close', resolve)
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (enough?.test(answer)) resolve(undefined)
    })
  })
  for (const part of parts) socket.write(part)
  await Promise.race([closed, sleep(waitMs)])
  socket.destroy()
  return answer
}

/** Writes the head of an answer. Once restify is loaded, Node's own `writeHead` returns nothing in the whole process.
 *  @returns the answer, for its body */
export function head(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): ServerResponse {
  response.writeHead(status, headers)
  return response
}

/** One of our answers, which has one line of text. */
export const ONE_ANSWER = /\r\n\r\n.*\n$/

/** The status lines of the answers. */
export function statuses(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status))
}
