import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Entry, startEntry } from './entry.ts'
import { freePort, startRedis } from './redis-server.ts'
import { deliveryTo, ownChannel, settingsFor } from './channel/own-channel.ts'
import { expectWithin } from './timing.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const NODE_VERSION = fileURLToPath(new URL('../src/node-version.mjs', import.meta.url))
const KEY = Buffer.from('a key of the process tests, 32 b').toString('base64')
const OTHER_KEY = Buffer.from('b key of the process tests, 32 b').toString('base64')

let folder: string
let running: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'main-'))
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running = []
  rmSync(folder, { recursive: true, force: true })
})

/** Runs `node src/main.ts` with this environment alone, in an empty folder. */
function start(env: Record<string, string>): Entry {
  const bot = startEntry('main', env, folder)
  running.push(bot.child)
  return bot
}

async function statusOf(port: number, path: string): Promise<number> {
  return fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ status }) => status,
    () => 0,
  )
}

async function listening(port: number): Promise<void> {
  await expect.poll(() => statusOf(port, '/healthz'), { interval: 25 }).toBe(200)
}

describe('a start', () => {
  it('with wrong settings ends with 2 and names every wrong setting, without its value', async () => {
    const port = await freePort()
    const bot = start({
      PORT: 'swordfish-1',
      PUBLIC_URL: 'http://swordfish-2.example',
      MicrosoftAppPassword: 'swordfish-3',
      ENCRYPTION_KEYS: 'swordfish-4',
      REDIS_URL: 'swordfish-5',
    })
    expect(await bot.ended).toBe(2)
    for (const name of ['PORT', 'PUBLIC_URL', 'MicrosoftAppId', 'ENCRYPTION_KEYS', 'REDIS_URL'])
      expect(bot.err()).toMatch(new RegExp(`^ +- ${name} `, 'm'))
    expect(`${bot.err()}${bot.out()}`).not.toMatch(/swordfish| at .*:\d+/)
    expect(await statusOf(port, '/healthz')).toBe(0)
  })

  it('C22: warns if Microsoft does not know the tenant, with status and number, and goes on', async () => {
    const port = await freePort()
    const entra = createHttpServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end('{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant not found."}')
    }).listen(0, '127.0.0.1')
    await once(entra, 'listening')
    const authority = `http://127.0.0.1:${(entra.address() as AddressInfo).port}`
    const oauth = { OAUTH_CLIENT_ID: randomUUID(), OAUTH_CLIENT_SECRET: 's'.repeat(40), OAUTH_TENANT: randomUUID() }
    const bot = start({ PORT: String(port), ENCRYPTION_KEYS: KEY, OAUTH_AUTHORITY: authority, ...oauth })
    await expect.poll(bot.out).toContain('OAUTH_TENANT cannot be looked up at Microsoft')
    const lines = bot
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 40,
        error: expect.objectContaining({ code: 'operator', status: 400, aadsts: 'AADSTS90002' }) as unknown,
      }),
    )
    expect(await statusOf(port, '/healthz')).toBe(200)
    entra.close()
    entra.closeAllConnections()
  })

  it('on a port that is taken names the port', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const bot = start({ PORT: String(port) })
    expect(await bot.ended).toBe(1)
    expect(bot.err()).toBe(`Cannot listen on port ${port}: EADDRINUSE (PORT)\n`)
    other.close()
  })

  it.each(['192.0.2.1', 'no-such-host.invalid'])(
    'on an address that is not this machine’s names HOST: %s',
    async (HOST) => {
      const bot = start({ PORT: '0', HOST, MicrosoftAppId: crypto.randomUUID(), MicrosoftAppPassword: 'x' })
      expect(await bot.ended).toBe(1)
      expect(bot.err()).toMatch(/^Cannot listen on .*\(HOST\)\n$/)
    },
  )

  it('with unknown settings that look like ours names them', async () => {
    const port = await freePort()
    const bot = start({
      PORT: String(port),
      OAUTH_CLIENTID: 'swordfish',
      REDIS_URL: 'redis://127.0.0.1:1',
      DATA_FILE: 'x',
    })
    await expect.poll(bot.out).toContain('but it knows none of these names: OAUTH_CLIENTID')
    await expect.poll(bot.out).toContain('REDIS_URL and DATA_FILE are both set')
    expect(bot.out()).not.toContain('swordfish')
  })

  it.each([
    ['--version', /^\d+\.\d+\.\d+\S*\n$/, 0],
    ['--help', /settings from the environment/, 0],
    ['--verison', /There is no option --verison/, 2],
  ])('with %s tells about itself and ends', (option, wanted, status) => {
    const ended = spawnSync(process.execPath, [MAIN, option], { cwd: folder, encoding: 'utf8' })
    expect(ended.status).toBe(status)
    expect(ended.stdout + ended.stderr).toMatch(wanted)
  })

  it('without any settings only answers this machine, and says so', async () => {
    const port = await freePort()
    const bot = start({ PORT: String(port) })
    await listening(port)
    expect(await statusOf(port, '/readyz')).toBe(200)
    await expect.poll(bot.out).toContain('nobody’s identity is checked')
    expect(existsSync(join(folder, 'data', 'bot.sqlite.key'))).toBe(true)
    bot.child.kill('SIGINT')
    expect(await bot.ended).toBe(0)
    expect(bot.err()).toBe('')
  })

  it.each([
    ['redis://redis.invalid:6379', true],
    ['redis://127.0.0.1:6379', false],
  ])('S58 TLS: with REDIS_URL=%s warns that TLS is missing: %s', async (REDIS_URL, says) => {
    const bot = start({ PORT: '0', REDIS_URL, ENCRYPTION_KEYS: KEY })
    await expect.poll(bot.out).toContain('nobody’s identity is checked')
    expect(bot.out().includes('without TLS: use rediss://')).toBe(says)
  })

  it('S47 keys sane: with another key than the store’s is refused, naming the ids of the keys and not the keys', async () => {
    const port = await freePort()
    const first = start({ PORT: String(port), ENCRYPTION_KEYS: KEY })
    await listening(port)
    await expect.poll(() => statusOf(port, '/readyz')).toBe(200)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)

    const second = start({ PORT: String(port), ENCRYPTION_KEYS: OTHER_KEY })
    expect(await second.ended).toBe(2)
    expect(second.err()).toMatch(/^The store is sealed under another key/)
    expect(second.err()).not.toContain(OTHER_KEY)

    const third = start({ PORT: String(port), ENCRYPTION_KEYS: `${OTHER_KEY},${KEY}` })
    await listening(port)
    expect(third.child.exitCode).toBeNull()
  })

  it('while Redis is down listens, and becomes ready soon after Redis is up', async () => {
    const port = await freePort()
    const redisPort = await freePort()
    const bot = start({ PORT: String(port), REDIS_URL: `redis://127.0.0.1:${redisPort}`, ENCRYPTION_KEYS: KEY })
    await listening(port)
    expect(await statusOf(port, '/readyz')).toBe(503)
    await sleep(1_500)
    expect(await statusOf(port, '/readyz')).toBe(503)
    const redis = await startRedis({ port: redisPort })
    await expect.poll(() => statusOf(port, '/readyz'), { interval: 50 }).toBe(200)
    expect(await statusOf(port, '/healthz')).toBe(200)
    bot.child.kill('SIGTERM')
    expect(await bot.ended).toBe(0)
    await redis.stop()
  })
})

describe('an app package in dist/', () => {
  const warning = 'does not list PUBLIC_URL’s host in validDomains'

  it.each([
    { domain: 'bot.contoso.example', warns: false },
    { domain: 'another.contoso.example', warns: true },
  ])('for $domain: warns $warns', async ({ domain, warns }) => {
    mkdirSync(join(folder, 'dist'))
    writeFileSync(join(folder, 'dist', 'manifest.json'), JSON.stringify({ validDomains: [domain] }))
    const port = await freePort()
    const bot = start({
      PORT: String(port),
      PUBLIC_URL: 'https://bot.contoso.example',
      MicrosoftAppId: randomUUID(),
      MicrosoftAppPassword: 'secret',
      DATA_FILE: join(folder, 'bot.sqlite'),
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    })
    await expect.poll(bot.out).toContain('"msg":"ready"')
    bot.child.kill('SIGINT')
    expect(await bot.ended).toBe(0)
    expect(bot.out().includes(warning)).toBe(warns)
  })
})

describe('SIGTERM', () => {
  it('lets the turns under way finish, then ends with 0', async () => {
    const channel = await ownChannel()
    let finish = () => {}
    const finished = new Promise<void>((resolve) => (finish = resolve))
    channel.take = (response) => void finished.then(() => response.end('{"id":"1"}'))
    const port = await freePort()
    const bot = start({ ...settingsFor(channel, port), ENCRYPTION_KEYS: KEY, DRAIN_SECONDS: '2' })
    await listening(port)
    const deliver = deliveryTo(port, channel)
    const answers = Promise.all(Array.from({ length: 5 }, () => deliver()))
    await expect.poll(() => channel.said.length).toBe(5)
    bot.child.kill('SIGTERM')
    await expect.poll(() => statusOf(port, '/readyz'), { interval: 20 }).toBe(503)
    const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`)
    expect(headers.get('connection')).toBe('close')
    // A load balancer that has not noticed yet still sends requests, and the bot handles them.
    const late = deliver()
    await expect.poll(() => channel.said.length).toBe(6)
    finish()
    expect(await late).toBe(200)
    expect(await answers).toEqual([200, 200, 200, 200, 200])
    const answered = performance.now()
    expect(await bot.ended).toBe(0)
    expectWithin(4_000, performance.now() - answered)
    expect(bot.err()).toBe('')
    expect(bot.out()).toContain('"msg":"stopped"')
    expect(bot.out()).toMatch(/"authenticatesBy":"secret".*"msg":"ready"/)
    await channel.close()
  })
})

describe('an older Node', () => {
  const wanted = /needs Node\.js 24 or later; this is (\S+)\.\n.*npm ci/

  it('says which version is needed', () => {
    const older =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'22.9.1'}})"
    const { status, stderr } = spawnSync(process.execPath, ['--import', older, NODE_VERSION], { encoding: 'utf8' })
    expect({ status, version: wanted.exec(stderr)?.[1] }).toEqual({ status: 2, version: '22.9.1' })
  })

  it('accepts this version', () => {
    const { status, stderr } = spawnSync(process.execPath, [NODE_VERSION], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  // Runs only if this machine has an older Node beside ours. The first test covers it everywhere.
  const system = '/usr/bin/node'
  const version = existsSync(system)
    ? spawnSync(system, ['--version'], { encoding: 'utf8' }).stdout.slice(1).trim()
    : ''
  it.runIf(version !== '' && Number.parseInt(version, 10) < 24)(
    'of this machine is refused before it reads our code',
    () => {
      const { status, stderr } = spawnSync(system, ['--import', NODE_VERSION, MAIN], { encoding: 'utf8' })
      expect({ status, version: wanted.exec(stderr)?.[1] }).toEqual({ status: 2, version })
    },
  )
})
