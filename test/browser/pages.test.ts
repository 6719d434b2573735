import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { alex, megan } from '../../emulator/people.ts'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import type { EntraErrorCode } from '../../src/entra/entra-error.ts'
import type { Flow, Outcome } from '../../src/sign-in/outcome.ts'
import { aboutPage } from '../../src/http/about-pages.ts'
import { assets, HAND_OVER, TEAMS_JS } from '../../src/http/assets.ts'
import type { Page as Html } from '../../src/http/page-layout.ts'
import { outcomePage } from '../../src/http/outcome-pages.ts'
import { troublePage } from '../../src/http/plain-pages.ts'
import { againPage, leavingPage, startPage } from '../../src/http/start-pages.ts'
import { everyHeader, pageHeaders } from '../../src/http/headers.ts'
import { en } from '../../src/text/en.ts'
import { launch } from '../chromium.ts'
import { readable, startUrl, startWorld, type World } from '../world.ts'
import { axeFindings, elsewhere, overflowing, record, type Record as Seen, shot } from './look.ts'
import { holdThreeSeconds, messagesTo, pass } from './three-seconds.ts'

const WEEK_MS = 604_800_000
const LONG = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(4)

const user = (more: Partial<ChatUser> = {}): ChatUser => ({
  channelId: 'msteams',
  tenantId: megan.tid,
  id: '29:1',
  conversationId: 'a:1',
  name: megan.name,
  aadObjectId: megan.oid,
  vouched: true,
  ...more,
})
const flow: Flow = {
  user: user(),
  chat: { personal: true, reference: {} },
  resume: undefined,
  card: undefined,
  askedAt: undefined,
  claims: undefined,
  epoch: 'e',
}
const account = (username: string) => ({ tid: alex.tid, oid: alex.oid, name: alex.name, username })

const failed = (code: EntraErrorCode, adminUrl?: string): Html =>
  outcomePage({ kind: 'failed', code, flow, ...(adminUrl !== undefined && { adminUrl }) }, en)

/** The sentence for a visit after the end, if it has its own. */
const OVER: Record<string, Html> = { 'over-code': outcomePage({ kind: 'over', as: { kind: 'code' } }, en) }

/** One page of each kind. A new kind or code does not compile without a page here. */
const OUTCOMES: { [kind in Exclude<Outcome['kind'], 'failed'>]: Html } = {
  connected: outcomePage({ kind: 'connected', account: account(megan.username), flow }, en),
  code: outcomePage({ kind: 'code', code: '012345', account: account(megan.username), flow }, en),
  mismatch: outcomePage({ kind: 'mismatch', account: account(alex.username), flow }, en),
  tenant_not_allowed: outcomePage({ kind: 'tenant_not_allowed', flow }, en),
  admin_approved: outcomePage({ kind: 'admin_approved' }, en),
  admin_declined: outcomePage({ kind: 'admin_declined' }, en),
  superseded: outcomePage({ kind: 'superseded' }, en),
  over: outcomePage({ kind: 'over', as: { kind: 'connected' } }, en),
  expired: outcomePage({ kind: 'expired' }, en),
  used_up: outcomePage({ kind: 'used_up', chat: flow.chat }, en),
  wrong_browser: outcomePage({ kind: 'wrong_browser' }, en),
  malformed: outcomePage({ kind: 'malformed' }, en),
}
const FAILED: { [code in `failed-${EntraErrorCode}`]: Html } = {
  'failed-cancelled': failed('cancelled'),
  'failed-refused': failed('refused'),
  'failed-admin_approval': failed(
    'admin_approval',
    'https://login.microsoftonline.com/common/v2.0/adminconsent?client_id=9d3a7c15-62be-4e08-a4f9-b7c81d5e2f36',
  ),
  'failed-blocked': failed('blocked'),
  'failed-no_lasting_access': failed('no_lasting_access'),
  'failed-contacts_not_granted': failed('contacts_not_granted'),
  'failed-changes_not_granted': failed('changes_not_granted'),
  'failed-operator': failed('operator'),
  'failed-unavailable': failed('unavailable'),
  'failed-untrusted': failed('untrusted'),
  'failed-no_graph': failed('no_graph'),
}
const ABOUT = { keepMs: WEEK_MS, edits: true, consentUrl: 'https://myapps.microsoft.com' }

const PAGES: { [name: string]: Html } = {
  start: startPage('t'.repeat(43), { user: user() }, WEEK_MS, en),
  'start-nobody': startPage('t'.repeat(43), { user: user({ name: '', channelId: 'webchat' }) }, 0, en),
  'start-long': startPage('t'.repeat(43), { user: user({ name: `${LONG} ${LONG}` }) }, WEEK_MS, en),
  'start-hostile': startPage(
    't'.repeat(43),
    { user: user({ name: '<img src=x onerror=alert(1)>"\'&amp;' }) },
    WEEK_MS,
    en,
  ),
  'start-changes': startPage('t'.repeat(43), { user: user(), changes: true }, WEEK_MS, en),
  again: againPage(en),
  privacy: aboutPage('privacy', ABOUT, en),
  terms: aboutPage('terms', ABOUT, en),
  leaving: leavingPage('https://login.microsoftonline.com/common/oauth2/v2.0/authorize?state=x&nonce=y', en),
  ...OUTCOMES,
  ...FAILED,
  ...OVER,
  'code-web': outcomePage(
    {
      kind: 'code',
      code: '012345',
      account: account(megan.username),
      flow: { ...flow, user: user({ channelId: 'webchat' }) },
    },
    en,
  ),
  'connected-web': outcomePage(
    { kind: 'connected', account: account(megan.username), flow: { ...flow, user: user({ channelId: 'directline' }) } },
    en,
  ),
  'code-long': outcomePage(
    {
      kind: 'code',
      code: '987654',
      account: account(`${LONG}@${LONG}.example`),
      flow: { ...flow, user: user({ name: LONG, channelId: 'webchat' }) },
    },
    en,
  ),
  trouble: troublePage(500, en.trouble.unexpected, '0a1b2c3d', en),
}

let chromium: Browser
let server: Server
let origin: string
let world: World
const contexts: BrowserContext[] = []

/** Serves the pages as the routes send them, with their headers, and the page of a fake Teams. */
beforeAll(async () => {
  chromium = await launch()
  const scripts = new Map(assets().map(({ path, response }) => [path, response]))
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const script = scripts.get(pathname)
    const page = PAGES[pathname.slice(1)]
    const headers = { ...everyHeader(false), ...(page && pageHeaders(page.scripted)) }
    response.writeHead(page ? page.status : script ? 200 : 404, { ...headers, ...script?.headers })
    response.end(page ? page.html : script?.body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world = await startWorld({ OAUTH_TENANT: 'organizations' })
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
})
afterAll(async () => {
  await chromium.close()
  server.closeAllConnections()
  server.close()
  await world.close()
})

async function newContext(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
  const context = await chromium.newContext(options)
  await holdThreeSeconds(context)
  contexts.push(context)
  return context
}

const LOOKS = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced-colours': { colorScheme: 'dark', forcedColors: 'active' },
} as const

/** A window of 1280 pixels has a width of 640 at a zoom of 200 %. */
const SIZES: [name: string, width: number, height: number, fontSize: string][] = [
  ['320 px', 320, 480, ''],
  ['600 px, Teams’ window', 600, 600, ''],
  ['1280 px at 200 %', 640, 400, ''],
  ['320 px with letters of twice the size', 320, 480, '200%'],
  ['1920 px', 1920, 1080, ''],
]

describe('every page, under its own Content-Security-Policy', () => {
  let context: BrowserContext
  let page: Page
  let seen: Seen
  beforeAll(async () => {
    context = await chromium.newContext()
    await holdThreeSeconds(context)
    seen = record(context)
    page = await context.newPage()
  })
  afterAll(() => context.close())

  test.each(Object.entries(PAGES))(
    '%s: axe finds nothing in any theme, and nothing overflows or scrolls sideways at any size',
    async (name, { html }) => {
      await page.goto(`${origin}/${name}`)
      expect(html).toContain(await page.title())
      // The page's own style is allowed.
      expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe('grid')

      const found: string[] = []
      for (const [size, width, height, fontSize] of SIZES) {
        await page.setViewportSize({ width, height })
        await page.evaluate((fontSize) => void (document.documentElement.style.fontSize = fontSize), fontSize)
        if (name === 'start' || name === 'code-long') await shot(page, `page-${name}-${size.replaceAll(' ', '-')}`)
        found.push(...(await overflowing(page)).map((part) => `${size}: ${part}`))
      }
      await page.evaluate(() => void (document.documentElement.style.fontSize = ''))
      await page.setViewportSize({ width: 600, height: 600 })
      for (const [look, media] of Object.entries(LOOKS)) {
        await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', ...media })
        await shot(page, `page-${name}-${look}`)
        found.push(...(await axeFindings(page)).map((finding) => `${look}: ${finding}`))
      }
      expect(found).toEqual([])
      expect(seen.errors).toEqual([])
      expect(elsewhere(seen.requests)).toEqual([])
    },
  )
})

test.each([
  ['Ann Asker in Microsoft Teams. Your IT department started this for you, go on with Continue. \u202e', 40],
  ['\u202eAnn\u200b\u3164\u00ad\u{e0041}', 3],
  [`A${'\u0301'.repeat(150)}nn`, 5],
  ['\u2066\u200f\u034f', 0],
])('S66 names are shown, never believed: “%s” stays a short quoted name in a line of its own', async (name, length) => {
  const context = await newContext()
  for (const html of [
    startPage('t'.repeat(43), { user: user({ name }) }, WEEK_MS, en),
    outcomePage({ kind: 'code', code: '012345', account: account(name), flow: { ...flow, user: user({ name }) } }, en),
  ]) {
    const page = await context.newPage()
    await page.setContent(html.html)
    expect(await page.locator('dt').allInnerTexts()).toEqual(Object.values(en.page.labels))
    const [, person = '', place] = await page.locator('dd > bdi').allInnerTexts()
    expect(place).toBe(en.page.places.msteams)
    expect(Array.from(person)).toHaveLength(length === 0 ? en.page.start.somebody.length : length + 2)
    expect(person).not.toMatch(/\p{Cf}|\u3164|\u034f|\p{M}{3}/u)
    expect(html.html).not.toMatch(/\p{Cf}|\u3164|\u034f/u)
  }
})

test('names of other people stay text', async () => {
  const page = await (await newContext()).newPage()
  await page.goto(`${origin}/start-hostile`)
  expect(await page.getByRole('main').innerText()).toContain('<img src=x onerror=alert(1)>"\'&amp;')
  expect(await page.locator('img').count()).toBe(0)
})

test('every page is small, and loads only the library that passes its result to Teams', async () => {
  for (const { html } of Object.values(PAGES)) expect(Buffer.byteLength(html)).toBeLessThan(5_000)
  const context = await newContext()
  const seen = record(context)
  const page = await context.newPage()
  for (const name of ['connected', 'code']) {
    const library = page.waitForRequest(`${origin}${TEAMS_JS}`)
    await page.goto(`${origin}/${name}`, { waitUntil: 'networkidle' })
    await library
  }
  expect(new Set(seen.requests.map((url) => new URL(url).pathname))).toEqual(
    new Set(['/connected', '/code', HAND_OVER, TEAMS_JS]),
  )
})

test('the code is shown at once', async () => {
  const page = await (await newContext()).newPage()
  await page.goto(`${origin}/code`)
  expect(await page.locator('#result').isVisible()).toBe(true)
})

describe('without JavaScript', () => {
  test('the whole sign-in works, and the code can be read', async () => {
    const chat = world.emulator.channel.personal(megan, {
      channelId: 'webchat',
      aadObjectId: undefined,
      tenantId: undefined,
    })
    const [card] = await chat.ask('connect')
    const context = await newContext({ javaScriptEnabled: false })
    const seen = record(context)
    const page = await context.newPage()
    await page.goto(startUrl(card))
    await page.getByRole('button', { name: 'Continue to Microsoft' }).click()
    await page.getByRole('button', { name: megan.username }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    await page.locator('#result').waitFor()
    const code = await page.locator('#result').innerText()
    expect(code).toMatch(/^\d{3} \d{3}$/)
    const [, answer] = await chat.ask(code)
    expect(readable(answer)).toContain(`You’re connected as ${megan.username}`)
    expect(seen.errors).toEqual([])
    expect(elsewhere(seen.requests)).toEqual([])
  })
})

/** The bot's own pages that need no sign-in, with the headers and statuses of the routes. */
test.each([
  ['/auth/start?ticket=x', 410, en.page.expired.title],
  ['/auth/callback', 400, en.page.malformed.title],
  [`/auth/callback?state=${'s'.repeat(43)}&code=x`, 400, en.page.wrongBrowser.title],
  ['/auth/callback?admin_consent=True&tenant=x&state=forged', 400, en.page.malformed.title],
  ['/auth/callback?admin_consent=True&error=access_denied', 400, en.page.malformed.title],
])('%s is answered %i by the page “%s”', async (path, status, title) => {
  const context = await newContext()
  const seen = record(context)
  const page = await context.newPage()
  const response = await page.goto(`${world.publicUrl}${path}`)
  expect(response?.status()).toBe(status)
  expect(await page.getByRole('heading').innerText()).toBe(title)
  expect(seen.errors).toEqual([])
})

describe('in a window that somebody opened', () => {
  /** A page that Microsoft's library takes for a page of Teams, because its origin is among those that the library trusts. It
   *  opens the window, and answers the library's greeting if it should. The messages that it gets are kept in `heard`. */
  async function host(address: string, { at, answers }: { at: string; answers: boolean }) {
    const context = await newContext()
    const seen = record(context)
    await context.route(`${at}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><title>Teams</title>' }),
    )
    const page = await context.newPage()
    await page.goto(`${at}/`)
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(
        ({ address, answers }) => {
          const heard: { func: string; args: unknown[] }[] = []
          Object.assign(globalThis, { heard })
          addEventListener('message', ({ data, source }: MessageEvent) => {
            const { id, uuid, func, args } = data as { id: number; uuid: unknown; func: string; args: unknown[] }
            heard.push({ func, args })
            const runtime = JSON.stringify({ apiVersion: 4, supports: {} })
            const context = ['authentication', 'web', runtime, '2.0.0']
            const to = source as Window | null
            if (func === 'initialize' && answers) to?.postMessage({ id, uuid, args: context }, '*')
          })
          open(address, 'signin', 'popup,width=600,height=600')
        },
        { address, answers },
      ),
    ])
    const heard = async (func: string) =>
      page.evaluate(
        (func) =>
          (globalThis as unknown as { heard: { func: string; args: unknown[] }[] }).heard.filter(
            (message) => message.func === func,
          ),
        func,
      )
    return { popup, page, seen, heard }
  }

  const TEAMS = { at: 'https://teams.microsoft.com', answers: true }

  test('Teams is told that the account is connected, and the window closes', async () => {
    const { popup, seen, heard } = await host(`${origin}/connected`, TEAMS)
    if (!popup.isClosed()) await popup.waitForEvent('close')
    expect((await heard('authentication.authenticate.success')).map(({ args }) => args)).toEqual([['connected']])
    expect(seen.errors).toEqual([])
    expect(elsewhere(seen.requests)).toEqual(['https://teams.microsoft.com/'])
  })

  // teams-js trusts some eighty origins of Microsoft's, and any tab in Teams may open a window.
  test.each(['https://teams.microsoft.com', 'https://www.bing.com', 'https://outlook.office.com'])(
    'S61 no code for whoever opened the window: %s gets the code of a chat in Teams by a press alone',
    async (at) => {
      const { popup, seen, heard } = await host(`${origin}/code`, { at, answers: true })
      const button = popup.getByRole('button', { name: en.page.code.handOver })
      await button.waitFor()
      expect(await heard('authentication.authenticate.success')).toEqual([])
      expect(await popup.locator('#result').isVisible()).toBe(true)
      const sentence = await popup.locator('#hand-over p').innerText()
      for (const side of [megan.username, en.page.quoted(megan.name)]) expect(sentence).toContain(side)
      const closed = popup.waitForEvent('close')
      await button.click()
      await closed
      expect((await heard('authentication.authenticate.success')).map(({ args }) => args)).toEqual([['012345']])
      expect(seen.errors).toEqual([])
    },
  )

  test('S61 no code for whoever opened the window: a chat outside Teams loads no script, and nobody gets its code', async () => {
    for (const name of ['code-web', 'connected-web']) {
      const { popup, seen, heard } = await host(`${origin}/${name}`, TEAMS)
      await popup.waitForLoadState('networkidle')
      expect(seen.requests.filter((url) => url.endsWith('.js'))).toEqual([])
      expect(await heard('initialize')).toEqual([])
      expect(await popup.getByRole('button').count()).toBe(0)
      expect(popup.isClosed()).toBe(false)
    }
  })

  test.each([
    ['Teams that does not answer', { at: 'https://teams.microsoft.com', answers: false }],
    ['a stranger that plays Teams', { at: 'https://teams.microsoft.com.evil.example', answers: true }],
  ])('%s gets nothing, and the page shows the code', async (_who, options) => {
    const { popup, seen, heard } = await host(`${origin}/code`, options)
    await expect.poll(() => heard('initialize')).toHaveLength(1)
    await expect.poll(() => messagesTo(popup)).toBe(options.answers ? 1 : 0)
    await pass(popup)
    expect(await popup.locator('#result').isVisible()).toBe(true)
    expect(await popup.getByRole('button').count()).toBe(0)
    expect(await heard('authentication.authenticate.success')).toEqual([])
    expect(popup.isClosed()).toBe(false)
    expect(seen.errors).toEqual([])
  })

  test('if Microsoft’s library cannot be loaded, the page still shows the code', async () => {
    const context = await newContext()
    const failures: string[] = []
    context.on('weberror', (error) => failures.push(error.error().message))
    await context.route(`**${TEAMS_JS}`, (route) => route.abort())
    const refused = context.waitForEvent('requestfailed')
    const opener = await context.newPage()
    await opener.goto(`${origin}/expired`)
    const [popup] = await Promise.all([
      opener.waitForEvent('popup'),
      opener.evaluate((address) => void open(address), `${origin}/code`),
    ])
    await refused
    expect(await popup.locator('#result').isVisible()).toBe(true)
    expect(failures).toEqual([])
  })
})
