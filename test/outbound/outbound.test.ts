import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import { head } from '../http/raw.ts'
import { outbound, type OutboundRequest } from '../../src/outbound/outbound.ts'
import { OutboundError } from '../../src/outbound/outbound-error.ts'
import type { Retry } from '../../src/outbound/retry.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Answer = { status: number; retryAfter?: string } | 'cut' | 'hang'

/** A server that gives `answers` one after the other, the last one over and over, and an outbound that does not really wait. */
async function scripted(...answers: Answer[]) {
  const waits: number[] = []
  let calls = 0
  let clock = Date.parse('2026-03-01T12:00:00Z')
  const base = await serve((request, response) => {
    request.resume()
    const answer = answers[Math.min(calls, answers.length - 1)] as Answer
    calls += 1
    if (answer === 'hang') return
    if (answer === 'cut') {
      head(response, 200, { 'content-length': '1000' }).write('{"val')
      setTimeout(() => response.destroy(), 20)
      return
    }
    if (answer.retryAfter !== undefined) response.setHeader('retry-after', answer.retryAfter)
    head(response, answer.status).end('{}')
  })
  const door = outbound({
    attemptMs: 1_000,
    now: () => clock,
    sleep: (ms) => {
      waits.push(ms)
      clock += ms
      return Promise.resolve()
    },
  })
  const ask = (retry: Retry, more: Partial<OutboundRequest> = {}) =>
    door.request({ base, url: 'messages', method: retry === 'read' ? 'GET' : 'POST', retry, ...more }).then(
      ({ status }) => status,
      (error: unknown) => (error as OutboundError).code,
    )
  return { ask, waits, calls: () => calls }
}

type Row = { retry: Retry; answers: Answer[]; ends: number | string; calls: number }

describe('a call is repeated', () => {
  const ok = { status: 200 }
  test.each<Row>([
    // read
    { retry: 'read', answers: [ok], ends: 200, calls: 1 },
    { retry: 'read', answers: [{ status: 429 }, ok], ends: 200, calls: 2 },
    { retry: 'read', answers: [{ status: 429 }], ends: 429, calls: 4 },
    { retry: 'read', answers: [{ status: 500 }], ends: 500, calls: 3 },
    { retry: 'read', answers: [{ status: 502 }], ends: 502, calls: 3 },
    { retry: 'read', answers: [{ status: 503 }], ends: 503, calls: 3 },
    { retry: 'read', answers: [{ status: 504 }], ends: 504, calls: 3 },
    { retry: 'read', answers: [{ status: 500 }, { status: 503 }, ok], ends: 200, calls: 3 },
    { retry: 'read', answers: ['cut', ok], ends: 200, calls: 2 },
    { retry: 'read', answers: ['cut'], ends: 'unreachable', calls: 3 },
    { retry: 'read', answers: ['hang'], ends: 'timeout', calls: 1 },
    ...[400, 401, 403, 404, 409, 410, 412, 501].map((status): Row => ({
      retry: 'read',
      answers: [{ status }],
      ends: status,
      calls: 1,
    })),
    // post
    { retry: 'post', answers: [{ status: 412 }, ok], ends: 200, calls: 2 },
    { retry: 'post', answers: [{ status: 412 }], ends: 412, calls: 4 },
    { retry: 'post', answers: [{ status: 429 }], ends: 429, calls: 4 },
    { retry: 'post', answers: [{ status: 502 }], ends: 502, calls: 2 },
    { retry: 'post', answers: [{ status: 504 }], ends: 504, calls: 2 },
    { retry: 'post', answers: [{ status: 503 }], ends: 503, calls: 1 },
    { retry: 'post', answers: [{ status: 503, retryAfter: '1' }, ok], ends: 200, calls: 2 },
    { retry: 'post', answers: [{ status: 503, retryAfter: '1' }], ends: 503, calls: 4 },
    { retry: 'post', answers: [{ status: 500 }], ends: 500, calls: 1 },
    { retry: 'post', answers: ['cut'], ends: 'unreachable', calls: 1 },
    { retry: 'post', answers: ['hang'], ends: 'timeout', calls: 1 },
    ...[400, 401, 403, 404].map((status): Row => ({ retry: 'post', answers: [{ status }], ends: status, calls: 1 })),
    // never
    ...[412, 429, 500, 502, 503, 504].map((status): Row => ({
      retry: 'never',
      answers: [{ status, retryAfter: '0' }],
      ends: status,
      calls: 1,
    })),
    { retry: 'never', answers: ['cut'], ends: 'unreachable', calls: 1 },
  ])('$retry after $answers: $calls calls, then $ends', async ({ retry, answers, ends, calls }) => {
    const server = await scripted(...answers)
    expect(await server.ask(retry)).toBe(ends)
    expect(server.calls()).toBe(calls)
  })

  test('by default for a GET, and not for a POST', async () => {
    const server = await scripted({ status: 500 })
    await server.ask('read', { retry: undefined as unknown as Retry })
    expect(server.calls()).toBe(3)
    await server.ask('post', { retry: undefined as unknown as Retry })
    expect(server.calls()).toBe(4)
  })
})

describe('Retry-After', () => {
  test.each([
    { retryAfter: '1.5', wait: 1500 },
    { retryAfter: '3', wait: 3000 },
    { retryAfter: '0', wait: 0 },
    { retryAfter: 'Sun, 01 Mar 2026 12:00:07 GMT', wait: 7000 },
    { retryAfter: 'Sun, 01 Mar 2020 12:00:00 GMT', wait: 0 },
  ])('$retryAfter: the next call comes after that wait', async ({ retryAfter, wait }) => {
    const server = await scripted({ status: 429, retryAfter }, { status: 200 })
    expect(await server.ask('read')).toBe(200)
    expect(server.waits).toEqual([wait])
  })

  test.each(['-1', 'soon', 'soon 5', '', ' ', 'NaN', 'Infinity', undefined])(
    '%j is ignored: the wait has jitter',
    async (retryAfter) => {
      const server = await scripted({ status: 429, ...(retryAfter !== undefined && { retryAfter }) })
      expect(await server.ask('read')).toBe(429)
      expect(server.waits).toHaveLength(3)
      server.waits.forEach((wait, n) => expect(wait).toBeLessThan(400 * 2 ** (n + 1)))
      expect(new Set(server.waits).size).toBe(3)
    },
  )

  test.each(['99999', '11', 'Sun, 01 Mar 2026 13:00:00 GMT'])(
    '%s is too long to wait for: the answer is handed to the caller',
    async (retryAfter) => {
      const server = await scripted({ status: 429, retryAfter })
      expect(await server.ask('read')).toBe(429)
      expect(server.waits).toEqual([])
    },
  )

  test('all waits together are ten seconds at most', async () => {
    const server = await scripted({ status: 429, retryAfter: '4' })
    expect(await server.ask('read')).toBe(429)
    expect(server.waits).toEqual([4000, 4000])
  })
})

describe('without an answer', () => {
  test('a body that stops arriving is a time-out', async () => {
    const base = await serve((_request, response) => void head(response, 200).write('{"value":['))
    await expect(outbound({ attemptMs: 200 }).request({ base, url: 'x' })).rejects.toMatchObject({ code: 'timeout' })
  })

  test('a port where nothing listens is unreachable', async () => {
    const base = await serve(() => {})
    servers.pop()?.close()
    const door = outbound({ sleep: () => Promise.resolve() })
    await expect(door.request({ base, url: 'x' })).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('an answer of more than 32 MiB is refused', async () => {
    const piece = Buffer.alloc(1024 * 1024, 32)
    const base = await serve((_request, response) => {
      for (let n = 0; n < 33; n += 1) response.write(piece)
      response.end()
    })
    await expect(outbound().request({ base, url: 'x' })).rejects.toMatchObject({ code: 'too_large' })
  })

  test.each(['before', 'during the call', 'while waiting'])('the caller can give up: %s', async (when) => {
    const abort = new AbortController()
    let calls = 0
    const base = await serve((_request, response) => {
      calls += 1
      if (when === 'during the call') abort.abort()
      else head(response, 429, { 'retry-after': '9' }).end(() => setTimeout(() => abort.abort(), 50))
    })
    if (when === 'before') abort.abort()
    await expect(outbound().request({ base, url: 'x', signal: abort.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(calls).toBe(when === 'before' ? 0 : 1)
  })

  test('the error names neither the address nor the token', async () => {
    const door = outbound({ sleep: () => Promise.resolve() })
    const error = await door
      .request({ base: 'http://127.0.0.1:1/v1.0', url: 'secret-path', token: 'secret-token' })
      .then(() => undefined)
      .catch((error: unknown) => error)
    expect(`${error as Error}`).toBe('OutboundError: Request failed: unreachable')
    expect(JSON.stringify(error)).not.toContain('secret')
  })
})

test('neither request nor fetch follows a redirect', async () => {
  const reached: (string | undefined)[] = []
  const elsewhere = await serve((request, response) => {
    reached.push(request.url)
    response.end('{}')
  })
  const base = await serve((_request, response) => head(response, 302, { location: `${elsewhere}/x` }).end())
  const door = outbound()
  expect(await door.request({ base, url: 'x', token: 't' })).toMatchObject({ status: 302 })
  expect((await door.fetch(base)).status).toBe(302)
  expect(reached).toEqual([])
})

test('a request has the given token, method and body', async () => {
  const got: unknown[] = []
  const base = await serve((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += String(chunk)))
    request.on('end', () => {
      const { authorization, 'content-type': type, accept } = request.headers
      got.push({ line: `${request.method} ${request.url}`, authorization, type, accept, body })
      response.end('ok')
    })
  })
  const door = outbound()
  await door.request({ base: `${base}/v1.0`, url: 'me/contacts?$top=9', token: 't' })
  await door.request({ base, url: `${base}/a`, method: 'POST', json: { ä: 1 } })
  await door.request({ base, url: 'b', method: 'POST', form: { a: 'b c' } })
  expect(got).toEqual([
    { line: 'GET /v1.0/me/contacts?$top=9', authorization: 'Bearer t', accept: 'application/json', body: '' },
    { line: 'POST /a', type: 'application/json', accept: 'application/json', body: '{"ä":1}' },
    { line: 'POST /b', type: 'application/x-www-form-urlencoded', accept: 'application/json', body: 'a=b+c' },
  ])
})

test('a text may begin with a byte order mark, and its letters may come in pieces', async () => {
  const base = await serve((_request, response) => {
    for (const byte of Buffer.from('\uFEFF{"name":"Zoë"}')) response.write(Buffer.of(byte))
    response.end()
  })
  expect((await outbound().request({ base, url: 'x' })).body).toBe('{"name":"Zoë"}')
  const bytes = await outbound().request({ base, url: 'x', encoding: 'latin1' })
  expect(bytes.body.slice(0, 3)).toBe('\u00EF\u00BB\u00BF')
})

test('headers have lower-case names and the first value of each; WWW-Authenticate has all its values', async () => {
  const base = await serve((_request, response) => {
    response.setHeader('X-Two', ['1', '2'])
    response.setHeader('WWW-Authenticate', ['Negotiate', 'Bearer claims="e30="'])
    head(response, 401).end('ß')
  })
  const { headers, body } = await outbound().request({ base, url: 'x' })
  expect(headers).toMatchObject({ 'x-two': '1', 'www-authenticate': 'Negotiate, Bearer claims="e30="' })
  expect(body).toBe('ß')
})

describe('S52 tokens only to their host', () => {
  const base = 'https://graph.microsoft.com/v1.0'

  /** An outbound that notes the host of every connection, which then fails. */
  function watched() {
    const connections: string[] = []
    const dispatcher = new Agent({
      connect: ({ hostname }, callback) => {
        connections.push(hostname)
        callback(new Error('not in a test'), null)
      },
    })
    return { connections, door: outbound({ dispatcher, sleep: () => Promise.resolve() }) }
  }

  const foreign = [
    // other hosts, and hosts that look like the right one
    'https://evil.example/v1.0/me/contacts',
    'https://graph.microsoft.com.evil.example/v1.0/me',
    'https://evil.example/graph.microsoft.com/v1.0/me',
    'https://evilgraph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com-evil.example/v1.0/me',
    'https://graph-microsoft.com/v1.0/me',
    'https://graph.microsoft.co/v1.0/me',
    'https://graph.microsoft.comm/v1.0/me',
    'https://graph.micros0ft.com/v1.0/me',
    'https://graph.rnicrosoft.com/v1.0/me',
    'https://graph.mіcrosoft.com/v1.0/me',
    'https://gгaph.microsoft.com/v1.0/me',
    'https://grаph.microsoft.com/v1.0/me',
    'https://graph.microsoft.com./v1.0/me',
    'https://graph.microsoft.com../v1.0/me',
    'https://microsoft.com/v1.0/me',
    'https://a.graph.microsoft.com/v1.0/me',
    'https://graph.microsoft.us/v1.0/me',
    'https://dod-graph.microsoft.us/v1.0/me',
    'https://microsoftgraph.chinacloudapi.cn/v1.0/me',
    'https://graph.windows.net/v1.0/me',
    'https://login.microsoftonline.com/v1.0/me',
    'https://outlook.office.com/v1.0/me',
    'https://xn--grph-0na.microsoft.com/v1.0/me',
    'https://graph。microsoft。com.evil.example/v1.0/me',
    'https://graph%2emicrosoft.com.evil.example/v1.0/me',
    // userinfo
    'https://graph.microsoft.com@evil.example/v1.0/me',
    'https://graph.microsoft.com:443@evil.example/v1.0/me',
    'https://graph.microsoft.com%2fv1.0@evil.example/v1.0/me',
    'https://user@graph.microsoft.com/v1.0/me',
    'https://user:password@graph.microsoft.com/v1.0/me',
    'https://:password@graph.microsoft.com/v1.0/me',
    // ports and schemes
    'https://graph.microsoft.com:444/v1.0/me',
    'https://graph.microsoft.com:80/v1.0/me',
    'https://graph.microsoft.com:8443/v1.0/me',
    'http://graph.microsoft.com/v1.0/me',
    'http://graph.microsoft.com:443/v1.0/me',
    'ftp://graph.microsoft.com/v1.0/me',
    'ws://graph.microsoft.com/v1.0/me',
    'wss://graph.microsoft.com/v1.0/me',
    'file://graph.microsoft.com/v1.0/me',
    'javascript://graph.microsoft.com/v1.0/me',
    'data:application/json,{}',
    'blob:https://graph.microsoft.com/v1.0/me',
    'about:blank',
    // into the own network
    'http://169.254.169.254/latest/meta-data',
    'http://169.254.169.254/metadata/identity/oauth2/token',
    'https://169.254.169.254/v1.0/me',
    'http://[::ffff:169.254.169.254]/v1.0/me',
    'http://2852039166/v1.0/me',
    'http://0xa9fea9fe/v1.0/me',
    'http://127.0.0.1/v1.0/me',
    'http://127.1/v1.0/me',
    'http://0/v1.0/me',
    'http://[::1]/v1.0/me',
    'https://[::1]:443/v1.0/me',
    'http://localhost:3978/v1.0/me',
    'http://metadata.google.internal/v1.0/me',
    // addresses that look relative and are not
    '//evil.example/v1.0/me',
    '///evil.example/v1.0/me',
    '\\\\evil.example\\v1.0\\me',
    '/\\evil.example/v1.0/me',
    '/\t/evil.example/v1.0/me',
    '\n//evil.example/v1.0/me',
    'https:\\\\evil.example/v1.0/me',
    'ht\ntps://evil.example/v1.0/me',
    // the right host, another place on it
    'https://graph.microsoft.com/',
    'https://graph.microsoft.com/beta/me',
    'https://graph.microsoft.com/v1.00/me',
    'https://graph.microsoft.com/v1.0/../beta/me',
    'https://graph.microsoft.com/v1.0/%2e%2e/beta/me',
    '../beta/me',
    '.%2e/beta/me',
    '/me/contacts',
    // not addresses at all
    'https://',
    'https://[',
    'https://graph.microsoft.com:99999/v1.0/me',
    'https://graph .microsoft.com/v1.0/me',
  ]

  test('the list of foreign addresses is long enough', () => expect(new Set(foreign).size).toBeGreaterThanOrEqual(60))

  test.each(foreign)('a token is not sent to %j', async (url) => {
    const { door, connections } = watched()
    const error = await door.request({ base, url, token: 'token' }).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(OutboundError)
    expect(error).toMatchObject({ code: 'foreign_host' })
    expect(connections).toEqual([])
  })

  test.each(['file:///v1.0', 'javascript:alert(1)', 'not an address', ''])(
    'a token is not sent if the base is %j',
    async (base) => {
      const { door } = watched()
      await expect(door.request({ base, url: 'javascript:x', token: 't' })).rejects.toMatchObject({
        code: 'foreign_host',
      })
    },
  )

  // Shows that the test would note a connection.
  test.each([
    'me/contacts',
    'https://graph.microsoft.com/v1.0/me/contacts?$skip=10',
    'HTTPS://GRAPH.MICROSOFT.COM:443/v1.0/me',
    "https://graph.microsoft.com/v1.0/users('a@b')/contacts?$skiptoken=//evil.example",
    'me/contacts/..%2f..%2fbeta',
  ])('a token is sent to %j', async (url) => {
    const { door, connections } = watched()
    await expect(door.request({ base, url, token: 't' })).rejects.toMatchObject({ code: 'unreachable' })
    expect(new Set(connections)).toEqual(new Set(['graph.microsoft.com']))
  })
})
