import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browser, signIn as walk } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, lidia, megan, type Person } from '../../emulator/people.ts'
import { type Connection, type Connections, connectionRecords } from '../../src/connection/connection.ts'
import type { Pending } from '../../src/sign-in/pending.ts'
import { openStore } from '../../src/store/open.ts'
import { type Records, records } from '../../src/store/records.ts'
import type { Store } from '../../src/store/store.ts'
import { en } from '../../src/text/en.ts'
import { redisCli, type RedisServer, startRedis } from '../redis-server.ts'
import { type Answer, askForLink, start, stateOf, ticketOf, toCallback, visit } from '../visit.ts'
import { readable, said, startWorld, type World } from '../world.ts'

const key = randomBytes(32).toString('base64')
let redis: RedisServer
let world: World
let store: Store
let connections: Connections
let pendings: Records<Pending>

beforeAll(async () => {
  redis = await startRedis()
  world = await startWorld({ REDIS_URL: redis.url, ENCRYPTION_KEYS: key })
  const nothing = () => undefined
  const keys = [Buffer.from(key, 'base64')]
  const opened = await openStore({
    redisUrl: redis.url,
    dataFile: '',
    encryptionKeys: keys,
    onError: nothing,
    onBroken: nothing,
  })
  store = opened.store
  connections = connectionRecords(store)
  pendings = records<Pending>(store, 1)
})

afterAll(async () => {
  await store?.close()
  await world?.close()
  await redis?.stop()
})

beforeEach(async () => {
  // Work that an earlier test has started must not send messages to the chat of this test.
  await world.emulator.channel.idle?.()
  redisCli(redis.port, 'FLUSHALL')
})

/** The keys of everything that is stored about people, read without the bot. */
async function kept(): Promise<string[]> {
  const found: string[] = []
  for (const prefix of ['connection/', 'pending/', 'ticket/', 'state/', 'address-book/'])
    for await (const name of store.scan(prefix)) found.push(name)
  return found
}
const keptOf = async (prefix: string) => (await kept()).filter((name) => name.startsWith(prefix))

async function connectionOf(): Promise<Connection | undefined> {
  const [name, more] = await keptOf('connection/')
  expect(more).toBeUndefined()
  return name === undefined ? undefined : (await connections.get(name))?.value
}

const chatOf = (person: Person): Chat => world.emulator.channel.personal(person)
const codesRedeemed = () => world.emulator.entra.count('token', 'authorization_code')

/** A sign-in up to its callback, which the browser does not visit. */
async function almost(chat: Chat, person: Person = megan) {
  const link = await askForLink(chat)
  const { cookie, location } = await start(link)
  return { link, cookie, location, callback: await toCallback(location, person) }
}

describe('a sign-in', () => {
  test('connects the person in whose chat it began, once, and leaves only a connection in the store', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat)
    const before = codesRedeemed()
    const page = await visit(callback, { cookie })
    expect(page.status).toBe(200)
    expect(page.html).toContain(megan.username)
    await chat.next({ where: (message) => readable(message).includes('You’re connected as') })
    expect(codesRedeemed() - before).toBe(1)
    expect(await kept()).toEqual([expect.stringMatching(/^connection\/msteams\//)])
    expect(await connectionOf()).toMatchObject({
      account: { tid: megan.tid, oid: megan.oid, username: megan.username, name: megan.name },
    })
    await chat.ask('connect')
    expect(said(chat).at(-1)).toContain('already connected')
  })

  test('S38 ticket: opening its page five times, as a link scanner does, changes nothing', async () => {
    const chat = chatOf(megan)
    const link = await askForLink(chat)
    const dump = async () =>
      Promise.all((await kept()).sort().map(async (name) => [name, (await store.get(name))?.version]))
    const before = await dump()
    for (let looks = 0; looks < 5; looks += 1) {
      const page = await visit(link)
      expect(page.status).toBe(200)
      expect(page.cookies).toEqual([])
      for (const said of ['“Megan Bowen”', 'Microsoft Teams']) expect(page.html).toContain(said)
    }
    expect(await dump()).toEqual(before)
    expect((await start(link)).status).toBe(200)
  })

  test('S38 ticket: after success its page and its button answer 410', async () => {
    const chat = chatOf(megan)
    const { link, callback, cookie } = await almost(chat)
    await visit(callback, { cookie })
    expect((await visit(link)).status).toBe(410)
    expect(await start(link)).toMatchObject({ status: 410, location: '', cookies: [] })
  })

  test('a new connect invalidates the older link and a callback that began with it', async () => {
    const chat = chatOf(megan)
    const older = await almost(chat)
    const before = codesRedeemed()
    const newer = await askForLink(chat)
    expect((await visit(older.link)).status).toBe(410)
    expect((await start(older.link)).status).toBe(410)
    expect((await visit(older.callback, { cookie: older.cookie })).status).toBe(410)
    expect(codesRedeemed()).toBe(before)
    expect(await keptOf('connection/')).toEqual([])
    expect((await keptOf('ticket/')).length).toBe(1)
    expect((await start(newer)).status).toBe(200)
  })

  test('when the link is opened in two tabs, the one that comes back first connects, and only that one', async () => {
    const chat = chatOf(megan)
    const { link, callback, cookie } = await almost(chat)
    const second = await start(link)
    const before = codesRedeemed()
    const again = await toCallback(second.location, megan)
    expect((await visit(again, { cookie: second.cookie })).status).toBe(200)
    expect((await visit(callback, { cookie })).status).toBe(410)
    expect(codesRedeemed() - before).toBe(1)
    expect(await kept()).toHaveLength(1)
  })

  test('of many visits with one link the last three can come back', async () => {
    const link = await askForLink(chatOf(megan))
    const visits = [await start(link), await start(link), await start(link), await start(link)]
    expect(await keptOf('state/')).toHaveLength(3)
    const [first, , third] = await Promise.all(visits.map(({ location }) => toCallback(location, megan)))
    expect((await visit(first ?? '', { cookie: visits[0]?.cookie })).status).toBe(410)
    expect((await visit(third ?? '', { cookie: visits[2]?.cookie })).status).toBe(200)
    expect(await keptOf('state/')).toEqual([])
  })

  test('a disconnect between the start and the callback: nobody is connected and nothing is stored', async () => {
    const chat = chatOf(megan)
    const { link, callback, cookie } = await almost(chat)
    const before = codesRedeemed()
    await chat.ask('disconnect')
    expect(await kept()).toEqual([])
    expect((await visit(callback, { cookie })).status).toBe(410)
    expect((await start(link)).status).toBe(410)
    expect(codesRedeemed()).toBe(before)
    expect(await kept()).toEqual([])
  })

  test('a cancel between the start and the callback: nobody is connected and nothing is stored', async () => {
    const chat = chatOf(megan)
    const { link, callback, cookie } = await almost(chat)
    await chat.ask('cancel')
    expect(said(chat).at(-1)).toContain('cancelled')
    expect(await kept()).toEqual([])
    expect((await visit(callback, { cookie })).status).toBe(410)
    expect((await visit(link)).status).toBe(410)
    await chat.ask('cancel')
    expect(said(chat).at(-1)).toContain('nothing to cancel')
  })

  test('cancelled at Microsoft: the page and the chat say so, and the link no longer works', async () => {
    const chat = chatOf(megan)
    const link = await askForLink(chat)
    const before = codesRedeemed()
    const page = await walk(browser(), link, { username: megan.username, decision: 'cancel' })
    expect(page.status).toBe(400)
    expect(page.text).toContain('You cancelled')
    await chat.next({ where: (message) => readable(message).startsWith('You cancelled') })
    expect(codesRedeemed()).toBe(before)
    expect(await keptOf('connection/')).toEqual([])
    expect((await browser().open(link)).status).toBe(410)
    expect((await walk(browser(), await askForLink(chat), { username: megan.username })).status).toBe(200)
  })

  test('does not begin for a person of another organisation', async () => {
    const chat = chatOf(lidia)
    await chat.ask('connect')
    expect(said(chat).at(-1)).toContain('isn’t allowed to use this app')
    expect(await kept()).toEqual([])
  })
})

describe('somebody else signs in with the link', () => {
  test('S20 relay, channel vouches: nothing is stored, and only their own page names the other account', async () => {
    const chat = chatOf(megan)
    const heardBefore = JSON.stringify(chat.history).length
    const graphBefore = world.emulator.graph.count()
    const page = await walk(browser(), await askForLink(chat), { username: alex.username })
    expect(page.status).toBe(403)
    expect(page.text).toContain(alex.username)
    expect(page.html).not.toMatch(/<script|data-result/)
    await chat.next({ where: (message) => readable(message).includes(en.mismatch) })
    await chat.settled()
    const heard = JSON.stringify(chat.history).slice(heardBefore)
    for (const theirs of [alex.username, alex.name, alex.givenName, alex.surname, alex.oid])
      expect(heard).not.toContain(theirs)
    expect(await keptOf('connection/')).toEqual([])
    expect(await keptOf('ticket/')).toEqual([])
    expect(await keptOf('state/')).toEqual([])
    expect(world.emulator.graph.count()).toBe(graphBefore)
    // The record that is left of the sign-in holds nothing about the other account.
    const [name = ''] = await keptOf('pending/')
    const pending = JSON.stringify(await pendings.get(name))
    for (const theirs of [alex.username, alex.name, alex.oid]) expect(pending).not.toContain(theirs)
  })

  test('the next sign-in asks Microsoft for the account chooser, so the same browser is not connected silently', async () => {
    const chat = chatOf(megan)
    const link = await askForLink(chat)
    const by = browser()
    expect((await walk(by, link, { username: alex.username })).status).toBe(403)
    expect((await start(link)).status).toBe(410)
    const again = await askForLink(chat)
    const { location } = await start(again)
    expect(new URL(location).searchParams.get('prompt')).toBe('select_account')
    expect((await walk(by, again, { username: megan.username })).status).toBe(200)
    expect((await connectionOf())?.account.oid).toBe(megan.oid)
    // After a sign-in with the right account, Microsoft is not asked for the chooser any more.
    await chat.ask('disconnect')
    expect(new URL((await start(await askForLink(chat))).location).searchParams.has('prompt')).toBe(false)
  })

  test('the victim’s name and e-mail address do not help: only tid and oid count', async () => {
    const chat = chatOf({ ...alex, oid: '99999999-5fad-4d73-a9f5-3c356e68a038' })
    expect((await walk(browser(), await askForLink(chat), { username: alex.username })).status).toBe(403)
    expect(await keptOf('connection/')).toEqual([])
  })
})

describe('a callback opened in another browser', () => {
  test('S25 login CSRF: without the cookie: 400, no token call, and the sign-in can still finish', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat)
    const before = codesRedeemed()
    for (const other of [undefined, 'signin-0000=x', cookie.replace(/^signin/, 'other')]) {
      const page = await visit(callback, other === undefined ? {} : { cookie: other })
      expect(page.status).toBe(400)
      expect(page.html).toContain('you started it in a different browser')
    }
    expect(codesRedeemed()).toBe(before)
    expect(await keptOf('connection/')).toEqual([])
    expect((await visit(callback, { cookie })).status).toBe(200)
  })

  test('S25 login CSRF: with the cookie’s name and another value: 400, no token call', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat)
    const before = codesRedeemed()
    const [name] = cookie.split('=')
    for (const value of ['', 'x', 'y'.repeat(43), cookie.slice(-43, -1)])
      expect((await visit(callback, { cookie: `${name}=${value}` })).status).toBe(400)
    expect(codesRedeemed()).toBe(before)
    expect(await keptOf('connection/')).toEqual([])
  })

  test('S25 login CSRF: the attacker’s code with the victim’s own state and cookie is refused by PKCE and nonce', async () => {
    const [victim, attacker] = [await almost(chatOf(megan)), await almost(chatOf(alex), alex)]
    const fed = new URL(victim.callback)
    fed.searchParams.set('code', new URL(attacker.callback).searchParams.get('code') ?? '')
    const page = await visit(fed.href, { cookie: victim.cookie })
    expect(page.status).toBe(400)
    expect(await keptOf('connection/')).toEqual([])
  })
})

test('S26 cookie of another flow: of two sign-ins in one browser each takes only its own cookie', async () => {
  const [one, other] = [await almost(chatOf(megan)), await almost(chatOf(alex), alex)]
  const jar = `${one.cookie}; ${other.cookie}`
  const before = codesRedeemed()
  expect((await visit(one.callback, { cookie: other.cookie })).status).toBe(400)
  expect((await visit(other.callback, { cookie: one.cookie })).status).toBe(400)
  const swapped = `${one.cookie.split('=')[0]}=${other.cookie.split('=')[1]}`
  expect((await visit(one.callback, { cookie: swapped })).status).toBe(400)
  expect(codesRedeemed()).toBe(before)
  for (const { callback } of [other, one]) expect((await visit(callback, { cookie: jar })).status).toBe(200)
  expect(await keptOf('connection/')).toHaveLength(2)
})

test('S34 mix-up: a callback that names another issuer is refused, and the code is not sent', async () => {
  const { callback, cookie } = await almost(chatOf(megan))
  const before = codesRedeemed()
  expect((await visit(`${callback}&iss=https://evil.example`, { cookie })).status).toBe(400)
  expect(codesRedeemed()).toBe(before)
  expect(await keptOf('connection/')).toEqual([])
})

describe('a state', () => {
  test('S27 state and code once: 20 callbacks at once at two instances: one token call, one connection, one message', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat)
    const before = codesRedeemed()
    const heard = said(chat).length
    const other = new URL(callback)
    other.host = new URL(await world.another()).host
    expect((await visit(new URL('/readyz', other).href)).status).toBe(200)
    // Both instances read the state before either can write.
    redisCli(redis.port, 'CLIENT', 'PAUSE', '400', 'WRITE')
    const pages = await Promise.all(
      Array.from({ length: 20 }, (_, at) => visit(at % 2 === 0 ? callback : other.href, { cookie })),
    )
    expect(pages.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(19).fill(410)])
    expect(codesRedeemed() - before).toBe(1)
    await chat.next({ where: (message) => readable(message).includes('You’re connected as') })
    await chat.settled()
    expect(said(chat).length - heard).toBe(1)
    expect(await kept()).toHaveLength(1)
  })

  test('S27 state and code once: used again later: 410', async () => {
    const { callback, cookie } = await almost(chatOf(megan))
    await visit(callback, { cookie })
    const before = codesRedeemed()
    const connection = await connectionOf()
    expect((await visit(callback, { cookie })).status).toBe(410)
    expect(codesRedeemed()).toBe(before)
    expect(await connectionOf()).toEqual(connection)
  })

  test('is random: state, nonce and challenge never repeat in 50 starts, and the method is always S256', async () => {
    const seen = new Set<string>()
    const link = await askForLink(chatOf(megan))
    for (let starts = 0; starts < 50; starts += 1) {
      const query = new URL((await start(link)).location).searchParams
      expect(query.get('code_challenge_method')).toBe('S256')
      for (const name of ['state', 'nonce', 'code_challenge']) {
        expect(query.get(name)).toMatch(/^[\w-]{43}$/)
        seen.add(query.get(name) ?? '')
      }
    }
    expect(seen.size).toBe(150)
    expect(ticketOf(link)).toMatch(/^[\w-]{43}$/)
  })
})

describe('a malformed callback', () => {
  const state = 's'.repeat(43)
  const cases: { says: string; query: (right: URLSearchParams) => string }[] = [
    { says: 'nothing', query: () => '' },
    { says: 'no code', query: (right) => `state=${right.get('state')}` },
    { says: 'an empty code', query: (right) => `state=${right.get('state')}&code=` },
    { says: 'no state', query: () => 'code=x' },
    { says: 'two codes', query: (right) => `${right}&code=x` },
    { says: 'two states', query: (right) => `${right}&state=${state}` },
    { says: 'code and error', query: (right) => `${right}&error=access_denied` },
    { says: 'two errors', query: (right) => `state=${right.get('state')}&error=a&error=b` },
    { says: 'a state too short', query: () => 'code=x&state=short' },
    { says: 'a state with a script', query: () => `code=x&state=${encodeURIComponent('<script>alert(1)</script>')}` },
    { says: 'a NUL in the code', query: (right) => `state=${right.get('state')}&code=x%00y` },
    { says: 'a line break in the error', query: (right) => `state=${right.get('state')}&error=x%0d%0ay` },
    { says: 'ten kilobytes', query: (right) => `${right}&session_state=${'x'.repeat(10_000)}` },
    { says: 'broken percent-encoding', query: () => 'code=%E0%A4%A&state=%' },
    { says: 'a state that we never made', query: () => `code=x&state=${state}` },
  ]

  test('S35 parameter pollution: each answers 400 even with the cookie, makes no token call, and the sign-in can still finish', async () => {
    const { callback, cookie } = await almost(chatOf(megan))
    const before = codesRedeemed()
    const answered: Record<string, number> = {}
    for (const { says, query } of cases) {
      const page = await visit(`${world.publicUrl}/auth/callback?${query(new URL(callback).searchParams)}`, { cookie })
      answered[says] = page.status
      expect(page.html).not.toContain('<script>')
    }
    expect(answered).toEqual(Object.fromEntries(cases.map(({ says }) => [says, 400])))
    expect(codesRedeemed()).toBe(before)
    expect(await keptOf('connection/')).toEqual([])
    expect((await visit(callback, { cookie })).status).toBe(200)
  })

  test('S35 parameter pollution: another method answers 405', async () => {
    const { callback, cookie } = await almost(chatOf(megan))
    expect((await visit(callback, { cookie, form: {} })).status).toBe(405)
    expect((await visit(callback, { cookie })).status).toBe(200)
  })
})

describe('what Microsoft says instead of a code', () => {
  test.each([
    { query: 'error=access_denied&error_description=AADSTS90094%3A+x', says: 'administrator to approve' },
    { query: 'error=server_error', status: 503, says: 'isn’t working right now' },
    { query: 'error=invalid_request', says: 'isn’t set up correctly at Microsoft' },
    { query: 'error=interaction_required', says: 'refused this sign-in' },
  ])('$query: "$says", in the page and in the chat', async ({ query, status = 400, says }) => {
    const chat = chatOf(megan)
    const { location, cookie } = await start(await askForLink(chat))
    const before = codesRedeemed()
    const page = await visit(`${world.publicUrl}/auth/callback?${query}&state=${stateOf(location)}`, { cookie })
    expect(page.status).toBe(status)
    expect(page.html).toContain(says)
    await chat.next({ where: (message) => readable(message).includes(says) })
    expect(codesRedeemed()).toBe(before)
    expect(await keptOf('connection/')).toEqual([])
  })

  test('Microsoft’s own words are never shown', async () => {
    const { location, cookie } = await start(await askForLink(chatOf(megan)))
    const words = encodeURIComponent('<img src=x onerror=alert(1)> call 555-0100')
    const query = `error=${words}&error_description=${words}&error_subcode=${words}&state=${stateOf(location)}`
    const page = await visit(`${world.publicUrl}/auth/callback?${query}`, { cookie })
    expect(page.status).toBe(400)
    expect(page.html).not.toContain('555-0100')
  })
})

describe('the pages', () => {
  /** Every page, collected by a walk through all of them. */
  async function everyPage(): Promise<Record<string, Answer>> {
    const chat = chatOf(megan)
    const { link, callback, cookie } = await almost(chat)
    const pages: Record<string, Answer> = {
      start: await visit(link),
      'wrong browser': await visit(callback),
      malformed: await visit(`${world.publicUrl}/auth/callback`),
      connected: await visit(callback, { cookie }),
      expired: await visit(callback, { cookie }),
      'no ticket': await visit(`${world.publicUrl}/auth/start`),
      'no ticket pressed': await visit(`${world.publicUrl}/auth/start`, { form: {} }),
    }
    await chat.ask('disconnect')
    const again = await start(await askForLink(chat))
    const declined = `${world.publicUrl}/auth/callback?error=access_denied&state=${stateOf(again.location)}`
    pages['redirect'] = again
    pages['cancelled'] = await visit(declined, { cookie: again.cookie })
    const mismatch = await almost(chat, alex)
    pages['mismatch'] = await visit(mismatch.callback, { cookie: mismatch.cookie })
    return pages
  }

  test('S40 headers of every page and error: each has the protective headers and loads nothing from elsewhere', async () => {
    const style = /style-src 'sha256-[\w+/=]+'/
    for (const [name, { headers, html: whole }] of Object.entries(await everyPage())) {
      // The only link to another site: to Microsoft, as S37 says.
      const html = whole.replace(/<a id="go" href="[^"]*">/, '')
      const policy = (headers.get('content-security-policy') ?? '').replace(style, 'style-src hash')
      expect({
        name,
        cache: headers.get('cache-control'),
        referrer: headers.get('referrer-policy'),
        type: headers.get('x-content-type-options'),
        policy,
        opener: headers.get('cross-origin-opener-policy'),
        server: headers.get('server') ?? '',
        hsts: headers.get('strict-transport-security'),
        addresses: html.match(/(src|href|action)="?(https?:)?\/\//g),
        secrets: html.match(/access_token|refresh_token/g),
      }).toEqual({
        name,
        cache: 'no-store',
        referrer: 'no-referrer',
        type: 'nosniff',
        policy: `default-src 'none'; style-src hash;${['connected', 'cancelled'].includes(name) ? " script-src 'self';" : ''} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
        opener: null,
        server: '',
        hsts: null,
        addresses: null,
        secrets: null,
      })
    }
  })

  test('a person’s name with markup in it is shown as text', async () => {
    const oid = 'aaaaaaaa-5fad-4d73-a9f5-3c356e68a038'
    const chat = chatOf({ ...megan, oid, name: '<img src=x onerror="alert(1)">&\'' })
    const page = await visit(await askForLink(chat))
    expect(page.html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;')
    expect(page.html).not.toContain('<img')
  })

  test('S37 no open redirect: the pages redirect only to Microsoft’s authorize endpoint', async () => {
    const link = await askForLink(chatOf(megan))
    const authorize = `${world.emulator.origin}/${megan.tid}/oauth2/v2.0/authorize?`
    const more = { return_to: 'https://evil.example', next: '//evil.example', redirect_uri: '\\\\evil.example' }
    const started = await start(`${link}&${new URLSearchParams(more)}`, more)
    expect(started.status).toBe(200)
    expect(started.location.startsWith(authorize)).toBe(true)
    expect(decodeURIComponent(started.location)).not.toContain('evil')
    expect(new URL(started.location).searchParams.get('redirect_uri')).toBe(`${world.publicUrl}/auth/callback`)
    const { callback, cookie } = await almost(chatOf(megan))
    const page = await visit(`${callback}&${new URLSearchParams(more)}`, { cookie })
    expect(page).toMatchObject({ status: 200, location: undefined })
    expect(page.html).not.toContain('evil')
  })

  test('S39 cookie: each flow has a cookie of its own, which the callback deletes', async () => {
    const link = await askForLink(chatOf(megan))
    const [one, other] = [await start(link), await start(link)]
    expect(one.cookies).toHaveLength(1)
    expect(one.cookies[0]).toMatch(/^signin-[\w-]{16}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/)
    expect(one.cookie.split('=')[0]).not.toBe(other.cookie.split('=')[0])
    const callback = await toCallback(other.location, megan)
    const page = await visit(callback, { cookie: `${one.cookie}; ${other.cookie}` })
    expect(page.status).toBe(200)
    expect(page.cookies).toEqual([`${other.cookie.split('=')[0]}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`])
  })

  test('S39 cookie: over https it is Secure and __Host-, and HSTS is set', async () => {
    const publicUrl = 'https://bot.contoso.example'
    const secure = await startWorld({ PUBLIC_URL: publicUrl, REDIS_URL: redis.url, ENCRYPTION_KEYS: key })
    try {
      const link = await askForLink(secure.emulator.channel.personal(alex))
      expect(link.startsWith(`${publicUrl}/auth/start?ticket=`)).toBe(true)
      const here = link.replace(publicUrl, new URL(secure.emulator.channel.botUrl ?? '').origin)
      expect((await visit(here)).headers.get('strict-transport-security')).toBe('max-age=31536000')
      const started = await start(here)
      expect(started.cookies[0]).toMatch(
        /^__Host-signin-[\w-]{16}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
      )
      expect(new URL(started.location).searchParams.get('redirect_uri')).toBe(`${publicUrl}/auth/callback`)
    } finally {
      await secure.close()
    }
  })
})
