import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { browser, type Page, signIn } from '../../emulator/browser.ts'
import type { Identity } from '../../emulator/channel/activity.ts'
import { signInUrl } from '../../emulator/channel/actions.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Answer } from '../../emulator/channel/delivery.ts'
import type { Fault } from '../../emulator/faults.ts'
import { alex, megan, nestor } from '../../emulator/people.ts'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { textsIn, textsOnPage } from '../endings/texts.ts'
import { scrape } from '../metrics/samples.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'
import { startWorld, type World } from '../world.ts'
import { privateOf } from './canaries.ts'
import { crowd } from './crowd.ts'

/** Part of every error text of Microsoft's in these tests, so that they can find out where such a text goes. */
export const SWORDFISH = 'Swordfish7'

/** One failure, and the answer that the channel or the browser got. */
export type Place = { name: string; status: number; texts: string[] }

export type Walk = {
  places: Place[]
  /** Every text that a person could read in chats and on pages. */
  texts: string[]
  /** The plain texts among the answers to the channel. */
  lines: string[]
  /** Messages, answers and pages as they were sent. */
  raw: string
  log: Record<string, unknown>[]
  /** What Prometheus reads of each bot. */
  metrics: string
  /** The secrets in the settings. */
  secrets: string[]
  /** Names, addresses and phone numbers in the address book. */
  names: Set<string>
}

const KEY = createHash('sha256').update('the failures’ key').digest()

/** A chat in which the channel does not vouch for the person. */
export const WEB: Identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

/** Tells the bot to repeat the call without a pause. */
const AT_ONCE = { 'retry-after': '0' }

/** The ways in which an endpoint of Microsoft's can fail. */
const KINDS: Omit<Fault, 'match'>[] = [
  { status: 500, headers: AT_ONCE, body: `<h1>500</h1> at Object.${SWORDFISH} (/srv/app.js:1:1)` },
  { status: 503, headers: AT_ONCE, body: { error: 'temporarily_unavailable', error_description: SWORDFISH } },
  { status: 429, headers: AT_ONCE, body: { error: { code: 'TooManyRequests', message: SWORDFISH } } },
  { status: 400, body: { error: 'invalid_request', error_description: `AADSTS90014: ${SWORDFISH}` } },
  { status: 401, body: { error: 'invalid_client', error_description: `AADSTS7000215: ${SWORDFISH}` } },
  { status: 401, headers: { 'www-authenticate': `Bearer error_description="${SWORDFISH}"` }, body: {} },
  { status: 403, body: { error: { code: 'ErrorAccessDenied', message: SWORDFISH } } },
  { status: 404, body: { error: { code: SWORDFISH, message: SWORDFISH } } },
  { status: 302, headers: { location: `https://${SWORDFISH}.example/` } },
  { body: `${SWORDFISH} is no JSON` },
  { body: `{"access_token":"${SWORDFISH}","id_token":"${SWORDFISH}.${SWORDFISH}.${SWORDFISH}","token_type":"Bearer"` },
  { body: [SWORDFISH] },
  { body: { error: SWORDFISH } },
  { cut: 'before' },
  { cut: 'mid-body' },
]

const named = ({ status = 200, cut, body }: Omit<Fault, 'match'>): string =>
  cut ? `cut ${cut}` : `${status} ${JSON.stringify(body ?? '').slice(0, 24)}`

/** Plays whole conversations in which everything that the bot needs fails, one thing after the other. */
export async function walk(): Promise<Walk> {
  const redis = await startRedis()
  const people = crowd(4)
  const ports = [await freePort(), await freePort(), await freePort()].map(String)
  const [METRICS_PORT = '', forSlow = '', forBroken = ''] = ports
  const env = { REDIS_URL: redis.url, ENCRYPTION_KEYS: KEY.toString('base64'), METRICS_PORT }
  const world = await startWorld(env, { people })
  const slow = await startWorld({ METRICS_PORT: forSlow })
  const broken = await startWorld({ METRICS_PORT: forBroken })
  try {
    const seen = [observer(world), observer(slow), observer(broken)] as const
    const { MicrosoftAppPassword = '', OAUTH_CLIENT_SECRET = '' } = world.emulator.settings(world.publicUrl)
    await Promise.all([everything(seen[0], redis), delays(seen[1]), cuts(seen[2])])
    return {
      places: seen.flatMap(({ places }) => places),
      texts: seen.flatMap(({ texts }) => texts()),
      lines: seen.flatMap(({ lines }) => lines()),
      raw: seen.map(({ raw }) => raw()).join('\n'),
      log: [world, slow, broken].flatMap(({ log }) => log),
      metrics: (await Promise.all(ports.map(scrape))).join('\n'),
      secrets: [MicrosoftAppPassword, OAUTH_CLIENT_SECRET, KEY.toString('base64'), KEY.toString('hex')],
      names: privateOf(megan, world.emulator.graph.mailbox(megan.oid)),
    }
  } finally {
    await world.close()
    await slow.close()
    await broken.close()
    await redis.stop()
  }
}

type Observer = ReturnType<typeof observer>

/** Collects everything that is said in a world. */
function observer(world: World) {
  const { emulator } = world
  const places: Place[] = []
  const pages: Page[] = []
  const answers: Answer[] = []
  const sent = () => emulator.channel.calls.map(({ body }) => body)

  function noteAnswer(name: string, answer: Answer): void {
    answers.push(answer)
    places.push({ name, status: answer.status, texts: textsIn(answer) })
  }
  function notePage(name: string, page: Page): void {
    if (!page.url.startsWith(world.publicUrl)) throw new Error(`${name} ended at ${page.url}`)
    pages.push(page)
    places.push({ name, status: page.status, texts: textsOnPage(page.html) })
  }

  /** Delivers something and records the answer and the messages in the chat. */
  async function turn(name: string, chat: Chat, deliver: () => Promise<Answer>): Promise<void> {
    const before = emulator.channel.calls.length
    const answer = await deliver()
    noteAnswer(name, answer)
    const said = emulator.channel.calls
      .slice(before)
      .filter(({ path }) => path.includes(encodeURIComponent(chat.conversation.id)))
    places.at(-1)?.texts.push(...textsIn(said.map(({ body }) => body)))
  }

  return {
    world,
    emulator,
    places,
    turn,
    notePage,
    say: (name: string, chat: Chat, text: string) => turn(name, chat, () => chat.send(text)),

    /** A fresh sign-in card's link. */
    async link(chat: Chat): Promise<string> {
      await chat.send('connect')
      const url = chat.messages.map(signInUrl).findLast((url) => url !== undefined)
      if (url === undefined) throw new Error('No sign-in card')
      return url
    },

    texts: () => [...textsIn([sent(), answers]), ...pages.flatMap(({ html }) => textsOnPage(html))],
    lines: () => answers.flatMap(({ body }) => (typeof body === 'string' ? [body] : [])),
    raw: () => JSON.stringify([sent(), answers, pages.map(({ html }) => html)]),
  }
}

async function everything(seen: Observer, redis: RedisServer): Promise<void> {
  const { world, emulator, say, turn, notePage, link } = seen
  const chat = emulator.channel.personal(megan)

  /** Makes an endpoint fail in every way while `visit` uses it. */
  async function failing(where: string, match: Fault['match'], visit: (name: string, fault: Fault) => Promise<void>) {
    for (const kind of KINDS) {
      // After a cut the bot asks Graph again, which takes a second or two. `cuts` tests that.
      if (kind.cut && (match === 'graph' || String(match).includes('v1'))) continue
      const fault = { ...kind, match }
      emulator.faults.add(fault)
      await visit(`${where}: ${named(kind)}`, fault)
      emulator.faults.clear()
    }
  }

  const strangers = emulator.people.filter(({ name }) => name.startsWith('Somebody'))
  let signIns = 0
  async function signingIn(name: string): Promise<void> {
    const person = strangers[(signIns += 1) % strangers.length] ?? megan
    const by = emulator.channel.personal(person)
    notePage(name, await signIn(browser(), await link(by), { username: person.username }))
  }

  // The bot knows nothing about Entra yet, so it asks for everything.
  await failing('discovery', 'discovery', signingIn)
  await failing('keys', 'keys', signingIn)
  await failing('code', 'token', signingIn)
  for (const error of ['access_denied', 'server_error', 'invalid_scope', 'interaction_required', SWORDFISH]) {
    const redirect = {
      error,
      error_description: `AADSTS50105: ${SWORDFISH} <b>${SWORDFISH}</b>`,
      error_subcode: SWORDFISH,
    }
    emulator.faults.add({ match: 'authorize', times: 1, redirect })
    await signingIn(`authorize: ${error}`)
  }
  // An account other than the chat's signs in.
  notePage('mismatch', await signIn(browser(), await link(chat), { username: alex.username }))

  notePage('signed in', await signIn(browser(), await link(chat), { username: megan.username }))
  await chat.settled()
  await say('a search', chat, 'find contact Alice')
  const mailbox = emulator.graph.mailbox(megan.oid)
  const id = mailbox.contacts(mailbox.defaultFolder.id)[0]?.id ?? ''
  const show = { action: { type: 'Action.Execute', data: { command: 'show', contactId: id } } }

  await failing('contacts', /^GET \/v1\.0\/me\/contacts\?/, (name) => say(name, chat, 'find contact Alice'))
  await failing('folders', /^GET \/v1\.0\/me\/contactFolders\?/, (name) => say(name, chat, 'status'))
  await failing('a contact', 'graph', (name) => turn(name, chat, () => chat.invoke('adaptiveCard/action', show)))
  await failing('renewal', 'token', (name) => {
    emulator.entra.expireAccessTokens()
    return say(name, chat, 'find contact Alice')
  })
  await failing('channel', 'channel', (name) => say(name, chat, 'help'))
  await failing('bot’s token', 'token', (name, fault) => {
    // The bot asks for a new token when the channel refuses its token.
    emulator.faults.clear()
    emulator.faults.add({ match: 'channel', times: 1, status: 401 })
    emulator.faults.add(fault)
    return say(name, chat, 'help')
  })
  const first = emulator.channel.botUrl
  for (const endpoint of ['openidconfiguration', 'keys']) {
    await failing(
      `channel’s ${endpoint}`,
      new RegExp(`^GET /botframework/\\.well-known/${endpoint}$`),
      async (name) => {
        emulator.channel.botUrl = await world.another()
        await say(name, chat, 'help')
      },
    )
  }
  emulator.channel.botUrl = first

  await damages(seen, redis, show)
  await noStore(seen, redis, show)
}

/** Damages records as a faulty program or a faulty disk would. */
async function damages({ emulator, say, turn, notePage, link }: Observer, redis: RedisServer, show: object) {
  const chat = emulator.channel.personal(megan)
  const client = new Redis(redis.url)
  const store = sealed(redisStore(redis.url), [KEY])

  /** Changes every record whose key begins with `prefix`, and restores them after `visit`. */
  async function damaged(prefix: string, change: object | string, visit: (name: string) => Promise<void>) {
    const keys = await client.keys(`${prefix}*`)
    if (keys.length === 0) throw new Error(`No record: ${prefix}`)
    const before = await Promise.all(keys.map((key) => client.getBuffer(key)))
    for (const key of keys) {
      const value: unknown = JSON.parse((await store.get(key))?.value.toString() ?? '{}')
      if (typeof change === 'string') await client.set(key, change, 'PX', 600_000)
      else await store.put(key, Buffer.from(JSON.stringify({ ...(value as object), ...change })), 600_000)
    }
    await visit(`${prefix} with ${JSON.stringify(change)}`)
    await Promise.all(keys.map((key, n) => client.set(key, before[n] ?? '', 'PX', 600_000)))
  }

  for (const change of [{ account: null }, { accessToken: null, expiresAt: null }, { graphBase: null }, SWORDFISH]) {
    await damaged('connection/', change, async (name) => {
      await say(`${name}, find`, chat, 'find contact Alice')
      await say(`${name}, status`, chat, 'status')
      await turn(`${name}, a button`, chat, () => chat.invoke('adaptiveCard/action', show))
    })
  }
  const web = emulator.channel.personal(alex, WEB)
  const walks: [string, object | string][] = [
    ...[{ user: null }, { tenant: null }, { chat: null }, { epoch: null }, SWORDFISH].map(
      (change): [string, object | string] => ['pending/', change],
    ),
    ['ticket/', { userKey: null }],
    ['ticket/', SWORDFISH],
  ]
  for (const [prefix, change] of walks) {
    const start = await link(web)
    await damaged(prefix, change, async (name) => {
      notePage(`${name}, sign-in`, await signIn(browser(), start, { username: alex.username }))
      await say(`${name}, a code`, web, '123456')
      await say(`${name}, cancel`, web, 'cancel')
    })
  }
  const by = browser()
  const atStart = await by.open(await link(web))
  await damaged('pending/', { user: null }, async (name) =>
    notePage(`${name}, continued`, await by.submit(atStart, 'continue')),
  )
  client.disconnect()
  await store.close()
}

/** The store stops for good. */
async function noStore({ emulator, say, turn, notePage, link }: Observer, redis: RedisServer, show: object) {
  const chat = emulator.channel.personal(megan)
  const start = await link(emulator.channel.personal(nestor))
  const by = browser()
  const atStart = await by.open(start)
  const atMicrosoft = await by.submit(atStart, 'continue')
  await redis.kill()
  const name = (what: string) => `no store: ${what}`
  await Promise.all([
    ...['find contact Alice', 'status', 'connect', 'disconnect', 'cancel', '123456'].map((text, n) => {
      const chats = [chat, emulator.channel.personal(alex), emulator.channel.personal(alex, WEB)]
      return say(name(text), chats[n % 3] ?? chat, text)
    }),
    turn(name('a button'), chat, () => chat.invoke('adaptiveCard/action', show)),
    turn(name('a code handed over'), chat, () => chat.invoke('signin/verifyState', { state: '123456' })),
    by.open(start).then((page) => notePage(name('the card’s page'), page)),
    by.submit(atStart, 'continue', { cancel: 'yes' }).then((page) => notePage(name('cancel'), page)),
    signIn(by, atMicrosoft.url, { username: nestor.username }).then((page) => notePage(name('the way back'), page)),
  ])
}

/** No request of the bot is answered in time; it waits 8 seconds. All cases run at the same time. */
async function delays({ emulator, say, turn, notePage, link }: Observer): Promise<void> {
  const chat = emulator.channel.personal(megan)
  notePage('signed in', await signIn(browser(), await link(chat), { username: megan.username }))
  const start = await link(emulator.channel.personal(alex))
  const other = emulator.channel.personal(nestor)
  const paths = ['token', 'discovery', /\/me\/contacts/, new RegExp(encodeURIComponent(other.conversation.id))] as const
  for (const match of paths) emulator.faults.add({ match, delayMs: 60_000 })
  const show = { action: { type: 'Action.Execute', data: { command: 'show', contactId: 'x' } } }
  await Promise.all([
    say('slow: contacts', chat, 'find contact Alice'),
    turn('slow: a contact', chat, () => chat.invoke('adaptiveCard/action', show)),
    signIn(browser(), start, { username: alex.username }).then((page) => notePage('slow: code', page)),
    say('slow: channel', other, 'help'),
  ])
}

async function cuts({ emulator, say, notePage, link }: Observer): Promise<void> {
  const chat = emulator.channel.personal(megan)
  notePage('signed in', await signIn(browser(), await link(chat), { username: megan.username }))
  for (const cut of ['before', 'mid-body'] as const) {
    emulator.faults.add({ match: 'graph', cut })
    await say(`Graph: cut ${cut}`, chat, 'find contact Alice')
    emulator.faults.clear()
  }
}
