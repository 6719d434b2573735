import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { megan } from '../../emulator/people.ts'
import { type RedisServer, redisCli, startRedis } from '../redis-server.ts'
import { startUrl, startWorld, type World } from '../world.ts'

/** `TEST_FULL=1`: as many as the checklist asks for. */
const TICKETS = process.env['TEST_FULL'] ? 10_000 : 2_000

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const agent = new Agent({ keepAlive: true, maxSockets: 8 })

let redis: RedisServer
/** A bot behind one proxy. */
let world: World
/** A bot without a proxy. */
let bare: World
beforeAll(async () => {
  redis = await startRedis()
  world = await startWorld({ REDIS_URL: redis.url, TRUST_PROXY: '1', LOG_LEVEL: 'warn' })
  bare = await startWorld({ LOG_LEVEL: 'warn' })
})
afterAll(async () => {
  agent.destroy()
  await Promise.all([world.close(), bare.close()])
  await redis.stop()
})

type Visit = { path: string; form?: string; forwarded?: string }
type Answer = { status: number; retryAfter: number; body: string }

/** Opens a page, with the header that the proxy would add if `forwarded` is given. */
async function visit({ publicUrl }: Pick<World, 'publicUrl'>, { path, form, forwarded }: Visit): Promise<Answer> {
  const headers = { ...(form !== undefined && FORM), ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) }
  const sent = request(`${publicUrl}${path}`, { agent, method: form === undefined ? 'GET' : 'POST', headers })
  sent.end(form)
  let answer: IncomingMessage
  try {
    ;[answer] = (await once(sent, 'response')) as [IncomingMessage]
  } catch (error) {
    // The server may close an idle connection at the moment at which it is used again.
    if (sent.reusedSocket) return visit({ publicUrl }, { path, form, forwarded })
    throw error
  }
  let body = ''
  for await (const part of answer) body += String(part)
  return { status: answer.statusCode ?? 0, retryAfter: Number(answer.headers['retry-after']), body }
}

/** Sends bogus tickets, states and cancellations in turn, as fast as it can. */
function flood(of: World, forwarded: (n: number) => string | undefined, count = TICKETS): Promise<Answer[]> {
  const visits = Array.from({ length: count }, (_, n): Visit => {
    const secret = Buffer.from(`bogus ${n}`).toString('base64url').padEnd(43, 'a')
    const from = forwarded(n)
    const at: Visit[] = [
      { path: `/auth/start?ticket=${secret}` },
      { path: '/auth/start', form: `ticket=${secret}` },
      { path: '/auth/start', form: `ticket=${secret}&cancel=yes` },
      { path: `/auth/callback?code=x&state=${secret}` },
    ]
    return { path: '/', ...at[n % at.length], ...(from !== undefined && { forwarded: from }) }
  })
  return Promise.all(visits.map((one) => visit(of, one)))
}

const refusals = (answers: Answer[]) => answers.filter(({ status }) => status === 429)

/** How often Redis got these commands since it started. */
function asked(...commands: string[]): number {
  const stats = redisCli(redis.port, 'info', 'commandstats')
  const calls = (command: string) => Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
  return commands.map(calls).reduce((sum, each) => sum + each, 0)
}

test(
  `S41 flood of sign-in routes: ${TICKETS} bogus tickets from one address get a 429 and do not reach the store`,
  async () => {
    // The key check of the start writes a record of its own.
    await expect.poll(async () => (await fetch(`${world.publicUrl}/readyz`)).status).toBe(200)
    const before = { writes: asked('set', 'del', 'eval', 'evalsha'), reads: asked('get', 'getrange') }
    const begun = performance.now()
    const answers = await flood(world, () => '203.0.113.7')
    const seconds = (performance.now() - begun) / 1_000
    const refused = refusals(answers)
    const served = answers.filter(({ status }) => status === 410 || status === 400)
    expect(refused.length + served.length).toBe(TICKETS)
    expect(served.length).toBeLessThanOrEqual(600 + Math.ceil(seconds) * 10)
    for (const { retryAfter, body } of refused.slice(0, 20)) {
      expect(retryAfter).toBeGreaterThan(0)
      expect(body).toContain('Too many at once')
    }
    expect(asked('set', 'del', 'eval', 'evalsha')).toBe(before.writes)
    // A ticket is looked up among those that wait, and among those that have ended.
    expect(asked('get', 'getrange') - before.reads).toBeLessThanOrEqual(2 * served.length)
    const lines = world.log.filter(({ msg, status }) => msg === 'Refused a request' && status === 429)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1)
    expect(JSON.stringify(lines)).not.toContain('203.0.113')
  },
  120_000 + TICKETS * 10,
)

test('S41 flood of sign-in routes: meanwhile a person at another address can sign in', async () => {
  const [card] = await world.emulator.channel.personal(megan).ask('connect')
  const { pathname, search } = new URL(startUrl(card))
  const flooding = flood(world, () => '203.0.113.8', 1_000)
  const page = await visit(world, { path: `${pathname}${search}`, forwarded: '198.51.100.4' })
  const form = `ticket=${new URL(startUrl(card)).searchParams.get('ticket')}`
  const start = await visit(world, { path: '/auth/start', form, forwarded: '198.51.100.4' })
  expect([page.status, start.status]).toEqual([200, 200])
  expect(refusals(await flooding)).not.toEqual([])
})

test('S41 flood of sign-in routes: addresses that a client makes up do not count', async () => {
  const madeUp = (n: number) => `10.${n >> 8}.${n % 256}.1`
  expect(refusals(await flood(bare, madeUp, 1_000))).not.toEqual([])
  expect(refusals(await flood(world, (n) => `${madeUp(n)}, 203.0.113.9`, 1_000))).not.toEqual([])
})

test('S41 flood of sign-in routes: the addresses of one IPv6 customer count as one', async () => {
  const one = (n: number) => `2001:db8:0:7:${(n % 60_000).toString(16)}::1`
  expect(refusals(await flood(world, one, 1_000))).not.toEqual([])
})

test('S41 flood of sign-in routes: two hundred people in one office can sign in at the same time', async () => {
  const [card] = await world.emulator.channel.personal({ ...megan, oid: crypto.randomUUID() }).ask('connect')
  const { pathname, search } = new URL(startUrl(card))
  const office = Array.from({ length: 600 }, () =>
    visit(world, { path: `${pathname}${search}`, forwarded: '192.0.2.44' }),
  )
  expect(refusals(await Promise.all(office))).toEqual([])
})
