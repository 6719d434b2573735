import { allowances } from '../allowance.ts'
import type { FlowOutcome, Outcome, SignIn } from '../sign-in/sign-in.ts'
import { clientAddress } from './client-address.ts'
import { type FlowCookies, flowCookies } from './flow-cookie.ts'
import { pageHeaders } from './headers.ts'
import { outcomePage, type Page, startPage, tooManyPage } from './pages.ts'
import { type HttpRequest, type HttpResponse, queryOf, type Route } from './request.ts'

export type SignInPagesOptions = {
  signIn: SignIn
  /** Tells the chat how a sign-in ended; the page does not wait for it. */
  tell: (outcome: FlowOutcome) => Promise<void>
  track: (work: Promise<unknown>) => void
  onFault: (error: unknown, reference: string) => void
  /** Hears of a refused request. */
  onRefused: (line: { status: number; reason: string }) => void
  publicUrl: string
  /** How many proxies of ours are in front. */
  proxies: number
  /** The only other place that a form may lead to. */
  authority: string
}

/** The answers of these routes. */
type Site = {
  signIn: SignIn
  publicUrl: string
  cookies: FlowCookies
  show: (page: Page, more?: Headers) => HttpResponse
  /** Shows how a sign-in ended, and tells the chat where it is known whose it was. */
  end: (outcome: Outcome, more?: Headers) => HttpResponse
}
type Headers = Record<string, string | string[]>

const MAX_FORM_BYTES = 4 * 1024

/** A sign-in is three requests: two hundred people behind one address may sign in at once, and two hundred more each minute.
 *  This spares the store. Tickets cannot be guessed at any pace. */
const SIGN_IN_REQUESTS = { atOnce: 600, perSecond: 10 }

/** The pages that a sign-in begins and ends with. */
export function signInRoutes(options: SignInPagesOptions): Route[] {
  const site = siteOf(options)
  const limited = limiting(site, options)
  const page = true
  return [
    { method: 'GET', path: '/auth/start', page, handle: limited((request) => startPageOf(site, ticketIn(request))) },
    { method: 'POST', path: '/auth/start', page, handle: limited((request) => start(site, request)) },
    { method: 'GET', path: '/auth/callback', page, handle: limited((request) => callback(site, request)) },
  ]
}

function siteOf({ signIn, tell, track, onFault, publicUrl, authority }: SignInPagesOptions): Site {
  const { origin } = new URL(authority)

  function show({ status, html, scripted }: Page, more: Headers = {}): HttpResponse {
    return { status, headers: { ...pageHeaders(origin, scripted), ...more }, body: html }
  }

  function end(outcome: Outcome, more?: Headers): HttpResponse {
    if (outcome.kind === 'failed' && outcome.fault) onFault(outcome.fault.error, outcome.fault.reference)
    if ('flow' in outcome) track(tell(outcome))
    return show(outcomePage(outcome), more)
  }

  return { signIn, publicUrl, cookies: flowCookies(publicUrl.startsWith('https:')), show, end }
}

/** Refuses a flood from one address before anything is read or looked up. */
function limiting({ show }: Site, { proxies, onRefused }: SignInPagesOptions) {
  const visit = allowances(SIGN_IN_REQUESTS)

  return function limited(handle: Route['handle']): Route['handle'] {
    return async (request) => {
      const waitMs = visit(clientAddress(request, proxies))
      if (waitMs === 0) return handle(request)
      onRefused({ status: 429, reason: 'Too many requests came from one address' })
      return show(tooManyPage(), { 'retry-after': String(Math.ceil(waitMs / 1_000)) })
    }
  }
}

function ticketIn(request: HttpRequest): string {
  return queryOf(request).get('ticket') ?? ''
}

async function startPageOf({ signIn, show, end }: Site, ticket: string): Promise<HttpResponse> {
  const asker = await signIn.asker(ticket)
  return asker ? show(startPage(ticket, asker)) : end({ kind: 'expired' })
}

async function start(site: Site, request: HttpRequest): Promise<HttpResponse> {
  const { signIn, cookies, show, end } = site
  const form = new URLSearchParams(await request.body('application/x-www-form-urlencoded', MAX_FORM_BYTES))
  const ticket = form.get('ticket') ?? ''
  if (form.has('cancel')) return end(await signIn.decline(ticket))
  // A form on another site that submits itself would skip the page that says who asked.
  if (isFromElsewhere(request)) return startPageOf(site, ticket)
  const started = await signIn.start(ticket)
  if ('kind' in started) return end(started)
  return show({ status: 303, html: '' }, { location: started.location, 'set-cookie': cookies.set(started.cookie) })
}

async function callback({ signIn, publicUrl, cookies, end }: Site, request: HttpRequest): Promise<HttpResponse> {
  const url = new URL(`${publicUrl}/auth/callback`)
  url.search = queryOf(request).toString()
  const spent: string[] = []
  const outcome = await signIn.finish(url, (name) => {
    const value = cookies.read(request.headers.cookie, name)
    if (value !== undefined) spent.push(cookies.clear(name))
    return value
  })
  return end(outcome, spent.length > 0 ? { 'set-cookie': spent } : {})
}

/** Whether a page of another site made this request, by what the browser says of it. https://www.w3.org/TR/fetch-metadata/ */
function isFromElsewhere({ headers }: HttpRequest): boolean {
  return ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))
}
