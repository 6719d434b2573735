import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BotProcess, startBot } from '../../emulator/demo/bot-process.ts'
import { fileRecords } from '../../emulator/demo/records.ts'
import { megan } from '../../emulator/people.ts'
import { exchange, ONE_ANSWER, statuses } from '../http/raw.ts'
import { freePort } from '../redis-server.ts'
import { APP_ID, deliveryTo, type OwnChannel, ownChannel, settingsFor } from '../channel/own-channel.ts'
import { said, startWorld, type World } from '../world.ts'
import { expectWithin } from '../timing.ts'

const POST = 'POST /api/messages HTTP/1.1\r\nHost: a\r\n'
const JSON_TYPE = 'Content-Type: application/json\r\n'
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n'
const LIMIT = 256 * 1024

const sized = (body: string | Buffer) => [`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`, body]
const chunk = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`

describe('a bot as a process of its own', () => {
  let own: OwnChannel
  let bot: BotProcess
  let port: number
  let folder: string
  let file: string
  let temporary: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bot-'))
    temporary = join(folder, 'tmp')
    file = join(folder, 'bot.sqlite')
    mkdirSync(temporary)
    own = await ownChannel()
    port = await freePort()
    const settings = { ...settingsFor(own, port), DATA_FILE: file, LOG_LEVEL: 'silent' }
    // A small young generation, so that growth means memory that the bot keeps.
    const process = { TMPDIR: temporary, NODE_OPTIONS: '--max-semi-space-size=1' }
    bot = await startBot({ ...settings, ...process }, `http://127.0.0.1:${port}`)
    // Lets Node allocate what it needs for any work.
    const deliver = deliveryTo(port, own)
    for (let turn = 0; turn < 50; turn += 1) await deliver({ activity: { more: 'x'.repeat(200_000) } })
  })
  afterAll(async () => {
    await bot.stop()
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The bot's resident memory in bytes. */
  function resident(): number {
    const status = `/proc/${bot.pid}/status`
    if (!existsSync(status)) return 1_024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(bot.pid)]))
    return 1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1])
  }

  /** How much the resident memory grows at most during `attack`, in bytes. */
  async function growth(attack: () => Promise<unknown>): Promise<number> {
    const before = resident()
    let most = before
    const watch = setInterval(() => (most = Math.max(most, resident())), 10)
    await attack().finally(() => clearInterval(watch))
    return Math.max(most, resident()) - before
  }

  /** Sends the request without a token and with a valid one. Both must get their status soon and have no other effect. */
  async function expectRefused(
    head: string,
    rest: (string | Buffer)[],
    status: number,
    { withinMs = 3_000, withoutToken = status } = {},
  ) {
    const token = await own.sign({ aud: APP_ID, serviceurl: `${own.issuer}/` })
    for (const authorization of ['', `Authorization: Bearer ${token}\r\n`]) {
      const before = traces()
      const begun = performance.now()
      const answer = await exchange(port, [`${POST}${authorization}${head}`, ...rest], 60_000, ONE_ANSWER)
      expect(statuses(answer)).toEqual([authorization === '' ? withoutToken : status])
      expectWithin(withinMs, performance.now() - begun)
      expect(traces()).toEqual(before)
    }
  }

  const traces = () => [own.asked.length, own.said.length, fileRecords(file, '').map(({ key }) => key)]

  async function expectAlive(): Promise<void> {
    expect(await deliveryTo(port, own)()).toBe(200)
  }

  const tooLarge = [
    ['by its Content-Length', JSON_TYPE, sized(Buffer.alloc(LIMIT + 1, ' '))],
    ['by a Content-Length without a body', JSON_TYPE, [`Content-Length: ${LIMIT + 1}\r\n\r\n`]],
    ['by a Content-Length of 8 GB', JSON_TYPE, [`Content-Length: ${8 * 2 ** 30}\r\n\r\n`, 'x'.repeat(LIMIT)]],
    ['chunked', JSON_TYPE, [CHUNKED, chunk('x'.repeat(LIMIT + 1))]],
    ['in chunks of one byte', JSON_TYPE, [CHUNKED, chunk('x').repeat(LIMIT + 1)]],
    ['in chunks without end', JSON_TYPE, [CHUNKED, ...Array<string>(64).fill(chunk('x'.repeat(2 ** 20)))]],
  ] as [string, string, (string | Buffer)[]][]

  it('S12 size: bodies that are too large take less than 10 MB of memory', async () => {
    const all = () => Promise.all(tooLarge.map(([, head, rest]) => exchange(port, [`${POST}${head}`, ...rest], 5_000)))
    expect(await growth(all)).toBeLessThan(10 * 2 ** 20)
  })

  it.each(tooLarge)('S12 size: a body over 256 KiB is refused within a second: %s', async (what, head, rest) => {
    // The client takes long to send these, too.
    const withinMs = what.startsWith('in chunks') ? 4_000 : 3_000
    // Without a token, a body that the headers do not announce is not even read.
    await expectRefused(head, rest, 413, { withinMs, withoutToken: /chunk/.test(what) ? 401 : 413 })
    await expectAlive()
  })

  it('S12 size: a small body in more than 4,096 chunks is refused, because each chunk costs time', async () => {
    const body = [CHUNKED, chunk('x').repeat(5_000), '0\r\n\r\n']
    await expectRefused(JSON_TYPE, body, 413, { withoutToken: 401 })
  })

  const bomb = Buffer.concat(Array<Buffer>(220).fill(gzipSync(Buffer.alloc(2 ** 20))))

  it('S13 compression: a bomb of 220 MB takes less than 10 MB of memory', async () => {
    const parts = [`${POST}${JSON_TYPE}Content-Encoding: gzip\r\n`, ...sized(bomb)]
    expect(await growth(() => exchange(port, parts, 5_000))).toBeLessThan(10 * 2 ** 20)
  })

  it.each<[string, string, string | Buffer]>([
    ['garbage as gzip', 'gzip', 'no gzip at all'],
    ['gzip', 'gzip', gzipSync('{}')],
    ['truncated gzip', 'gzip', gzipSync(Buffer.alloc(4_000_000)).subarray(0, 1_000)],
    ['empty gzip', 'gzip', ''],
    ['a bomb of 220 MB', 'gzip', bomb],
    ['deflate', 'deflate', 'x'],
    ['br', 'br', 'x'],
    ['zstd', 'zstd', 'x'],
    ['gzip twice', 'gzip, gzip', gzipSync(gzipSync('{}'))],
    ['gzip in capitals', 'GZIP', gzipSync('{}')],
    ['an unknown encoding', 'x-rubbish', '{}'],
    ['identity', 'identity', '{}'],
  ])('S13 compression: %s is refused, and the bot goes on', async (_what, encoding, body) => {
    await expectRefused(`${JSON_TYPE}Content-Encoding: ${encoding}\r\n`, sized(body), 415)
    await expectAlive()
  })

  it.each(['gzip, chunked', 'deflate, chunked', 'x-rubbish, chunked'])(
    'S13 compression: a compressed transfer encoding (%s) is refused as well',
    async (coding) => {
      const body = [`Transfer-Encoding: ${coding}\r\n\r\n`, `${chunk('{}')}0\r\n\r\n`]
      await expectRefused(JSON_TYPE, body, 415)
      await expectAlive()
    },
  )

  const file5Mb = `--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${'f'.repeat(5 * 2 ** 20)}\r\n--x--\r\n`

  it.each([
    ['multipart', 'Content-Type: multipart/form-data; boundary=x\r\n', file5Mb],
    ['multipart/mixed', 'Content-Type: multipart/mixed; boundary=x\r\n', file5Mb],
    ['octet-stream', 'Content-Type: application/octet-stream\r\n', '{}'],
    ['a form', 'Content-Type: application/x-www-form-urlencoded\r\n', 'type=message'],
    ['text', 'Content-Type: text/plain\r\n', '{}'],
    ['text that is JSON', 'Content-Type: text/json\r\n', '{}'],
    ['XML', 'Content-Type: application/xml\r\n', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'],
    ['two types', 'Content-Type: application/json, text/plain\r\n', '{}'],
    ['an empty type', 'Content-Type: \r\n', '{}'],
    ['no type', '', '{}'],
  ])('S14 media type: %s is refused, and nothing is stored', async (_what, head, body) => {
    await expectRefused(head, sized(body), 415)
    expect(readdirSync(temporary)).toEqual([])
    await expectAlive()
  })
})

describe('a request', () => {
  let own: OwnChannel
  let world: World
  let port: number

  beforeAll(async () => {
    own = await ownChannel()
    world = await startWorld(settingsFor(own, 0))
    port = portOf(world.publicUrl)
  })
  afterAll(async () => {
    await world.close()
    await own.close()
  })

  const activity = () =>
    JSON.stringify({
      type: 'message',
      text: 'hi',
      channelId: 'msteams',
      serviceUrl: `${own.issuer}/`,
      from: { id: '29:1' },
      conversation: { id: 'a:1' },
    })

  /** Sends a valid delivery in this framing and another request after it. @returns all statuses, and whether the bot closed the
   *  connection */
  async function framed(frame: (body: string) => string): Promise<{ statuses: number[]; closed: boolean }> {
    const token = await own.sign({ aud: APP_ID, serviceurl: `${own.issuer}/` })
    const head = `${POST}Authorization: Bearer ${token}\r\n${JSON_TYPE}`
    const behind = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    const begun = performance.now()
    const answer = await exchange(port, [`${head}${frame(activity())}${behind}`], 60_000)
    return { statuses: statuses(answer), closed: performance.now() - begun < 55_000 }
  }

  const length = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n`
  const plain = (body: string) => `${length(body)}\r\n${body}`
  const chunks = (body: string) => `${chunk(body)}0\r\n\r\n`

  it('S16 framing: a correct request and the next one are answered', async () => {
    for (const frame of [plain, (body: string) => `${CHUNKED}${chunks(body)}`]) {
      const before = own.said.length
      expect(await framed(frame)).toEqual({ statuses: [200, 200], closed: true })
      expect(own.said).toHaveLength(before + 1)
    }
  })

  it.each<[string, (body: string) => string]>([
    ['CL and TE', (body) => `${length(body)}${CHUNKED}${chunks(body)}`],
    ['TE and CL', (body) => `Transfer-Encoding: chunked\r\n${length(body)}\r\n${chunks(body)}`],
    ['two lengths', (body) => `${length(body)}Content-Length: 0\r\n\r\n${body}`],
    ['the same length twice', (body) => `${length(body)}${length(body)}\r\n${body}`],
    ['a list of lengths', (body) => `Content-Length: ${body.length}, ${body.length}\r\n\r\n${body}`],
    ['a length with a sign', (body) => `Content-Length: +${body.length}\r\n\r\n${body}`],
    ['a length in hex', (body) => `Content-Length: 0x${body.length.toString(16)}\r\n\r\n${body}`],
    ['a negative length', (body) => `Content-Length: -1\r\n\r\n${body}`],
    ['a huge length', (body) => `Content-Length: ${'9'.repeat(20)}\r\n\r\n${body}`],
    ['chunked twice', (body) => `Transfer-Encoding: chunked\r\n${CHUNKED}${chunks(body)}`],
    ['chunked, and then not', (body) => `Transfer-Encoding: chunked, identity\r\n\r\n${chunks(body)}`],
    ['chunked after a control character', (body) => `Transfer-Encoding: \u000bchunked\r\n\r\n${chunks(body)}`],
    ['a negative chunk size', (body) => `${CHUNKED}-1\r\n${body}\r\n0\r\n\r\n`],
    ['a huge chunk', (body) => `${CHUNKED}${'f'.repeat(18)}\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk extension of 20 KB', (body) => `${CHUNKED}1;${'x'.repeat(20_000)}\r\n${body}\r\n0\r\n\r\n`],
    ['chunks with bare LF', (body) => `${CHUNKED}${body.length.toString(16)}\n${body}\n0\n\n`],
    ['a bare LF after a header', (body) => `X: y\n${plain(body)}`],
    ['a bare LF at the end of the head', (body) => `${length(body)}\n${body}`],
    ['a bare CR', (body) => `X: y\rTransfer-Encoding: chunked\r\n${plain(body)}`],
    ['a folded header', (body) => `X: y\r\n z\r\n${plain(body)}`],
    ['a folded length', (body) => `Content-Length:\r\n ${body.length}\r\n\r\n${body}`],
    ['a folded transfer encoding', (body) => `Transfer-Encoding:\r\n chunked\r\n\r\n${chunks(body)}`],
    ['a space before the colon', (body) => `X : y\r\n${plain(body)}`],
    ['a header without a name', (body) => `: y\r\n${plain(body)}`],
    ['a NUL', (body) => `X: a\0b\r\n${plain(body)}`],
    ['another Host', (body) => `Host: b\r\n${plain(body)}`],
    ['a header of 20 KB', (body) => `X: ${'y'.repeat(20_000)}\r\n${plain(body)}`],
    ['500 headers', (body) => `${'X: y\r\n'.repeat(500)}${plain(body)}`],
    ['3,000 headers', (body) => `${'X: y\r\n'.repeat(3_000)}${plain(body)}`],
  ])('S16 framing: %s gets one refusal, and the connection is closed', async (_what, frame) => {
    const before = own.said.length
    const { statuses: answered, closed } = await framed(frame)
    expect([[400], [413], [431]]).toContainEqual(answered)
    expect(closed).toBe(true)
    expect(own.said).toHaveLength(before)
  })

  it('S16 framing: a request to upgrade the protocol does not keep the connection open or the bot from stopping', async () => {
    const wish = (method: string) =>
      `${method} /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`
    expect(statuses(await exchange(port, [wish('GET')], 10_000, ONE_ANSWER))).toEqual([200])
    const other = await startWorld(settingsFor(own, 0))
    const held = exchange(portOf(other.publicUrl), [wish('GET')], 60_000)
    expect(statuses(await exchange(portOf(other.publicUrl), [wish('GET')], 10_000, ONE_ANSWER))).toEqual([200])
    await other.close()
    expect(statuses(await held)).toEqual([200])
  })

  // From https://github.com/danielmiessler/SecLists (Discovery/Web-Content/common.txt), the paths that are plausible here.
  const COMMON = `
    . .bash_history .config .cvs .env .env.local .env.production .git .git/HEAD .git/config .gitignore .hg .htaccess .htpasswd
    .npmrc .ssh/id_rsa .svn/entries .vscode/settings.json .well-known/openid-configuration .well-known/security.txt
    .well-known/jwks.json _debug _next _profiler _vti_bin actuator actuator/env actuator/health actuator/heapdump
    actuator/metrics adm admin admin.php admin/login administrator api api/ api/admin api/config api/docs api/health
    api/messages/ api/messages/1 api/swagger api/swagger.json api/users api/v1 api/v1/users api/v2 api-docs app app.js archive
    asset-manifest.json assets auth auth/ auth/callback/ auth/login auth/logout auth/start/ auth/token auth/users autodiscover
    aws/credentials backup backup.sql backup.tar.gz backup.zip bin bot bot.sqlite build cache cgi-bin/ cgi-bin/test.cgi
    changelog CHANGELOG.md client_secret.json composer.json composer.lock config config.js config.json config.php
    config.yaml connect connection console contacts cpanel credentials cron crossdomain.xml css dashboard data
    data/bot.sqlite data/bot.sqlite.key database db db.sqlite debug debug/pprof debug/vars default deploy dev dist
    docker-compose.yml Dockerfile docs downloads dump.sql elmah.axd emulator emulator/faults env error error.log errors
    etc/passwd events export favicon.ico feed files flag ftp graphql graphiql health heapdump help home html i18n images
    img inc include index index.html index.php info info.php install internal invoker/JMXInvokerServlet js jenkins
    json keys lib license LICENSE local log login logout logs mail main main.js manage management manager/html manifest.json
    media metrics mgmt monitoring net new node_modules node_modules/restify/package.json oauth oauth/authorize oauth/token
    old openapi.json owa package-lock.json package.json password phpinfo.php phpmyadmin ping private profile prometheus proxy
    public readme README.md redis register reports restart robots.txt root rpc sample secret secrets.json security.txt
    server server-info server-status service session settings setup shell shutdown signin signup sitemap.xml soap source
    sql src src/main.ts ssh start static stats status store swagger swagger-ui.html swagger.json sys system telescope
    temp test test.php tickets tmp token trace tsconfig.json upload uploads user users v1 v2 vendor version web.config
    webhook wp-admin wp-login.php xmlrpc.php yarn.lock`
    .trim()
    .split(/\s+/)

  const OURS = { '/api/messages': ['POST'], '/auth/start': ['GET', 'POST'], '/auth/callback': ['GET'] }
  const METHODS = [
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'LINK',
    'QUERY',
    'PURGE',
  ]

  /** @returns the status, and what the answer reveals about the server */
  async function shown(
    method: string,
    path: string,
  ): Promise<{ status: number | undefined; tells: string | undefined }> {
    const sent = `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\nX-Canary: canary\r\n\r\n`
    const answer = await exchange(port, [sent])
    const known = answer.replaceAll(world.emulator.origin, '').replace(/^HTTP\/1\.1 /, '')
    const tells = /^(?:server|x-powered-by|via)\b.*|restify|node|express|botbuilder|\d+\.\d+\.\d+|canary/im.exec(
      known,
    )?.[0]
    return { status: statuses(answer)[0], tells }
  }

  it('S18 surface: 200 common paths are not found', async () => {
    expect(COMMON.length).toBeGreaterThan(200)
    for (const path of COMMON)
      expect([path, await shown('GET', `/${path}`)]).toEqual([path, { status: 404, tells: undefined }])
  })

  it('S18 surface: a route allows no other method than its own', async () => {
    for (const [path, own] of Object.entries({ ...OURS, '/healthz': ['GET', 'HEAD'], '/readyz': ['GET', 'HEAD'] }))
      for (const method of METHODS.filter((method) => !own.includes(method)))
        expect([method, path, await shown(method, path)]).toEqual([method, path, { status: 405, tells: undefined }])
    for (const method of METHODS)
      expect([method, await shown(method, '/nowhere')]).toEqual([method, { status: 404, tells: undefined }])
  })

  it('S18 surface: no answer names the server or a version', async () => {
    for (const [method, path] of [
      ['GET', '/healthz'],
      ['GET', '/readyz'],
      ['GET', '/auth/start'],
      ['GET', '/auth/callback'],
    ] as const)
      expect((await shown(method, path)).tells).toBeUndefined()
    for (const [method, path] of [
      ['POST', '/api/messages'],
      ['POST', '/auth/start'],
      ['GET', '/%zz'],
      ['GET', '//'],
      ['NONE', '/'],
    ] as const) {
      const { status = 0, tells } = await shown(method, path)
      expect({ isRefused: status >= 400 && status < 500, tells }).toEqual({ isRefused: true, tells: undefined })
    }
  })
})

const portOf = (url: string) => Number(new URL(url).port)

/** A proxy in front of the bot that lies about the bot's address. */
async function lyingProxy(): Promise<{
  server: Server
  url: string
  lies: Record<string, string>
  to: number
  answers: string[]
}> {
  const server = createServer((incoming, outgoing) => {
    const options = { host: '127.0.0.1', port: self.to, path: incoming.url, method: incoming.method, agent: false }
    const onward = request({ ...options, headers: { ...incoming.headers, ...self.lies } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () => {
        self.answers.push(`${JSON.stringify(answer.headers)}${text}`)
        // restify replaces writeHead for every response of this process, and its version does not return the response.
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers)
        outgoing.end(text)
      })
    })
    incoming.pipe(onward)
  })
  const port = await freePort()
  const self = { server, url: `http://localhost:${port}`, lies: {}, to: 0, answers: [] as string[] }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return self
}

describe('a Host and a proxy that lie', () => {
  const evil = 'evil.example'
  it.each([
    ['Host', { host: evil }],
    ['Host with a port', { host: `${evil}:8443` }],
    [
      'X-Forwarded-*',
      {
        'x-forwarded-host': evil,
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '8443',
        'x-forwarded-prefix': '/evil',
        'x-forwarded-server': evil,
        'x-forwarded-for': '203.0.113.7',
      },
    ],
    [
      'everything',
      {
        host: evil,
        forwarded: `for=203.0.113.7;host=${evil};proto=https`,
        'x-original-host': evil,
        'x-host': evil,
        'x-original-url': `http://${evil}/auth/callback`,
        'x-rewrite-url': `http://${evil}/auth/callback`,
        referer: `http://${evil}/`,
      },
    ],
  ])(
    'S17 Host: none of our addresses has a host from false headers (%s), and the sign-in works',
    async (_what, lies) => {
      const proxy = await lyingProxy()
      const world = await startWorld({ PUBLIC_URL: proxy.url })
      const { channel, origin } = world.emulator
      world.emulator.settings(proxy.url)
      proxy.to = portOf(world.publicUrl)
      proxy.lies = lies
      channel.botUrl = `${proxy.url}/api/messages`
      await world.connect(megan)
      const chat = channel.personal(megan)
      await chat.ask('status')
      expect(said(chat).at(-1)).toContain(megan.username)

      const made = `${proxy.answers.join('\n')}${JSON.stringify(chat.history)}`
      expect(made).not.toContain('evil')
      const decoded = made.replaceAll(/%3A/gi, ':').replaceAll(/%2F/gi, '/')
      const urls = decoded.split(/(?=https?:\/\/)/).flatMap((part) => /^https?:\/\/[^\s"'<>&\\]*/.exec(part) ?? [])
      const theirs = [origin, 'http://adaptivecards.io/schemas/', 'https://graph.microsoft.com/Contacts.Read']
      const isTheirs = (url: string) => theirs.some((start) => url.startsWith(start))
      const ours = new Set(urls.filter((url) => !isTheirs(url)).map((url) => url.split('?')[0]))
      expect(ours).toEqual(new Set([`${proxy.url}/auth/start`, `${proxy.url}/auth/callback`]))
      await world.close()
      proxy.server.closeAllConnections()
      await new Promise((resolve) => proxy.server.close(resolve))
    },
  )
})
