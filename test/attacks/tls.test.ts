import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import {
  createServer,
  getCACertificates,
  type SecureContextOptions,
  type Server,
  setDefaultCACertificates,
} from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInUrl } from '../../emulator/channel/actions.ts'
import { contoso, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { certificateAuthority } from '../store/drivers/redis/servers.ts'
import { NOTHING_KEPT, readable, signInWith, startWorld, type World } from '../world.ts'
import { recorder, type Recorder } from './recorder.ts'

/** `TEST_FULL=1`: every certificate at every host. */
const FULL = process.env['TEST_FULL'] !== undefined

/** The hosts that the bot connects to, by their real names. Here each is a TLS server in front of the emulator. */
const GRAPH = 'graph.microsoft.com'
const LOGIN = 'login.microsoftonline.com'
const CHANNEL = 'smba.trafficmanager.net'
const KEYS = 'login.botframework.com'
const HOSTS = [GRAPH, LOGIN, CHANNEL, KEYS]
/** The answer to a question if one of the hosts cannot prove its name. */
const OUTCOMES: Record<string, unknown> = {
  [GRAPH]: [200, expect.stringContaining(en.trouble.contacts_down)],
  [LOGIN]: [502, ''],
  [CHANNEL]: [502, ''],
  [KEYS]: [503, ''],
}
const SERVICE_URL = `https://${CHANNEL}/teams/`

type Front = { server: Server; port: number; received: number }

const undo: (() => unknown)[] = []
const before = getCACertificates('default')
const trusted = certificateAuthority((end) => undo.push(end))
const unknown = certificateAuthority((end) => undo.push(end))
const fronts = new Map<string, Front>()
let redis: RedisServer
let record: Recorder
let world: World
let first: string | undefined

beforeAll(async () => {
  setDefaultCACertificates([...before, readFileSync(trusted.file, 'utf8')])
  for (const host of HOSTS) fronts.set(host, await front(right(host)))
  record = await recorder(new Map(HOSTS.map((host) => [`${host}:443`, fronts.get(host)?.port ?? 0])))
  redis = await startRedis()
  const settings = {
    ...NOTHING_KEPT,
    REDIS_URL: redis.url,
    GRAPH_URL: `https://${GRAPH}/v1.0`,
    ToChannelFromBotLoginUrl: `https://${LOGIN}/${contoso.tid}`,
    ToBotFromChannelOpenIdMetadataUrl: `https://${KEYS}/botframework/.well-known/openidconfiguration`,
  }
  world = await startWorld(settings, { oddPages: false })
  first = world.emulator.channel.botUrl
})
afterAll(async () => {
  await world.close()
  await redis.stop()
  await record.stop()
  for (const { server } of fronts.values()) server.close()
  setDefaultCACertificates(before)
  for (const end of undo) end()
})

/** The certificate of the real server. */
const right = (host: string) => shown(trusted.issue(`DNS:${host}`))

/** The certificates that an attacker in the middle can offer instead. */
const WRONG: [string, (host: string) => SecureContextOptions][] = [
  ['a certificate of an unknown authority', (host) => shown(unknown.issue(`DNS:${host}`))],
  ['an expired certificate', (host) => shown(trusted.issue(`DNS:${host}`, -1))],
  ['a certificate for another name', (host) => shown(trusted.issue(`DNS:${host}.evil.example`))],
  ['TLS 1.1', (host) => ({ ...right(host), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })],
]

function shown({ cert, key }: { cert: string; key: string }): SecureContextOptions {
  return { cert: readFileSync(cert), key: readFileSync(key) }
}

/** A TLS server in front of the emulator. It counts the bytes that it could decrypt. */
async function front(context: SecureContextOptions): Promise<Front> {
  const server = createServer(context, (socket) => {
    const behind = connect(Number(new URL(world.emulator.origin).port), '127.0.0.1')
    socket.on('data', (part: Buffer) => (made.received += part.length))
    socket.on('error', () => behind.destroy())
    behind.on('error', () => socket.destroy())
    socket.pipe(behind).pipe(socket)
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made: Front = { server, port: (server.address() as AddressInfo).port, received: 0 }
  return made
}

/** Sends a message to the bot. @returns the status of the delivery, and the bot's reply */
async function asked(text: string): Promise<[number, string]> {
  const chat = world.emulator.channel.personal(megan)
  const count = chat.messages.length
  const { status } = await chat.send(text, { serviceUrl: SERVICE_URL })
  return [
    status,
    chat.messages
      .slice(count)
      .filter(({ from }) => from === 'bot')
      .map(readable)
      .join('\n'),
  ]
}

test('S58 TLS: with the right certificates everything works over TLS', async () => {
  const chat = world.emulator.channel.personal(megan)
  await chat.send('connect', { serviceUrl: SERVICE_URL })
  await signInWith(
    chat.messages.find((message) => signInUrl(message) !== undefined),
    megan,
  )
  await chat.settled()
  expect(await asked('find contact Alice')).toEqual([200, expect.stringContaining('Alice Admin')])
  for (const host of HOSTS) expect([host, fronts.get(host)?.received]).toEqual([host, expect.toSatisfy((n) => n > 100)])
})

const tried = HOSTS.flatMap((host, h) =>
  WRONG.filter((_, n) => FULL || (n + h) % 2 === 0).map(([name, made]) => [host, name, made] as const),
)

test.each(tried)('S58 TLS: %s with %s does not get a single byte', async (host, _name, made) => {
  const there = fronts.get(host)
  if (!there) throw new Error(`No server: ${host}`)
  there.server.setSecureContext(made(host))
  there.received = 0
  record.clear()
  world.emulator.channel.botUrl = await world.another()
  const answered = await asked('find contact Alice')
  there.server.setSecureContext(right(host))
  world.emulator.channel.botUrl = first
  expect(record.connections.some(({ to }) => to === `${host}:443`)).toBe(true)
  expect(there.received).toBe(0)
  expect(answered).toEqual(OUTCOMES[host])
})

test('S58 TLS: a sign-in begins only with the real authority', async () => {
  const there = fronts.get(LOGIN)
  if (!there) throw new Error(`No server: ${LOGIN}`)
  const other = await startWorld({ OAUTH_AUTHORITY: `https://${LOGIN}` })
  const [card] = await other.emulator.channel.personal(megan).ask('connect')
  const begun = async () => (await signInWith(card, megan)).text
  there.server.setSecureContext(shown(unknown.issue(`DNS:${LOGIN}`)))
  there.received = 0
  expect(await begun()).toContain(en.signInFailed.unavailable)
  expect(there.received).toBe(0)
  // The sign-in still fails, because the emulator does not call itself by that name; but it got the request.
  there.server.setSecureContext(right(LOGIN))
  expect(await begun()).not.toContain(en.page.connected.title)
  expect(there.received).toBeGreaterThan(100)
  await other.close()
})
