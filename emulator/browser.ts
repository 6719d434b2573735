// A browser without script, for tests and the demo: cookies, redirects, forms.
import { type IncomingMessage, request } from 'node:http'
import { type CookieJar, cookieJar } from './browser/cookies.ts'
import { allowsForm, goesOnTo } from './browser/going-on.ts'
import { type Form, forms, visibleText } from './browser/html.ts'

/** The page that the browser ended at. `text` is what a person reads there. */
export type Page = {
  url: string
  status: number
  html: string
  text: string
  headers: IncomingMessage['headers']
  forms: readonly Form[]
  /** Every address on the way, the page's own last. */
  trail: readonly string[]
}

/** One person's browser. */
export type Browser = {
  /** Opens an address as if it was typed. */
  open(url: string): Promise<Page>
  /** Submits a form of the page. `fields` replace the form's values, or name the button that is pressed.
   *  @throws if the page has no such form */
  submit(page: Page, formId: string, fields?: Record<string, string>): Promise<Page>
  cookies: CookieJar
}

/** `policy`: the policy of the page whose form leads there. It also applies to the redirects that follow. */
type Navigation = { url: URL; method: string; body?: string | undefined; from: URL | undefined; policy?: string }

const MAX_REDIRECTS = 20

type BrowserOptions = {
  /** The languages in which it asks for pages. If not set, it does not send any. */
  acceptLanguage?: string
  /** Whether it follows a page's request to open another page. People can switch that off. */
  goesOn?: boolean
  /** Whether it leaves a page's cookies out on the way back from another site, and sends them when the page loads again. */
  lateCookies?: boolean
}

export function browser({ acceptLanguage, goesOn = true, lateCookies = false }: BrowserOptions = {}): Browser {
  const cookies = cookieJar()

  async function navigate(first: Navigation): Promise<Page> {
    let next: Navigation | undefined = first
    const trail: string[] = []
    while (next) {
      if (trail.push(next.url.href) > MAX_REDIRECTS)
        throw new Error(`More than ${MAX_REDIRECTS} redirects, the last to ${next.url.origin}${next.url.pathname}.`)
      if (!allowsForm(next)) throw new Error(`The page’s form-action does not let its form lead to ${next.url.origin}.`)
      const { res, html } = await send(
        next,
        lateCookies && isBack(next) ? withholding(cookies) : cookies,
        acceptLanguage,
      )
      const followed: Navigation | undefined = redirected(next, res) ?? (goesOn ? goneOn(next, res, html) : undefined)
      if (!followed) return page(next.url.href, res, html, trail)
      next = followed
    }
    throw new Error('There is no page to go to.')
  }

  return {
    cookies,
    open: (url) => navigate({ url: new URL(url), method: 'GET', from: undefined }),
    submit(from, formId, fields = {}) {
      const form = from.forms.find(({ id }) => id === formId)
      if (!form) throw new Error(`No form ${formId} on this page (status ${from.status}): ${from.text.slice(0, 300)}`)
      const data = new URLSearchParams({ ...form.fields, ...fields }).toString()
      const page = new URL(from.url)
      const url = new URL(form.action, page)
      const leaving = { url, from: page, policy: String(from.headers['content-security-policy'] ?? '') }
      if (form.method === 'POST') return navigate({ ...leaving, method: 'POST', body: data })
      url.search = data
      return navigate({ ...leaving, method: 'GET' })
    },
  }
}

/** Sends one request on its own connection, so that no connection is open when a test ends. */
function send(
  { url, method, body, from }: Navigation,
  cookies: CookieJar,
  acceptLanguage: string | undefined,
): Promise<{ res: IncomingMessage; html: string }> {
  if (url.protocol !== 'http:') throw new Error(`This browser can only open http addresses, not ${url.origin}.`)
  const cookie = cookies.header(url, method, from)
  const headers = {
    accept: 'text/html,*/*;q=0.8',
    ...(acceptLanguage !== undefined && { 'accept-language': acceptLanguage }),
    ...(cookie && { cookie }),
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded', origin: from?.origin ?? 'null' }),
    ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
  }
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent: false }, (res) => {
      cookies.keep(url, res.headers['set-cookie'] ?? [])
      let html = ''
      res.setEncoding('utf8')
      res.on('data', (part: string) => (html += part))
      res.on('end', () => resolve({ res, html }))
      res.on('error', reject)
    })
    req.on('error', reject)
    req.end(body)
  })
}

/** The next navigation, if the answer redirects. */
function redirected(asked: Navigation, { statusCode = 0, headers }: IncomingMessage): Navigation | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || !headers.location) return undefined
  const url = new URL(headers.location, asked.url)
  const isKept = statusCode === 307 || statusCode === 308
  return isKept ? { ...asked, url } : { ...asked, url, method: 'GET', body: undefined }
}

/** Whether this is the return of a sign-in from another site. */
function isBack({ url, from }: Navigation): boolean {
  return url.searchParams.has('code') && from !== undefined && from.hostname !== url.hostname
}

function withholding(cookies: CookieJar): CookieJar {
  return { ...cookies, header: () => undefined }
}

/** The next navigation, if the page opens another one by itself. */
function goneOn({ url }: Navigation, { headers }: IncomingMessage, html: string): Navigation | undefined {
  const next = goesOnTo(String(headers['refresh'] ?? ''), html)
  return next === undefined ? undefined : { url: new URL(next, url), method: 'GET', from: url }
}

function page(url: string, { statusCode: status = 0, headers }: IncomingMessage, html: string, trail: string[]): Page {
  return { url, status, html, text: visibleText(html), headers, forms: forms(html), trail }
}

/** Signs in, from the bot's start page (`<form id="continue">`) or from an authorize address to the last page. Picks the
 *  account and consents if it is asked to; with `decision: 'cancel'` it presses the first Cancel that it finds.
 *  @throws if the account is not offered, or there was no Cancel */
export async function signIn(
  browser: Browser,
  startUrl: string,
  { username, decision = 'accept' }: { username: string; decision?: 'accept' | 'cancel' },
): Promise<Page> {
  let page = await browser.open(startUrl)
  let isCancelled = false
  for (let step = press(page, username, decision); step; step = press(page, username, decision)) {
    isCancelled ||= step.fields?.['decision'] === 'cancel'
    page = await browser.submit(page, step.form, step.fields)
  }
  if (decision === 'cancel' && !isCancelled) throw new Error(`There was no Cancel on the way to ${page.url}.`)
  return page
}

function press(
  page: Page,
  username: string,
  decision: 'accept' | 'cancel',
): { form: string; fields?: Record<string, string> } | undefined {
  const has = (id: string) => page.forms.some((form) => form.id === id)
  const plain = ['continue', 'federated', 'stay'].find(has)
  if (plain !== undefined) return { form: plain }
  if (has('approval')) return { form: 'approval', fields: { decision: decision === 'accept' ? 'request' : 'cancel' } }
  if (has('consent')) return { form: 'consent', fields: { decision } }
  if (!page.forms.some(({ id }) => id.startsWith('account-'))) return undefined
  if (decision === 'cancel') return { form: 'cancel', fields: { decision } }
  return { form: `account-${username}` }
}
