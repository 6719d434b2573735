import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { shownName } from '../../src/text/shown-name.ts'
import { sidesOf } from '../endings/texts.ts'
import { launch } from '../chromium.ts'
import { type Answer, askForLink, start, stateOf, ticketOf, visit } from '../visit.ts'
import { type RedisServer, startRedis } from '../redis-server.ts'
import { startWorld, type World } from '../world.ts'
import { type LyingIssuer, lyingIssuer } from './lying-issuer.ts'
import { naughtyStrings } from './naughty.ts'

const WEB: Identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

let chromium: Browser
let page: Page
let issuer: LyingIssuer
let world: World
beforeAll(async () => {
  chromium = await launch()
  page = await chromium.newPage()
  issuer = await lyingIssuer()
  world = await startWorld({ ...issuer.settings, OAUTH_TENANT: 'organizations', TRUST_PROXY: '1' })
})
afterAll(async () => {
  await chromium?.close()
  await world?.close()
  await issuer?.close()
})
beforeEach(() => {
  issuer.lies = {}
  issuer.calls.length = 0
})

const somebody = (more: Partial<Person> = {}): Person => ({ ...megan, oid: randomUUID(), ...more })
const chatOf = (person: Person, identity?: Identity): Chat => world.emulator.channel.personal(person, identity)

type Parsed = { shape: string; text: string }

/** How a browser parses each page: every element with the names of its attributes, in order, and the text. */
function parsed(pages: readonly string[]): Promise<Parsed[]> {
  return page.evaluate(
    (pages) =>
      pages.map((html) => {
        const whole = new DOMParser().parseFromString(html, 'text/html')
        const elements = [...whole.querySelectorAll('*')]
        const shape = elements.map((element) => `${element.tagName} ${element.getAttributeNames().join(' ')}`)
        return { shape: shape.join('\n'), text: whole.body.textContent }
      }),
    pages,
  )
}

/** A text as an HTML parser returns it: without NUL and lone surrogates, and with LF as the only line end. */
const asParsed = (text: string) => text.toWellFormed().replaceAll('\0', '').replace(/\r\n?/g, '\n')
const naughty = naughtyStrings()

/** A person's sign-in up to the callback's address, which is not opened. */
async function almost(link: string, by: Person) {
  const { cookie, location } = await start(link)
  issuer.person = by
  return { cookie, callback: (await visit(location)).location ?? '' }
}

async function signIn(link: string, by: Person): Promise<Answer> {
  const { cookie, callback } = await almost(link, by)
  return visit(callback, { cookie })
}

/** The pages that show the name of the person who asked or of the person who signed in. */
async function pagesNaming(name: string): Promise<Record<string, string>> {
  const vouched = somebody({ username: name })
  const link = await askForLink(chatOf(somebody({ name }), WEB))
  const begin = await visit(link)
  const code = await signIn(link, vouched)
  const connected = await signIn(await askForLink(chatOf(vouched)), vouched)
  const mismatch = await signIn(await askForLink(chatOf(somebody())), vouched)
  expect([begin, code, connected, mismatch].map(({ status }) => status)).toEqual([200, 200, 200, 403])
  return { begin: begin.html, code: code.html, connected: connected.html, mismatch: mismatch.html }
}

test(
  `S36 script in pages: ${naughty.length} strings as the names of the people who ask and sign in → shown as plain text`,
  async () => {
    const plain = await pagesNaming('Megan')
    const shapes = Object.fromEntries(
      (await parsed(Object.values(plain))).map(({ shape }, at) => [Object.keys(plain)[at], shape]),
    )
    expect(shapes['begin']).toContain('FORM id method action')
    for (const text of naughty) {
      const pages = await pagesNaming(text)
      const seen = await parsed(Object.values(pages))
      for (const [at, name] of Object.keys(pages).entries()) {
        expect(`${name} ${text}: ${seen[at]?.shape}`).toBe(`${name} ${text}: ${shapes[name]}`)
        const shown = shownName(text, name === 'begin' || name === 'code' ? 40 : 100)
        expect(seen[at]?.text).toContain(asParsed(shown))
      }
    }
  },
  120_000 + naughty.length * 300,
)

/** The parameters of the callback. */
const CALLBACK = ['state', 'code', 'error', 'error_description', 'error_subcode', 'iss', 'session_state', 'x']

test(
  `S36 script in pages: ${naughty.length} strings in every parameter → not on the page`,
  async () => {
    const { publicUrl } = world
    const callback = `${publicUrl}/auth/callback`
    const state = 's'.repeat(43)
    const known = new Set<string>()
    const withoutReference = (html: string) => html.replace(/Reference: \w+/, '')

    async function ask(text: string): Promise<string[]> {
      const value = encodeURIComponent(text.toWellFormed())
      const link = await askForLink(chatOf(somebody()))
      const { cookie, location } = await start(link)
      const refused = ['error', 'error_description', 'error_subcode'].map((name) => `${name}=${value}`).join('&')
      const addresses = [
        `${publicUrl}/auth/start?ticket=${value}`,
        `${publicUrl}/auth/start?${value}=${value}`,
        ...CALLBACK.map((name) => `${callback}?${name}=${value}`),
        `${callback}?state=${state}&code=${value}`,
        `${callback}?admin_consent=${value}&tenant=${value}&error=${value}`,
      ]
      const pages = await Promise.all(addresses.map((address) => visit(address)))
      pages.push(await visit(`${callback}?state=${stateOf(location)}&${refused}`, { cookie }))
      const forms: Record<string, string>[] = [{ ticket: text }, { ticket: text, cancel: text }]
      for (const form of forms) pages.push(await visit(`${publicUrl}/auth/start`, { form }))
      return pages.filter(({ headers }) => headers.get('content-type')?.startsWith('text/html')).map(({ html }) => html)
    }

    for (const text of ['', 'plain', 'True', 'access_denied'])
      for (const html of await ask(text)) known.add(withoutReference(html))
    expect(known.size).toBeGreaterThan(4)
    for (const text of naughty) for (const html of await ask(text)) expect(known).toContain(withoutReference(html))
  },
  120_000 + naughty.length * 300,
)

describe('redirects', () => {
  const NAMES =
    'return_to next redirect redirect_uri redirectUrl url returnUrl continue target dest RelayState host'.split(' ')

  test.each([
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '\\\\evil.example',
    '/\\evil.example',
    'https:evil.example',
    'http://localhost@evil.example/',
    'javascript:alert(1)',
    '%2F%2Fevil.example',
    '\t//evil.example',
    'evil.example%00.contoso.example',
  ])('S37 no open redirect: %j in every parameter → leads only to the authorize endpoint', async (value) => {
    const more = Object.fromEntries(NAMES.map((name) => [name, value]))
    const query = new URLSearchParams(more)
    const person = somebody()
    const link = await askForLink(chatOf(person))
    const headers = { referer: 'https://evil.example/', 'x-forwarded-host': 'evil.example', 'x-original-url': value }
    expect(await visit(`${link}&${query}`, { headers })).toMatchObject({ status: 200, location: undefined })

    const form = { ticket: ticketOf(link), ...more }
    const pressed = await visit(new URL(`/auth/start?${query}`, link).href, { form, headers })
    const location = new URL(pressed.location ?? '')
    expect(pressed.status).toBe(200)
    expect(`${location.origin}${location.pathname}`).toBe(`${issuer.origin}/${person.tid}/oauth2/v2.0/authorize`)
    expect(location.searchParams.get('redirect_uri')).toBe(`${world.publicUrl}/auth/callback`)
    expect(decodeURIComponent(location.href)).not.toContain('evil')

    const { callback, cookie } = await almost(link, person)
    const end = await visit(`${callback}&${query}`, { cookie, headers })
    expect(end).toMatchObject({ status: 200, location: undefined })
    expect(end.html).not.toContain('evil')
    for (const path of ['/auth/callback', '/auth/start', '/', `/${encodeURIComponent(value)}`])
      expect((await visit(`${world.publicUrl}${path}?${query}`, { headers })).location).toBeUndefined()
  })
})

describe.each([
  ['http on loopback', undefined],
  ['https', 'https://bot.contoso.example'],
])('by %s', (_how, publicUrl) => {
  let redis: RedisServer
  let bot: World
  beforeAll(async () => {
    redis = await startRedis()
    const settings = { ...issuer.settings, REDIS_URL: redis.url, ...(publicUrl && { PUBLIC_URL: publicUrl }) }
    bot = await startWorld(settings)
  })
  afterAll(async () => {
    await bot?.close()
    await redis?.stop()
  })

  /** Every page and error, by name. */
  async function everything(): Promise<Record<string, Answer>> {
    const { origin } = new URL(bot.emulator.channel.botUrl ?? '')
    const here = (address: string) => (publicUrl ? address.replace(publicUrl, origin) : address)
    const link = async (person: Person, identity?: Identity) =>
      here(await askForLink(bot.emulator.channel.personal(person, identity)))
    const person = somebody()
    const signed = async (of: string, by: Person) => {
      const { callback, cookie } = await almost(of, by)
      return { spent: here(callback), cookie, end: await visit(here(callback), { cookie }) }
    }
    const own = await link(person)
    const begin = await visit(own)
    const connected = await signed(own, person)
    const declined = await start(await link(somebody()))
    const admin = await start(await link(somebody()))
    const back = (of: { location: string; cookie: string }, error: string) =>
      visit(`${origin}/auth/callback?state=${stateOf(of.location)}&${error}`, { cookie: of.cookie })
    const post = (path: string, body: string, type: string, more = {}) =>
      visit(`${origin}${path}`, { form: body, headers: { 'content-type': type, ...more } })
    const pages = {
      begin,
      connected: connected.end,
      code: (await signed(await link(somebody(), WEB), person)).end,
      mismatch: (await signed(await link(somebody()), person)).end,
      redirect: await start(await link(somebody())),
      'used already': await visit(connected.spent, { cookie: connected.cookie }),
      'wrong browser': await visit(connected.spent),
      declined: await back(declined, 'error=access_denied'),
      'asks an administrator': await back(admin, 'error=access_denied&error_description=AADSTS90094'),
      cancelled: await start(await link(somebody()), { cancel: 'yes' }),
      malformed: await visit(`${origin}/auth/callback`),
      expired: await visit(`${origin}/auth/start?ticket=x`),
      'a forged approval': await visit(`${origin}/auth/callback?admin_consent=True&state=forged`),
      'no such page': await visit(`${origin}/nowhere`),
      'another method': await visit(`${origin}/auth/callback`, { form: {} }),
      'too large': await post('/auth/start', 'x'.repeat(5_000), 'application/x-www-form-urlencoded'),
      'another type': await post('/auth/start', '{}', 'application/json'),
      'no token': await post('/api/messages', '{}', 'application/json'),
      'an encoding': await post('/api/messages', '{}', 'application/json', { 'content-encoding': 'gzip' }),
      health: await visit(`${origin}/healthz`),
    }
    await redis.kill()
    const down = { 'the store is down': await visit(own), 'not ready': await visit(`${origin}/readyz`) }
    return { ...pages, ...down, 'too many': await tooMany(`${origin}/auth/callback`) }
  }

  /** Visits until a visit is refused. Meanwhile, a few more visits become allowed each second. */
  async function tooMany(url: string) {
    for (let round = 1; ; round += 1) {
      const visits = await Promise.all(Array.from({ length: 650 }, () => visit(url)))
      const refused = visits.find(({ status }) => status === 429)
      if (refused ?? round === 10) return refused ?? visits[0]!
    }
  }

  test(`S40 headers of every page and error: over ${publicUrl ? 'https' : 'http'}`, async () => {
    const found = await everything()
    const statuses = new Set(Object.values(found).map(({ status }) => status))
    for (const status of [200, 400, 403, 404, 405, 410, 413, 415, 429, 503]) expect(statuses).toContain(status)
    for (const [name, { headers, html }] of Object.entries(found)) {
      const policy = (headers.get('content-security-policy') ?? '').split(/; ?/)
      const elsewhere = [...`${policy.join()} ${html}`.matchAll(/(?:https?:)?\/\/[\w.:[\]-]+/g)].map(
        ([address]) => address,
      )
      expect({
        name,
        cache: headers.get('cache-control'),
        referrer: headers.get('referrer-policy'),
        type: headers.get('x-content-type-options'),
        policy: ['default-src', 'base-uri', 'frame-ancestors'].filter(
          (directive) => !policy.includes(`${directive} 'none'`),
        ),
        unsafe: /unsafe|\*|data:/.test(policy.join()),
        hsts: headers.get('strict-transport-security'),
        opener: headers.get('cross-origin-opener-policy'),
        elsewhere: elsewhere.filter((address) => address !== issuer.origin),
      }).toEqual({
        name,
        cache: 'no-store',
        referrer: 'no-referrer',
        type: 'nosniff',
        policy: [],
        unsafe: false,
        hsts: publicUrl ? 'max-age=31536000' : null,
        opener: null,
        elsewhere: [],
      })
    }
  })
})

describe('the page that says who asks', () => {
  test('S21 relay, channel does not vouch: the page names the chat and warns, and Cancel is as prominent as Continue', async () => {
    const link = await askForLink(chatOf(somebody({ name: 'Mallory' }), WEB))
    for (const width of [320, 600]) {
      await page.setViewportSize({ width, height: 600 })
      await page.goto(link)
      const text = await page.getByRole('main').innerText()
      expect(text.replace(/\s+/g, ' ')).toContain(sidesOf(en.page.start.account, 'Mallory', en.page.places.webchat))
      expect(text).toContain(en.page.start.warning)
      const looks = await page.getByRole('button').evaluateAll((buttons) =>
        buttons.map((button) => {
          const { height, bottom } = button.getBoundingClientRect()
          const { fontSize, fontWeight, visibility, opacity } = getComputedStyle(button)
          return { height, fontSize, fontWeight, visibility, opacity, isInSight: bottom <= innerHeight }
        }),
      )
      expect(await page.getByRole('button').allInnerTexts()).toEqual([en.page.start.button, en.page.start.cancel])
      expect(looks[1]).toEqual(looks[0])
      expect(looks[0]).toMatchObject({ visibility: 'visible', opacity: '1', isInSight: true })
    }
    await page.getByRole('button', { name: en.page.start.cancel }).click()
    expect(await page.getByRole('main').innerText()).toContain(en.signInFailed.cancelled)
    expect(issuer.count('authorize')).toBe(0)
  })

  test('S21 relay, channel does not vouch: a form on another site cannot skip this page', async () => {
    const link = await askForLink(chatOf(somebody(), WEB))
    const form = `<form method="post" action="${world.publicUrl}/auth/start"><input name="ticket" value="${ticketOf(link)}"></form>`
    const evil = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(`<!doctype html>${form}<script>document.forms[0].submit()</script>`)
    })
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    // For a browser this is another site than localhost.
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`)
    await page.waitForURL(`${world.publicUrl}/**`)
    expect(await page.getByRole('main').innerText()).toContain(en.page.start.warning)
    expect(issuer.count('authorize')).toBe(0)
    evil.closeAllConnections()
    evil.close()
    await page.getByRole('button', { name: en.page.start.button }).click()
    await page.getByRole('heading', { name: en.page.code.title }).waitFor()
    expect(issuer.count('authorize')).toBe(1)
  })
})
