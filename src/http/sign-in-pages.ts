import type { Flow, FlowOutcome, Outcome } from '../sign-in/outcome.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { acceptedLanguages } from './accept-language.ts'
import { againstFloods } from './flood.ts'
import { type FlowCookies, flowCookies } from './flow-cookie.ts'
import { isFromElsewhere } from './cross-site.ts'
import { pageHeaders } from './headers.ts'
import type { Page } from './page-layout.ts'
import { outcomePage } from './outcome-pages.ts'
import { tooManyPage } from './plain-pages.ts'
import { againPage, leavingPage, startPage } from './start-pages.ts'
import { type HttpRequest, type HttpResponse, queryOf, type Route } from './request.ts'

export type SignInPagesOptions = {
  signIn: SignIn
  /** Tells the chat how a sign-in ended; the page does not wait for it. */
  tell: (outcome: FlowOutcome) => Promise<void>
  track: (work: Promise<unknown>) => void
  onFault: (error: unknown, reference: string) => void
  /** Called with the result of each visit. `code`: why it failed. */
  onSignIn: (line: { outcome: Outcome['kind']; code?: string | undefined }) => void
  /** Called with a refused request. */
  onRefused: (line: { status: number; reason: string }) => void
  publicUrl: string
  /** How long a copy of somebody's contacts is kept. 0: not at all. */
  keepMs: number
  /** How many proxies of ours are in front. */
  proxies: number
  languages?: Languages | undefined
}

/** The answers of these routes. */
type Site = {
  signIn: SignIn
  keepMs: number
  publicUrl: string
  cookies: FlowCookies
  /** The language of the chat, or of the browser if it is not known whose chat it is. */
  catalogueOf: (request: HttpRequest, locale?: string) => Catalogue
  show: (page: Page, more?: Headers) => HttpResponse
  /** Shows how a sign-in ended, and tells the chat if the sign-in is known. */
  end: (outcome: Outcome, request: HttpRequest, more?: Headers) => HttpResponse
}
type Headers = Record<string, string | string[]>

const MAX_FORM_BYTES = 4 * 1024

/** A sign-in takes three requests, so two hundred people behind one address may sign in at once, and two hundred more each
 *  minute. The limit protects the store. Tickets cannot be guessed at any speed. */
const SIGN_IN_REQUESTS = { atOnce: 600, perSecond: 10 }

/** The pages that a sign-in begins and ends with. */
export function signInRoutes(options: SignInPagesOptions): Route[] {
  const site = siteOf(options)
  const answer = (request: HttpRequest) => site.show(tooManyPage(site.catalogueOf(request)))
  const limited = againstFloods({ ...options, limits: SIGN_IN_REQUESTS, answer })
  const page = true
  return [
    { method: 'GET', path: '/auth/start', page, handle: limited((request) => showStart(site, request)) },
    { method: 'POST', path: '/auth/start', page, handle: limited((request) => start(site, request)) },
    { method: 'GET', path: '/auth/callback', page, handle: limited((request) => callback(site, request)) },
  ]
}

function siteOf({ signIn, keepMs, tell, track, onFault, onSignIn, publicUrl, languages }: SignInPagesOptions): Site {
  function catalogueOf({ headers }: HttpRequest, locale?: string): Catalogue {
    return catalogueFor(locale ?? acceptedLanguages(headers['accept-language']), languages)
  }

  function show({ status, html, scripted }: Page, more: Headers = {}): HttpResponse {
    return { status, headers: { ...pageHeaders(scripted), ...more }, body: html }
  }

  function end(outcome: Outcome, request: HttpRequest, more?: Headers): HttpResponse {
    onSignIn({ outcome: outcome.kind, ...(outcome.kind === 'failed' && { code: outcome.code }) })
    if (outcome.kind === 'failed' && outcome.fault) onFault(outcome.fault.error, outcome.fault.reference)
    if ('flow' in outcome) track(tell(outcome))
    const locale = chatOf(outcome)?.locale
    return show(outcomePage(outcome, catalogueOf(request, locale)), more)
  }

  return { signIn, keepMs, publicUrl, cookies: flowCookies(publicUrl.startsWith('https:')), catalogueOf, show, end }
}

/** The chat of the sign-in, if the sign-in is known. */
function chatOf(outcome: Outcome): Flow['chat'] | undefined {
  if ('flow' in outcome) return outcome.flow.chat
  return outcome.kind === 'used_up' ? outcome.chat : undefined
}

async function showStart(site: Site, request: HttpRequest): Promise<HttpResponse> {
  return startPageOf(site, queryOf(request).get('ticket') ?? '', request)
}

/** The cookie that says that this browser has been shown our page in answer to a form. */
const SHOWN = { name: 'shown', value: 'yes' }

async function startPageOf(site: Site, ticket: string, request: HttpRequest, more?: Headers): Promise<HttpResponse> {
  const { signIn, keepMs, catalogueOf, show, end } = site
  const asker = await signIn.asker(ticket)
  if ('kind' in asker) return end(asker, request)
  return show(startPage(ticket, asker, keepMs, catalogueOf(request, asker.chat.locale)), more)
}

async function start(site: Site, request: HttpRequest): Promise<HttpResponse> {
  const { signIn, cookies, catalogueOf, show, end } = site
  const form = new URLSearchParams(await request.body('application/x-www-form-urlencoded', MAX_FORM_BYTES))
  const ticket = form.get('ticket') ?? ''
  if (form.has('cancel')) return end(await signIn.decline(ticket), request)
  // A self-submitting form on another site would skip the page that names who asked.
  const isShown = cookies.read(request.headers.cookie, SHOWN.name) === SHOWN.value
  if (isFromElsewhere(request.headers, site.publicUrl, isShown)) {
    return startPageOf(site, ticket, request, { 'set-cookie': cookies.set(SHOWN) })
  }
  const started = await signIn.start(ticket)
  if ('kind' in started) return end(started, request)
  const { location, cookie, flow } = started
  const goOn = { refresh: `0; url=${location}`, 'set-cookie': cookies.set(cookie) }
  return show(leavingPage(location, catalogueOf(request, flow.chat.locale)), goOn)
}

/** Marks the second visit of a browser whose first one came without its cookie. */
const AGAIN = 'again'

async function callback(site: Site, request: HttpRequest): Promise<HttpResponse> {
  const { signIn, publicUrl, cookies, show, catalogueOf, end } = site
  const url = new URL(`${publicUrl}/auth/callback`)
  url.search = queryOf(request).toString()
  const isSecond = url.searchParams.has(AGAIN)
  url.searchParams.delete(AGAIN)
  const spent: string[] = []
  let lacksCookie = false
  const outcome = await signIn.finish(url, (name) => {
    const value = cookies.read(request.headers.cookie, name)
    lacksCookie = value === undefined
    if (value !== undefined) spent.push(cookies.clear(name))
    return value
  })
  // Some browsers omit the cookie on the way back from another site, and send it when the page is loaded again.
  if (lacksCookie && !isSecond && outcome.kind === 'wrong_browser') {
    const again = `${url.pathname}${url.search}&${AGAIN}=1`
    return show(againPage(catalogueOf(request)), { refresh: `0; url=${again}` })
  }
  const response = end(outcome, request, spent.length > 0 ? { 'set-cookie': spent } : {})
  return lacksCookie ? { ...response, status: 400 } : response
}
