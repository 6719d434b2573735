import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { head } from '../http/raw.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { contoso, megan } from '../../emulator/people.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { OutboundError } from '../../src/outbound/outbound-error.ts'
import { certificateAuthority } from '../store/drivers/redis/servers.ts'
import { readable, signInWith, startWorld, type World } from '../world.ts'

const GRAPH = 'graph.microsoft.com'
const LOGIN = 'login.microsoftonline.com'
const CHANNEL = 'smba.trafficmanager.net'
const KEYS = 'login.botframework.com'
const HOSTS = [GRAPH, LOGIN, CHANNEL, KEYS]
const SERVICE_URL = `https://${CHANNEL}/teams/`

const undo: (() => unknown)[] = []
const before = getCACertificates('default')
const authority = certificateAuthority((end) => undo.push(end))
/** The hosts to which the proxy was asked to connect, and the credentials of each request. */
const asked: { to: string; login: string | undefined }[] = []
const sockets = new Set<Socket>()
let proxy: Server
let proxyUrl: string
/** The port of the TLS server in front of the emulator. */
let port: number
let world: World

beforeAll(async () => {
  setDefaultCACertificates([...before, readFileSync(authority.file, 'utf8')])
  const { cert, key } = authority.issue(HOSTS.map((host) => `DNS:${host}`).join(','))
  const front = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, (socket) => {
    const behind = connect(Number(new URL(world.emulator.origin).port), '127.0.0.1')
    socket.on('error', () => behind.destroy())
    behind.on('error', () => socket.destroy())
    socket.pipe(behind).pipe(socket)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  port = (front.address() as AddressInfo).port
  proxy = createHttpServer((_request, response) => head(response, 500).end()).on(
    'connect',
    (request, socket: Socket) => {
      const to = request.url ?? ''
      asked.push({ to, login: request.headers['proxy-authorization'] })
      sockets.add(socket)
      if (!HOSTS.includes(to.replace(/:443$/, ''))) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      const behind = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      socket.on('error', () => behind.destroy())
      behind.on('error', () => socket.destroy())
      socket.pipe(behind).pipe(socket)
    },
  )
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  world = await startWorld(
    {
      HTTPS_PROXY: proxyUrl.replace('//', '//bot:swordfish@'),
      GRAPH_URL: `https://${GRAPH}/v1.0`,
      ToChannelFromBotLoginUrl: `https://${LOGIN}/${contoso.tid}`,
      ToBotFromChannelOpenIdMetadataUrl: `https://${KEYS}/botframework/.well-known/openidconfiguration`,
    },
    { oddPages: false },
  )
  undo.push(() => front.close())
})
afterAll(async () => {
  await world.close()
  for (const socket of sockets) socket.destroy()
  proxy.close()
  setDefaultCACertificates(before)
  for (const end of undo) end()
})
beforeEach(() => void asked.splice(0))

describe('C24: behind a proxy', () => {
  test('all requests to Microsoft go through it, and requests to this machine do not', async () => {
    const chat = world.emulator.channel.personal(megan)
    const send = (text: string) => chat.send(text, { serviceUrl: SERVICE_URL })
    await send('connect')
    await signInWith(
      chat.messages.find((message) => signInUrl(message) !== undefined),
      megan,
    )
    await chat.settled()
    await send('find contact Alice')
    expect(readable(chat.messages.at(-1))).toContain('Alice Admin')
    // The sign-in itself was at the emulator, by http on this machine.
    expect(world.emulator.entra.count('token')).toBeGreaterThan(0)
    expect(new Set(asked.map(({ to }) => to))).toEqual(new Set(HOSTS.map((host) => `${host}:443`)))
    const login = `Basic ${Buffer.from('bot:swordfish').toString('base64')}`
    expect(new Set(asked.map(({ login }) => login))).toEqual(new Set([login]))
    expect(JSON.stringify(world.log)).not.toContain('swordfish')
  })

  test('a sign-in reaches the authority through it', async () => {
    const other = await startWorld({ OAUTH_AUTHORITY: `https://${LOGIN}`, https_proxy: proxyUrl })
    const [card] = await other.emulator.channel.personal(megan).ask('connect')
    await signInWith(card, megan)
    expect(asked.map(({ to }) => to)).toContain(`${LOGIN}:443`)
    await other.close()
  })
})

describe('an outbound request', () => {
  const through = async (url: string, direct = '') => {
    const out = outbound({ proxy: { url: proxyUrl, direct }, sleep: () => Promise.resolve(), attemptMs: 2_000 })
    const answer = await out.request({ base: url, url, retry: 'never' }).catch((error: unknown) => error)
    const fetched = await out.fetch(url).catch((error: unknown) => error)
    await out.close()
    return { answer, fetched, asked: asked.map(({ to }) => to) }
  }

  test.each([
    ['the host itself', GRAPH],
    ['a domain above it', '.microsoft.com'],
    ['a domain above it, without a dot', 'microsoft.com'],
    ['a domain above it, in capitals and with its port', 'Microsoft.COM:443'],
    ['a domain above it, with a star', '*.microsoft.com'],
    ['every host', '*'],
    ['one of several', `a.example, ${GRAPH}:443`],
  ])('does not go through it if NO_PROXY names %s', async (_what, direct) => {
    const { asked } = await through(`https://${GRAPH}/`, direct)
    expect(asked).toEqual([])
  })

  test.each(['b.example', 'raph.microsoft.com', `${GRAPH}:8443`, 'microsoft.com:8443', 'oft.com', `x.${GRAPH}`])(
    'goes through it if NO_PROXY names %s',
    async (direct) => {
      const { asked } = await through(`https://${GRAPH}/`, direct)
      expect(asked).toContain(`${GRAPH}:443`)
    },
  )

  test.each(['http://localhost', 'http://127.0.0.1', 'https://localhost', 'https://[::1]'])(
    'to this machine never goes through it: %s',
    async (origin) => {
      const { asked } = await through(`${origin}:${port}/`)
      expect(asked).toEqual([])
    },
  )

  test('that the proxy refuses has reached nobody, so a message may be sent again', async () => {
    const { answer, asked } = await through('https://elsewhere.example/')
    expect(asked).toContain('elsewhere.example:443')
    expect(answer).toBeInstanceOf(OutboundError)
    expect(answer).toMatchObject({ code: 'unreachable', cause: { code: 'ECONNREFUSED' } })
  })
})
