import { createServer, request, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readBody } from '../../src/http/body.ts'
import { httpServer } from '../../src/http/server.ts'
import { createLog } from '../../src/log.ts'
import { startWorld, type World } from '../world.ts'
import { exchange, statuses } from './raw.ts'

let world: World
let port: number

beforeAll(async () => {
  world = await startWorld()
  port = Number(new URL(world.publicUrl).port)
})
afterAll(() => world.close())

type Options = { method?: string; headers?: Record<string, string>; body?: string | Buffer }
type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

function ask(path: string, { method = 'GET', headers = {}, body }: Options = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function post(body: string | Buffer, headers: Record<string, string> = {}, path = '/api/messages'): Promise<Answer> {
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  return ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...length, ...headers } })
}

async function expectAlive(): Promise<void> {
  expect((await ask('/healthz')).status).toBe(200)
}

describe('routes', () => {
  it.each(['no JSON', '{}', ' '.repeat(300_000)])(
    'a delivery is answered alike, whether its path is written to the letter or not (%#)',
    async (body) => {
      const { status, headers, body: said } = await post(body)
      const { date: _, ...own } = headers
      expect(status).toBeGreaterThanOrEqual(400)
      for (const path of ['/api/messages?x=1', '/api/messages?', '/%61pi/messages'])
        expect(await post(body, {}, path)).toMatchObject({ status, headers: own, body: said })
    },
  )

  it.each([
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 200],
    ['GET', '/auth/start', 410],
    ['GET', '/auth/start?ticket=x', 410],
    ['GET', '/auth/callback', 400],
    ['GET', '/', 404],
    ['GET', '/metrics', 404],
    ['GET', '/favicon.ico', 404],
    ['GET', '/.env', 404],
    ['GET', '/.git/config', 404],
    ['GET', '/data/bot.sqlite', 404],
    ['GET', '/api', 404],
    ['GET', '/api/messages/', 404],
    ['POST', '/api/message', 404],
    ['GET', '/api/messages', 405],
    ['HEAD', '/healthz', 200],
    ['HEAD', '/readyz', 200],
    ['HEAD', '/api/messages', 405],
    ['HEAD', '/auth/start', 405],
    ['HEAD', '/auth/callback', 405],
    ['POST', '/healthz', 405],
    ['DELETE', '/api/messages', 405],
    ['PUT', '/api/messages', 405],
    ['PATCH', '/auth/start', 405],
    ['OPTIONS', '/api/messages', 405],
    ['OPTIONS', '/auth/callback', 405],
    ['TRACE', '/api/messages', 405],
    ['PUT', '/auth/callback', 405],
    ['POST', '/auth/callback', 405],
    ['QUERY', '/', 404],
  ])('S18 surface: %s %s is answered %i', async (method, path, status) => {
    const answer = await ask(path, { method })
    expect(answer.status).toBe(status)
    expect(answer.headers['allow'] !== undefined).toBe(status === 405)
  })

  it.each(['/healthz', '/readyz'])('C23: HEAD %s is answered as GET is, without a body', async (path) => {
    const [head, get] = [await ask(path, { method: 'HEAD' }), await ask(path)]
    expect([head.status, head.body]).toEqual([get.status, ''])
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  it('S18 surface: an answer does not repeat what was asked for', async () => {
    const { body } = await ask('/nowhere-canary?x=query-canary')
    expect(body).toBe('Not found\n')
  })

  it('answer a path that is not valid text', async () => {
    for (const path of [
      '/%',
      '/%zz',
      '/auth/%c0%ae',
      '/auth/start?ticket=%',
      '/auth/start?%zz=%ff',
      '/auth/callback?state=%00',
    ])
      expect((await ask(path)).status).toBeLessThan(500)
    await expectAlive()
  })
})

describe('bodies', () => {
  const limit = 256 * 1024

  const signed = async () => ({ authorization: `Bearer ${await world.emulator.channel.sign()}` })

  it('S12 size: exactly 256 KiB are read; one byte more is refused before the token is checked', async () => {
    expect((await post(Buffer.alloc(limit, ' '), await signed())).status).toBe(400)
    expect((await post(Buffer.alloc(limit + 1, ' '))).status).toBe(413)
  })

  it.each(['application/json', 'APPLICATION/JSON', 'application/json; charset=utf-8', ' application/json ;x'])(
    'S14 media type: %j is accepted',
    async (type) => {
      expect((await post('{}', { ...(await signed()), 'content-type': type })).status).toBe(400)
    },
  )

  it('S12 size: the size of a form is limited too', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await post('ticket=x', form, '/auth/start')).status).toBe(410)
    expect((await post('ticket=x', {}, '/auth/start')).status).toBe(415)
    expect((await post(`ticket=${'x'.repeat(5_000)}`, form, '/auth/start')).status).toBe(413)
  })

  it.each([
    ['/api/messages', 'application/x-www-form-urlencoded', 'application/json'],
    ['/auth/start', 'application/json', 'application/x-www-form-urlencoded'],
  ])('of another media type are refused, and the answer names what %s accepts', async (path, sent, accepted) => {
    const answer = await post('x', { 'content-type': sent }, path)
    expect([answer.status, answer.body]).toEqual([415, `Only ${accepted} is accepted here\n`])
  })

  it('that break off are not logged as a fault', async () => {
    const faults = world.log.filter(({ level }) => Number(level) >= 50).length
    await exchange(
      port,
      ['POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":'],
      50,
    )
    await expectAlive()
    expect(world.log.filter(({ level }) => Number(level) >= 50)).toHaveLength(faults)
  })

  it('of a client that has left before they are read are refused', async () => {
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>()
    const server = createServer((request) => {
      request.socket.destroy()
      request.once('close', () =>
        resolve(readBody(request, 'application/json', limit).catch((error: unknown) => error)),
      )
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{'
    await exchange((server.address() as AddressInfo).port, [head])
    expect(await outcome).toMatchObject({ name: 'RefusedBody', status: 400 })
    server.close()
  })
})

describe('a request that makes no valid URL', () => {
  const head = (line: string, host: string) => `${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

  it.each([
    ['foo|bar'],
    ['['],
    ['[::1'],
    ['a:99999'],
    ['a:b'],
    ['a b'],
    ['%'],
    ['a<script>'],
    ['\\'],
    ['a@b:c@d'],
    ['{{DATE()}}'],
    ['\u00ff'],
    [''],
  ])('S17 Host: the Host %j leaves the process alive', async (host) => {
    for (const line of ['GET /healthz', 'GET /nowhere', 'POST /api/messages', 'GET /auth/callback']) {
      const [status] = statuses(await exchange(port, [head(line, host)]))
      expect(status).toBeLessThan(500)
    }
    await expectAlive()
  })

  it.each([
    'GET http://evil.example/healthz',
    'GET http://foo|bar/',
    'GET http://[/',
    'GET http://a:99999/',
    'GET https://evil.example/auth/start?ticket=x',
    'GET //evil.example/healthz',
    'GET //',
    'GET ///',
    'GET /\\evil.example',
    'GET /?http://a:99999',
    'GET *',
    'OPTIONS *',
    'GET healthz',
    'CONNECT evil.example:443',
  ])('S17 Host: the request line %s leaves the process alive', async (line) => {
    const answered = statuses(await exchange(port, [head(line, 'a')], 500))
    for (const status of answered) expect(status).toBeLessThan(500)
    expect(answered.length).toBeLessThanOrEqual(1)
    await expectAlive()
  })

  it('without a Host is served or refused', async () => {
    const answer = await exchange(port, ['GET /healthz HTTP/1.0\r\n\r\n'])
    expect(statuses(answer)[0]).toBeLessThan(500)
    await expectAlive()
  })
})

describe('every answer', () => {
  it.each<[string, string, Options]>([
    ['a page', '/auth/start', {}],
    ['the other page', '/auth/callback', {}],
    ['no such route', '/nowhere', {}],
    ['another method', '/api/messages', {}],
    ['a refused body', '/api/messages', { method: 'POST' }],
    ['a bad token', '/api/messages', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['an encoding', '/api/messages', { method: 'POST', headers: { 'content-encoding': 'gzip' } }],
    ['health', '/healthz', {}],
  ])('has the protective headers, and none that gives something away: %s', async (_what, path, options) => {
    const { headers, body } = await ask(path, options)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-content-type-options']).toBe('nosniff')
    const policy = String(headers['content-security-policy'])
    for (const directive of ['default-src', 'base-uri', 'frame-ancestors'])
      expect(policy).toContain(`${directive} 'none'`)
    expect(policy).not.toContain('unsafe')
    for (const name of [
      'cross-origin-opener-policy',
      'server',
      'x-powered-by',
      'strict-transport-security',
      'set-cookie',
    ])
      expect(headers[name]).toBeUndefined()
    const told = `${JSON.stringify(headers)}${body}`.replaceAll(world.emulator.origin, '')
    expect(told).not.toMatch(/restify|node|undici|botbuilder|\d+\.\d+\.\d+|\bat \S+:\d+/i)
  })

  it('over the wire has no more than these headers', async () => {
    const answer = await exchange(port, ['GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'])
    const names = [...answer.matchAll(/^([\w-]+): /gm)].map(([, name = '']) => name.toLowerCase())
    expect(new Set(names)).toEqual(
      new Set([
        'cache-control',
        'connection',
        'content-length',
        'content-security-policy',
        'content-type',
        'date',
        'referrer-policy',
        'x-content-type-options',
      ]),
    )
  })

  it('lets a page’s form lead to us, and its style in, and nothing else', async () => {
    const policy = String((await ask('/auth/start')).headers['content-security-policy'])
    expect(policy).toMatch(/style-src 'sha256-[\w+/=]+'/)
    expect(policy).toContain(`form-action 'self';`)
    expect(policy).not.toContain('script-src')
  })

  it('names no third party in a page', async () => {
    const { body } = await ask('/auth/start')
    expect(body).not.toMatch(/https?:|\/\/\w|src=|<link|<script|url\(/i)
  })
})

describe('slow clients', () => {
  it('S15 slow clients are cut: headers must come within 15 s, a body within 30 s, and connections are limited', async () => {
    const listening = vi.spyOn(Server.prototype, 'listen')
    const silent = createLog('silent')
    const seams = { onFault: () => {}, onRefused: () => {}, sentenceOf: () => undefined }
    const server = httpServer({ routes: [], secure: false, local: false, silent, ...seams })
    await server.listen(0, '127.0.0.1')
    const [seen] = listening.mock.contexts as (Server & { connectionsCheckingInterval: number })[]
    listening.mockRestore()
    await server.close(0)
    const { headersTimeout = 0, requestTimeout = 0, connectionsCheckingInterval: every = 0 } = seen ?? {}
    expect(seen?.maxConnections).toBeGreaterThan(2_000)
    expect(seen?.maxConnections).toBeLessThanOrEqual(20_000)
    expect([headersTimeout, requestTimeout, every].every((ms) => ms > 0)).toBe(true)
    expect(headersTimeout + every).toBeLessThanOrEqual(15_000)
    expect(requestTimeout + every).toBeLessThanOrEqual(30_000)
  })
})
