import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { exchange, statuses } from '../http/raw.ts'
import { startWorld, type World } from '../world.ts'

const ANSWER_MS = 700
const SCRIPT = '/auth/teams-js.js'

let world: World
let port: number
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' })
  port = Number(new URL(world.publicUrl).port)
  // From now on the channel's keys are known.
  await world.emulator.channel.personal(megan).ask('help')
})
afterAll(() => world.close())

const HEAD = 'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

/** The answer to a request whose body never arrives in full. */
const answered = async (more: string, part: string) =>
  statuses(await exchange(port, [`${HEAD}${more}\r\n`, part], 5_000, /\r\n\r\n.*\n/))

describe('S67 nothing before the token: 401 comes before the body is there', () => {
  test.each<[string, string]>([
    ['no token', ''],
    ['an empty token', 'Authorization: \r\n'],
    ['another scheme', 'Authorization: Basic eDp5\r\n'],
    ['a token that is none', 'Authorization: Bearer a.b.c\r\n'],
  ])('with %s', async (_what, authorization) => {
    expect(await answered(`${authorization}Content-Length: 200000\r\n`, '{"type":"mess')).toEqual([401])
    expect(await answered(`${authorization}Transfer-Encoding: chunked\r\n`, '5\r\n{"typ\r\n')).toEqual([401])
  })

  test('with a token that another key signed, and with an expired token', async () => {
    const now = Math.floor(Date.now() / 1000)
    const forged = await world.emulator.channel.sign({}, { key: 'other' })
    const old = await world.emulator.channel.sign({ exp: now - 1_000 })
    for (const token of [forged, old])
      expect(await answered(`Authorization: Bearer ${token}\r\nContent-Length: 9\r\n`, '{')).toEqual([401])
  })

  test('problems that the headers show are reported even before it: too large, or of another type', async () => {
    expect(await answered('Content-Length: 300000\r\n', '')).toEqual([413])
    const form = HEAD.replace('application/json', 'text/plain')
    expect(statuses(await exchange(port, [`${form}Content-Length: 9\r\n\r\n`], 5_000, /\n$/))).toEqual([415])
  })

  test('but the body of a request with a good token is read and answered', async () => {
    const token = await world.emulator.channel.sign()
    const body = JSON.stringify(world.emulator.channel.personal(megan).compose('help'))
    const head = `${HEAD}Authorization: Bearer ${token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`
    expect(statuses(await exchange(port, [head, body], 5_000))).toEqual([200])
  })
})

test('S67 nothing before the token: the connection of a client that does not read its answers is closed', async () => {
  const impatient = await startWorld({}, {}, { answerMs: ANSWER_MS })
  const times = 100
  const script = (await (await fetch(`${impatient.publicUrl}${SCRIPT}`)).arrayBuffer()).byteLength
  const socket = connect(Number(new URL(impatient.publicUrl).port), '127.0.0.1').on('error', () => {})
  const closed = new Promise<number>((resolve) => {
    let bytes = 0
    socket.on('data', (part: Buffer) => (bytes += part.length)).on('close', () => resolve(bytes))
    socket.pause()
  })
  socket.write(`GET ${SCRIPT} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(times))
  await new Promise((resolve) => setTimeout(resolve, 3 * ANSWER_MS))
  socket.resume()
  expect(await closed).toBeLessThan(times * script)
  await impatient.close()
})

test('S67 nothing before the token: a connection ends after a thousand requests', async () => {
  const requests = 'HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1_000)
  const answer = await exchange(port, [requests], 10_000)
  expect(statuses(answer)).toEqual(Array<number>(1_000).fill(200))
  expect(answer.toLowerCase().lastIndexOf('connection: close')).toBeGreaterThan(answer.lastIndexOf('HTTP/1.1 200'))
})

test('S67 nothing before the token: one address gets the scripts some hundred times at once, and other addresses still do', async () => {
  const from = (address: string) =>
    `GET /auth/hand-over.js HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${address}\r\n`
  const flood = await exchange(port, [
    `${from('192.0.2.1')}\r\n`.repeat(900),
    `${from('192.0.2.1')}Connection: close\r\n\r\n`,
  ])
  expect(statuses(flood).filter((status) => status === 429).length).toBeGreaterThan(50)
  expect(flood).toMatch(/429[^]*?retry-after: \d+/i)
  expect(statuses(await exchange(port, [`${from('192.0.2.2')}Connection: close\r\n\r\n`]))).toEqual([200])
})
