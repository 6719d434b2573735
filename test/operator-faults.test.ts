import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Emulator, startEmulator } from '../emulator/emulator.ts'
import { type Entry, startEntry } from './entry.ts'
import { freePort, redisCli, type RedisServer, startRedis } from './redis-server.ts'

const ENCRYPTION_KEYS = Buffer.from('a key of the process tests, 32 b').toString('base64')

let folder: string
let running: ChildProcess[] = []
let redis: RedisServer | undefined
let emulator: Emulator | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operator-'))
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  running = []
  await redis?.kill()
  await emulator?.close()
  redis = undefined
  emulator = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Runs `node src/main.ts` with this environment alone. */
function start(env: Record<string, string>): Entry {
  const bot = startEntry('main', { ENCRYPTION_KEYS, ...env }, folder)
  running.push(bot.child)
  return bot
}

const readyz = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status,
    () => 0,
  )
async function becomes(port: number, status: number): Promise<void> {
  await expect.poll(() => readyz(port), { interval: 100 }).toBe(status)
}

const linesOf = ({ out }: Entry) =>
  out()
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('/readyz is 503 while nothing can be written', () => {
  it('as Redis is full, says why, and says when that is over', async () => {
    redis = await startRedis()
    const port = await freePort()
    const bot = start({ PORT: String(port), REDIS_URL: redis.url })
    await becomes(port, 200)
    redisCli(redis.port, 'CONFIG', 'SET', 'maxmemory', '1')
    await becomes(port, 503)
    expect(await fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status)).toBe(200)
    redisCli(redis.port, 'CONFIG', 'SET', 'maxmemory', '0')
    await becomes(port, 200)
    await expect.poll(bot.out).toContain('written again')
    const told = linesOf(bot).filter(({ msg }) => /written/.test(String(msg)))
    expect(told).toMatchObject([
      { level: 50, error: { message: `Redis at 127.0.0.1:${redis.port}, user default: OOM` } },
      { level: 30, msg: 'The store can be written again' },
    ])
  })

  it('as the user may not write, says which command is missing, and is ready once it may', async () => {
    redis = await startRedis({ args: ['--user', 'bot', 'on', '>pass', '~*', '+get', '+info', '+eval', '+evalsha'] })
    const port = await freePort()
    const bot = start({ PORT: String(port), REDIS_URL: redis.url.replace('//', '//bot:pass@') })
    await expect.poll(bot.out).toContain('user bot: NOPERM (set)')
    expect(await readyz(port)).toBe(503)
    expect(bot.out()).not.toContain('"msg":"ready"')
    redisCli(redis.port, 'ACL', 'SETUSER', 'bot', '+set', '+getrange', '+del')
    await becomes(port, 200)
    await expect.poll(bot.out).toContain('"msg":"ready"')
  })

  it('as the disk is full', async () => {
    const port = await freePort()
    const bot = start({ PORT: String(port), DATA_FILE: join(folder, 'bot.sqlite') })
    await becomes(port, 200)
    // A limit on the size of files simulates a full disk.
    const limit = async (to: string) =>
      once(spawn('prlimit', ['--pid', String(bot.child.pid), `--fsize=${to}:`], { stdio: 'inherit' }), 'exit')
    await limit('4096')
    await becomes(port, 503)
    await expect.poll(bot.out).toMatch(/SQLITE_(FULL|IOERR), .*"msg":"The store cannot be written/)
    await limit('unlimited')
    await becomes(port, 200)
  })
})

it('a Redis that may evict is a warning that says so', async () => {
  redis = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] })
  const bot = start({ PORT: '0', REDIS_URL: redis.url })
  await expect.poll(bot.out).toContain('maxmemory-policy is allkeys-lru')
  const line = linesOf(bot).find(({ error }) => JSON.stringify(error ?? '').includes('maxmemory-policy'))
  expect(line).toMatchObject({ level: 40, msg: 'A setting of the store may cost records' })
})

describe('DATA_FILE', () => {
  it.each<[what: string, make: (path: string) => string]>([
    ['a folder', (path) => (mkdirSync(path), path)],
    ['a folder that is not there', (path) => `${path}/`],
    ['a link to a folder', (path) => (mkdirSync(`${path}.d`), symlinkSync(`${path}.d`, path), path)],
  ])('that names %s is refused with 2, and nothing is changed on disk', async (_what, make) => {
    const DATA_FILE = make(join(folder, 'data'))
    if (existsSync(DATA_FILE)) chmodSync(DATA_FILE, 0o755)
    const mode = () => statSync(DATA_FILE, { throwIfNoEntry: false })?.mode
    const before = [readdirSync(folder), mode()]
    const bot = startEntry('main', { PORT: '0', DATA_FILE }, folder)
    running.push(bot.child)
    expect(await bot.ended).toBe(2)
    expect(bot.err()).toMatch(/^DATA_FILE must name a file, and .*data\/? is a folder/)
    expect([readdirSync(folder), mode()]).toEqual(before)
  })

  it('in a folder where nothing can be made is refused with 2, by its name', async () => {
    const bot = startEntry('main', { PORT: '0', DATA_FILE: '/proc/bot.sqlite' }, folder)
    running.push(bot.child)
    expect(await bot.ended).toBe(2)
    expect(bot.err()).toMatch(/^DATA_FILE cannot be used: .*ENOENT/)
  })

  it('that another bot has open is refused with 2; a bot that was killed leaves it free', async () => {
    const DATA_FILE = join(folder, 'bot.sqlite')
    const port = await freePort()
    const first = start({ PORT: String(port), DATA_FILE })
    await becomes(port, 200)
    const second = start({ PORT: '0', DATA_FILE })
    expect(await second.ended).toBe(2)
    expect(second.err()).toMatch(/^Another bot has .*bot\.sqlite open/)
    expect(await readyz(port)).toBe(200)
    first.child.kill('SIGKILL')
    await first.ended
    const third = start({ PORT: String(port), DATA_FILE })
    await becomes(port, 200)
    expect(third.child.exitCode).toBeNull()
    expect(statSync(`${DATA_FILE}.lock`).mode & 0o777).toBe(0o600)
  })
})

it.each<[what: string, url: () => Promise<string>]>([
  ['the network is down', async () => `http://127.0.0.1:${await freePort()}/tenant`],
  [
    'Microsoft has an outage',
    async () => {
      emulator?.faults.add({ match: /^POST \/ill\//, status: 503 })
      return `${emulator?.origin}/ill`
    },
  ],
])('where %s, nothing is said of the bot’s password', async (_what, url) => {
  emulator = await startEmulator({ port: 0 })
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const bot = start({
    ...emulator.settings(publicUrl),
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATA_FILE: join(folder, 'bot.sqlite'),
    ToChannelFromBotLoginUrl: await url(),
  })
  await becomes(port, 200)
  await expect.poll(bot.out, { timeout: 30_000 }).toContain('"msg":"Microsoft gives the bot no token at the moment')
  expect(bot.out()).not.toContain('MicrosoftAppPassword')
})

describe('a wrong bot password', () => {
  it('is told at the start with Microsoft’s number and what to do, and in the line of a turn that said nothing', async () => {
    emulator = await startEmulator({ port: 0 })
    const port = await freePort()
    const publicUrl = `http://localhost:${port}`
    const bot = start({
      ...emulator.settings(publicUrl),
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATA_FILE: join(folder, 'bot.sqlite'),
      MicrosoftAppPassword: 'a wrong password',
    })
    await becomes(port, 200)
    await expect.poll(bot.out).toContain('see MicrosoftAppPassword')
    const warning = linesOf(bot).find(({ msg }) => String(msg).includes('MicrosoftAppPassword'))
    expect(warning).toMatchObject({ level: 40, error: { type: 'BotTokenError', aadsts: 'AADSTS7000215' } })
    expect(warning).toMatchObject({ version: expect.stringMatching(/^\d/), instance: expect.stringContaining('/') })
    emulator.channel.botUrl = `http://127.0.0.1:${port}/api/messages`
    const { megan } = await import('../emulator/people.ts')
    await emulator.channel.personal(megan).send('help')
    await expect.poll(bot.out).toContain('"msg":"turn"')
    expect(linesOf(bot).find(({ msg }) => msg === 'turn')).toMatchObject({
      outcome: 'not_delivered',
      reply: 'help',
      reference: expect.stringMatching(/^[0-9a-f]{8}$/),
      error: { type: 'BotTokenError', aadsts: 'AADSTS7000215' },
    })
    expect(bot.out()).not.toContain('a wrong password')
  })
})
