import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startWorld, type World } from '../world.ts'
import { expectWithin } from '../timing.ts'

/** The checklist's figures with the program's own limits, which `http/server.test.ts` checks as well. */
const FULL = { sockets: 1_000, byteMs: 10_000, headersMs: 15_000, wholeMs: 30_000, slowClients: undefined }
/** A tenth of the limits, with some margin for a busy machine. */
const SHORT = {
  sockets: 100,
  byteMs: 500,
  headersMs: 6_000,
  wholeMs: 9_000,
  slowClients: { headersTimeout: 1_000, requestTimeout: 2_000, connectionsCheckingInterval: 100 },
}
const { sockets, byteMs, headersMs, wholeMs, slowClients } = process.env['TEST_FULL'] ? FULL : SHORT

let world: World
beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'warn' }, {}, { slowClients })
  await fetch(`${world.publicUrl}/healthz`)
})
afterAll(() => world.close())

type Slow = { closed: Promise<unknown>; answer: () => string }

/** Sends `first` immediately and then a byte from time to time. Sends nothing at all if `first` is empty. */
async function slow(first: string): Promise<Slow> {
  const socket = connect(Number(new URL(world.publicUrl).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
  // The bot may also reset the connection.
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  socket.write(first)
  const dripping = setInterval(() => socket.write(first && 'a'), byteMs)
  socket.once('close', () => clearInterval(dripping))
  return { closed, answer: () => answer }
}

/** TOKEN is replaced by a valid token. Without one, the bot answers 401 and reads no body. */
const HEADERS =
  'POST /api/messages HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nContent-Type: application/json\r\n'

/** What a slow client sends first, and when its connection must be closed at the latest. */
describe.concurrent('S15 slow clients', () => {
  test.for<[string, string, number]>([
    ['nothing', '', headersMs],
    ['half its headers', `${HEADERS}X: `, headersMs],
    ['half its body', `${HEADERS}Content-Length: 1000\r\n\r\n{"a":`, wholeMs],
    [
      'half its body in a form',
      `POST /auth/start HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nticket=`,
      wholeMs,
    ],
  ])(
    'a client that has sent %s is disconnected in time, and others are answered meanwhile',
    { timeout: 120_000 },
    async ([, first, byMs], { expect }) => {
      const sent = first.replace('TOKEN', await world.emulator.channel.sign())
      const begun = performance.now()
      const clients = await Promise.all(Array.from({ length: sockets / 4 }, () => slow(sent)))
      const cut = Promise.all(clients.map(({ closed }) => closed)).then(() => performance.now() - begun)
      const times: number[] = []
      const over = new AbortController()
      void cut.then(() => over.abort())
      while (!over.signal.aborted) {
        const asked = performance.now()
        expect((await fetch(`${world.publicUrl}/healthz`)).status).toBe(200)
        times.push(performance.now() - asked)
        await sleep(20)
      }
      const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Infinity
      console.log(
        `disconnected after ${Math.round(await cut)} ms; meanwhile the others were answered within ${Math.round(p99)} ms`,
      )
      expectWithin(byMs, await cut)
      expectWithin(500, p99)
      for (const { answer } of clients) expect(answer()).toMatch(/^(?:$|HTTP\/1\.1 408 )/)
    },
  )
})
