import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What came back over one connection: everything, as text. Ends when the other side closes, after `waitMs`, or when what came
 *  is `enough`. */
export async function exchange(
  port: number,
  parts: (string | Buffer)[],
  waitMs = 30_000,
  enough?: RegExp,
): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  // A reset is as good an end as any.
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

/** An answer of ours with its one line. */
export const ONE_ANSWER = /\r\n\r\n.*\n$/

/** The status lines in what came back. */
export function statuses(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status))
}
