import { randomBytes, randomUUID } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type RequestOptions, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { head } from '../http/raw.ts'
import { type Emulator, startEmulator } from '../../emulator/emulator.ts'
import { alex, contoso, megan } from '../../emulator/people.ts'
import type { Finding } from '../../src/cli/doctor/finding.ts'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { checkCanary } from '../../src/store/sealed-store.ts'
import { startEntry } from '../entry.ts'
import { freePort, redisCli, type RedisServer, startRedis } from '../redis-server.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let emulator: Emulator
let redis: RedisServer
const closing: (() => unknown)[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  emulator = await startEmulator({ port: 0 })
  redis = await startRedis()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await emulator.close()
  await redis.kill()
  rmSync(folder, { recursive: true, force: true })
})

const KEY = randomBytes(32)

/** A good set-up: Redis, the emulator, a manifest that fits, and no bot that listens yet. */
async function good(): Promise<Record<string, string>> {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const settings = emulator.settings(publicUrl)
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'dist/manifest.json'), JSON.stringify({ bots: [{ botId: settings['MicrosoftAppId'] }] }))
  return {
    ...settings,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    OAUTH_TENANT: contoso.tid,
    REDIS_URL: redis.url,
    ENCRYPTION_KEYS: KEY.toString('base64'),
  }
}

async function doctor(env: Record<string, string>, ...args: string[]) {
  const entry = startEntry('cli/doctor', env, folder, ['--json', ...args])
  const status = await entry.ended
  const said = `${entry.out()}${entry.err()}`
  const secrets = ['MicrosoftAppPassword', 'OAUTH_CLIENT_SECRET', 'ENCRYPTION_KEYS'].flatMap((name) => env[name] || [])
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  const { checks } = JSON.parse(entry.out()) as { checks: Finding[] }
  const bad = checks.filter(({ result }) => result !== 'ok')
  return { status, checks, bad, err: entry.err() }
}

it('a good set-up: every line is ok, and nothing is left in the store', async () => {
  const env = await good()
  const { status, checks, bad, err } = await doctor(env)
  expect({ status, bad, err }).toEqual({ status: 0, bad: [], err: '' })
  const names = ['settings', 'store', 'key', 'discovery', 'clock', 'client', 'channel keys', 'bot', 'PUBLIC_URL']
  expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining([...names, 'TRUST_PROXY', 'manifest']))
  expect(redisCli(redis.port, 'KEYS', '*').replace('write-check', '')).toBe('')
  const lines = startEntry('cli/doctor', env, folder)
  expect(await lines.ended).toBe(0)
  expect(lines.out()).toMatch(/^ok {6}settings/m)
  expect(lines.out().trim().split('\n')).toHaveLength(checks.length)
})

type Broken = {
  what: string
  /** Changes the good set-up. */
  change: (env: Record<string, string>) => Record<string, string> | Promise<Record<string, string>>
  args?: string[]
  status: number
  says: { check: string; result: Finding['result']; line: RegExp }
}

const BROKEN: Broken[] = [
  {
    what: 'another key than the store’s',
    change: async (env) => {
      const store = redisStore(redis.url)
      await checkCanary(store, [randomBytes(32)])
      await store.close()
      return env
    },
    status: 1,
    says: { check: 'key', result: 'failure', line: /sealed under another key.*the keys with which the bot ran/ },
  },
  {
    what: 'no Redis',
    change: async (env) => ({ ...env, REDIS_URL: `redis://127.0.0.1:${await freePort()}` }),
    status: 1,
    says: { check: 'store', result: 'failure', line: /ECONNREFUSED.*start Redis/ },
  },
  {
    what: 'a database that Redis does not have',
    change: (env) => ({ ...env, REDIS_URL: `${redis.url}/99` }),
    status: 1,
    says: { check: 'store', result: 'failure', line: /no such database.*number at the end of REDIS_URL/ },
  },
  {
    what: 'a single Redis that is called a cluster',
    change: (env) => ({ ...env, REDIS_URL: redis.url.replace('redis:', 'redis+cluster:') }),
    status: 1,
    says: { check: 'store', result: 'failure', line: /no cluster.*use redis:/ },
  },
  {
    what: 'a single Redis that is called a sentinel',
    change: (env) => ({ ...env, REDIS_URL: `${redis.url.replace('redis:', 'redis+sentinel:')}/mymaster` }),
    status: 1,
    says: { check: 'store', result: 'failure', line: /No sentinel.*lead to sentinels/ },
  },
  {
    what: 'a wrong password for Redis',
    change: (env) => ({ ...env, REDIS_URL: redis.url.replace('//', '//bot:swordfish@') }),
    status: 1,
    says: { check: 'store', result: 'failure', line: /user bot: WRONGPASS.*password in REDIS_URL/ },
  },
  {
    what: 'a Redis user who may not write',
    change: (env) => {
      redisCli(redis.port, 'ACL', 'SETUSER', 'bot', 'on', '>pass', '~*', '+get', '+info')
      return { ...env, REDIS_URL: redis.url.replace('//', '//bot:pass@') }
    },
    status: 1,
    says: { check: 'store', result: 'failure', line: /NOPERM \(set\).*give the user this command/ },
  },
  ...['get', 'set', 'del', 'getrange', 'eval', 'evalsha', 'scan'].map((command): Broken => ({
    what: `a Redis user who lacks ${command}`,
    change: (env) => {
      const all = '+get +set +del +getrange +eval +evalsha +scan +info +config|get'.split(' ')
      redisCli(redis.port, 'ACL', 'SETUSER', 'bot', 'reset', 'on', '>pass', '~*', ...all, `-${command}`)
      redisCli(redis.port, 'SCRIPT', 'FLUSH')
      return { ...env, REDIS_URL: redis.url.replace('//', '//bot:pass@') }
    },
    status: 1,
    says: { check: 'store', result: 'failure', line: /NOPERM.*give the user this command/ },
  })),
  {
    what: 'a Redis that may evict',
    change: (env) => {
      redisCli(redis.port, 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
      return env
    },
    status: 0,
    says: { check: 'store', result: 'warning', line: /allkeys-lru.*noeviction/ },
  },
  {
    what: 'DATA_FILE that names a folder',
    change: (env) => ({ ...env, REDIS_URL: '', DATA_FILE: folder }),
    status: 1,
    says: { check: 'store', result: 'failure', line: /DATA_FILE must name a file/ },
  },
  {
    what: 'a tenant that there is not',
    change: (env) => ({ ...env, OAUTH_TENANT: randomUUID() }),
    status: 1,
    says: { check: 'discovery', result: 'failure', line: /AADSTS90002.*OAUTH_TENANT names no tenant/ },
  },
  {
    what: 'a wrong secret of the registration for contacts',
    change: (env) => ({ ...env, OAUTH_CLIENT_SECRET: 'swordfish' }),
    status: 1,
    says: { check: 'client', result: 'failure', line: /secret of OAUTH_CLIENT_ID.*AADSTS7000215.*the secret is wrong/ },
  },
  {
    what: 'a wrong secret of the only registration',
    change: (env) => ({ ...env, OAUTH_CLIENT_ID: '', OAUTH_CLIENT_SECRET: '', MicrosoftAppPassword: 'swordfish' }),
    status: 1,
    says: { check: 'client', result: 'failure', line: /secret of MicrosoftAppId.*AADSTS7000215.*the secret is wrong/ },
  },
  ...['OAUTH_CLIENT_ID', 'MicrosoftAppId'].map((name): Broken => ({
    what: `an unknown ${name}`,
    change: (env) => ({
      ...env,
      ...(name === 'MicrosoftAppId' && { OAUTH_CLIENT_ID: '', OAUTH_CLIENT_SECRET: '' }),
      [name]: randomUUID(),
    }),
    status: 1,
    says: { check: 'client', result: 'failure', line: new RegExp(`AADSTS700016.*${name} is not known`) },
  })),
  {
    what: 'a wrong bot password',
    change: (env) => ({ ...env, MicrosoftAppPassword: 'swordfish' }),
    status: 1,
    says: { check: 'bot', result: 'failure', line: /MicrosoftAppPassword gives no token.*AADSTS7000215.*is wrong/ },
  },
  {
    what: 'a proxy that does not answer',
    // Names of this kind lead nowhere, and only the proxy would look them up.
    change: async (env) => ({
      ...env,
      OAUTH_AUTHORITY: 'https://login.invalid',
      HTTPS_PROXY: `http://127.0.0.1:${await freePort()}`,
    }),
    status: 1,
    says: { check: 'discovery', result: 'failure', line: /ECONNREFUSED.*HTTPS_PROXY/ },
  },
  {
    what: 'no way to the channel’s keys',
    change: async (env) => ({ ...env, ToBotFromChannelOpenIdMetadataUrl: `http://127.0.0.1:${await freePort()}/keys` }),
    status: 1,
    says: { check: 'channel keys', result: 'failure', line: /ECONNREFUSED.*ToBotFromChannelOpenIdMetadataUrl/ },
  },
  {
    what: 'a PUBLIC_URL where nothing answers',
    change: async (env) => ({ ...env, PUBLIC_URL: `http://localhost:${await freePort()}` }),
    status: 1,
    says: { check: 'PUBLIC_URL', result: 'failure', line: /does not answer \(.*ECONNREFUSED.*is the proxy running/ },
  },
  {
    what: 'a proxy that cuts the path',
    change: async (env) => ({ ...env, PUBLIC_URL: await proxyTo(env, { path: () => '/' }) }),
    status: 1,
    says: {
      check: 'PUBLIC_URL',
      result: 'failure',
      line: /arrive here with another path or query.*forward \/api\/messages and everything below \/auth\/ to/,
    },
  },
  {
    what: 'a proxy that cuts the query',
    change: async (env) => ({ ...env, PUBLIC_URL: await proxyTo(env, { path: (url) => url.split('?', 1)[0] ?? '' }) }),
    status: 1,
    says: { check: 'PUBLIC_URL', result: 'failure', line: /arrive here with another path or query/ },
  },
  {
    what: 'another program that answers "ok"',
    change: async (env) => {
      const other = createServer((_, response) => response.end('ok\n')).listen(0, '127.0.0.1')
      await once(other, 'listening')
      closing.push(() => other.close())
      return { ...env, PUBLIC_URL: `http://localhost:${(other.address() as AddressInfo).port}` }
    },
    status: 0,
    says: { check: 'PUBLIC_URL', result: 'warning', line: /answered by another instance or another program/ },
  },
  {
    what: 'a proxy that TRUST_PROXY does not count',
    change: async (env) => ({ ...env, PUBLIC_URL: await proxyTo(env, {}) }),
    status: 0,
    says: { check: 'TRUST_PROXY', result: 'warning', line: /is 0, but 1 proxy writes.*set it to 1/ },
  },
  {
    what: 'TRUST_PROXY without a proxy',
    change: (env) => ({ ...env, TRUST_PROXY: '1' }),
    status: 1,
    says: { check: 'TRUST_PROXY', result: 'failure', line: /is 1, but 0 proxies.*anybody can claim any address/ },
  },
  {
    what: 'the manifest of another bot',
    change: (env) => {
      writeFileSync(join(folder, 'dist/manifest.json'), JSON.stringify({ bots: [{ botId: randomUUID() }] }))
      return env
    },
    status: 1,
    says: { check: 'manifest', result: 'failure', line: /not MicrosoftAppId.*package again/ },
  },
  {
    what: 'a clock that is ten minutes off',
    change: async (env) => ({
      ...env,
      OAUTH_AUTHORITY: await proxyTo({ PORT: new URL(env['OAUTH_AUTHORITY'] ?? '').port }, { aheadMs: 600_000 }),
    }),
    status: 1,
    says: { check: 'clock', result: 'failure', line: /(?:599|600|601) s behind Microsoft.*NTP/ },
  },
  {
    what: 'a misspelt setting',
    change: (env) => ({ ...env, OAUTH_TENNANT: 'x' }),
    status: 0,
    says: { check: 'settings', result: 'warning', line: /OAUTH_TENNANT.*misspelt/ },
  },
  {
    what: 'a machine without the managed identity',
    change: (env) => {
      emulator.faults.add({ match: /no-identity/, status: 400 })
      // The variables that App Service sets.
      const IDENTITY_ENDPOINT = `${env['OAUTH_AUTHORITY']}/no-identity`
      return { ...env, MicrosoftAppType: 'UserAssignedMSI', IDENTITY_ENDPOINT, IDENTITY_HEADER: 'swordfish' }
    },
    status: 1,
    says: {
      check: 'bot',
      result: 'failure',
      line: /managed identity gives no token.*MicrosoftAppId.*this machine(?!.*Password)/,
    },
  },
  {
    what: 'tenants that can never connect',
    change: (env) => ({ ...env, OAUTH_ALLOWED_TENANTS: crypto.randomUUID() }),
    status: 0,
    says: { check: 'settings', result: 'warning', line: /OAUTH_ALLOWED_TENANTS.*OAUTH_TENANT=organizations/ },
  },
  {
    what: 'wrong settings',
    change: (env) => ({ ...env, PORT: 'x', ENCRYPTION_KEYS: 'swordfish' }),
    status: 2,
    says: { check: 'settings', result: 'failure', line: /PORT must be a whole number/ },
  },
]

it.each(BROKEN)('$what is named', async ({ change, args = [], status, says }) => {
  const found = await doctor(await change(await good()), ...args)
  expect(found.bad).toContainEqual(expect.objectContaining({ check: says.check, result: says.result }))
  const lines = found.bad.filter(({ check }) => check === says.check)
  expect(lines.map(({ says, todo }) => `${says}: ${todo}`).join('\n')).toMatch(says.line)
  expect(JSON.stringify(found.checks)).not.toContain('swordfish')
  expect(found.status).toBe(status)
})

it('a certificate that ends soon is a warning', async () => {
  const file = (name: string) => join(folder, name)
  const subject = ['-subj', '/CN=bot', '-days', '10', '-keyout', file('key.pem'), '-out', file('cert.pem')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' })
  await emulator.close()
  emulator = await startEmulator({ port: 0, certificate: readFileSync(file('cert.pem'), 'utf8') })
  const env = { ...(await good()), OAUTH_CLIENT_CERTIFICATE: file('cert.pem'), OAUTH_CLIENT_KEY: file('key.pem') }
  const { status, bad } = await doctor(env)
  expect(bad).toMatchObject([
    { check: 'certificate', result: 'warning', says: expect.stringMatching(/expires in (9|10) days/) },
  ])
  expect(status).toBe(0)
})

describe('with GRAPH_ACCESS=application', () => {
  const application = async () => ({ ...(await good()), GRAPH_ACCESS: 'application' })

  it('reads the mailbox that is named, and warns if none is', async () => {
    emulator.application.consent(contoso.tid)
    const env = await application()
    for (const mailbox of [megan.oid, megan.username]) {
      const { status, checks } = await doctor(env, '--mailbox', mailbox)
      expect(checks).toContainEqual(
        expect.objectContaining({ check: 'graph', result: 'ok', says: 'the mailbox can be read' }),
      )
      expect(status).toBe(0)
    }
    const without = await doctor(env)
    expect(without.bad).toMatchObject([
      { check: 'graph', result: 'warning', todo: expect.stringContaining('--mailbox') },
    ])
    expect(without.status).toBe(0)
  })

  it('fails for a mailbox that Exchange excludes, and for one that does not exist', async () => {
    const env = await application()
    emulator.application.limitTo(contoso.tid, [alex.oid])
    const refused = await doctor(env, '--mailbox', megan.oid)
    expect(refused.bad).toMatchObject([{ check: 'graph', says: expect.stringContaining('403 ErrorAccessDenied') }])
    expect(refused.bad[0]?.todo).toContain('/adminconsent?')
    expect(refused.status).toBe(1)
    expect((await doctor(env, '--mailbox', randomUUID())).bad).toMatchObject([{ check: 'graph', result: 'failure' }])
  })

  it.each<[what: string, isThere: boolean]>([
    ['store', false],
    ['key of the store', true],
  ])('makes no %s where there is none yet', async (_what, isThere) => {
    const dataFile = join(folder, 'data', 'bot.sqlite')
    if (isThere) {
      mkdirSync(join(folder, 'data'))
      await sqliteStore(dataFile).close()
    }
    emulator.application.limitTo(contoso.tid, [alex.oid])
    const env = { ...(await application()), REDIS_URL: '', ENCRYPTION_KEYS: '', DATA_FILE: dataFile }
    const { bad } = await doctor(env, '--mailbox', megan.oid)
    expect(bad).toMatchObject([{ check: 'graph', todo: expect.stringContaining('state=doctor') }])
    expect([existsSync(dataFile), existsSync(`${dataFile}.key`)]).toEqual([isThere, false])
  })
})

it('a proxy that does not forward /healthz passes too', async () => {
  const env = await good()
  const path = (url: string) => (url.startsWith('/auth/') ? url : '/not-here')
  const { status, bad } = await doctor({ ...env, PUBLIC_URL: await proxyTo(env, { path }), TRUST_PROXY: '1' })
  expect({ status, bad }).toEqual({ status: 0, bad: [] })
})

it('a proxy that checks /readyz forwards requests once it has found the doctor ready', async () => {
  const env = await good()
  const url = await proxyTo(env, { isWatching: true })
  const { status, bad } = await doctor({ ...env, PUBLIC_URL: url, TRUST_PROXY: '1' })
  expect({ status, bad }).toEqual({ status: 0, bad: [] })
})

it('other requests do not count for TRUST_PROXY', async () => {
  const env = await good()
  const headers = { 'x-forwarded-for': 'a, b, c' }
  const url = await proxyTo(env, { meanwhile: async (port) => asked(port, '/healthz', { headers }) })
  const { status, bad } = await doctor({ ...env, PUBLIC_URL: url, TRUST_PROXY: '1' })
  expect({ status, bad }).toEqual({ status: 0, bad: [] })
})

it('a delivery during the check is refused with a request to retry', async () => {
  const env = await good()
  const answers: IncomingMessage[] = []
  const meanwhile = async (port: string) => {
    answers.push(await asked(port, '/api/messages', { method: 'POST' }))
  }
  await doctor({ ...env, PUBLIC_URL: await proxyTo(env, { meanwhile }), TRUST_PROXY: '1' })
  expect(answers).toMatchObject([{ statusCode: 503, headers: { 'retry-after': '5', connection: 'close' } }])
})

it('if the bot is already listening, its own answer counts', async () => {
  const env = await good()
  const bot = createServer((_, response) => response.end('ok\n')).listen(Number(env['PORT']), '127.0.0.1')
  await once(bot, 'listening')
  closing.push(() => bot.close())
  const { status, checks } = await doctor(env)
  expect(checks).toContainEqual(expect.objectContaining({ check: 'TRUST_PROXY', result: 'ok' }))
  expect(status).toBe(0)
})

it.each([['--verbose'], ['--mailbox']])('%s alone is a wrong command line', async (option) => {
  const entry = startEntry('cli/doctor', {}, folder, [option])
  expect(await entry.ended).toBe(2)
  expect(entry.err()).toContain('npm run doctor')
})

async function asked(port: string, path: string, options: RequestOptions): Promise<IncomingMessage> {
  const [answer] = (await once(request({ ...options, host: '127.0.0.1', port, path }).end(), 'response')) as [
    IncomingMessage,
  ]
  return answer.resume()
}

/** `isWatching`: it forwards nothing before `/readyz` has answered with 200 twice. `meanwhile`: called before it returns an
 *  answer. */
type ProxyWays = {
  path?: (url: string) => string
  aheadMs?: number
  isWatching?: boolean
  meanwhile?: (port: string) => Promise<unknown>
}

/** A proxy to a port of this machine that changes what it is told to. @returns its URL */
async function proxyTo(
  { PORT }: Record<string, string>,
  { path = (url: string) => url, aheadMs = 0, isWatching = false, meanwhile = async () => {} }: ProxyWays,
): Promise<string> {
  let seen = isWatching ? 0 : 2
  const watch = setInterval(() => {
    const asked = request({ host: '127.0.0.1', port: PORT, path: '/readyz' }, (answer) => {
      if (answer.resume().statusCode === 200) seen += 1
    })
    asked.on('error', () => {}).end()
  }, 50)
  closing.push(() => clearInterval(watch))
  const proxy: Server = createServer((from, to) => {
    if (seen < 2) return void head(to, 503).end()
    const headers = { ...from.headers, ...(aheadMs === 0 && { 'x-forwarded-for': from.socket.remoteAddress }) }
    const options = { host: '127.0.0.1', port: PORT, path: path(from.url ?? '/'), method: from.method, headers }
    const onward = request(options, (answer) => {
      const date = new Date(Date.now() + aheadMs).toUTCString()
      void meanwhile(PORT ?? '').then(() => {
        to.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...(aheadMs > 0 && { date }) })
        answer.pipe(to)
      })
    })
    onward.on('error', () => head(to, 502).end())
    from.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  closing.push(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return `http://localhost:${(proxy.address() as AddressInfo).port}`
}
