import type { IncomingMessage } from 'node:http'
import type { Cookie } from '../sign-in/cookie.ts'
import type { FlowOutcome, Outcome } from '../sign-in/outcome.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { TurnResponse } from '../channel/turn.ts'
import { parseJson } from '../json.ts'
import { allowances } from '../allowance.ts'
import { assets } from './assets.ts'
import { clientAddress } from './client-address.ts'
import { acceptedLanguages } from './accept-language.ts'
import { type Page, STYLE_HASH } from './page-layout.ts'
import { outcomePage, startPage, tooManyPage } from './pages.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { cookieOf, type HttpResponse, readBody } from './request.ts'

/** One route: a request in, an answer out. The web framework is the edge around it. */
export type Route = {
  method: 'GET' | 'POST'
  path: string
  page: boolean
  handle: (request: IncomingMessage) => Promise<HttpResponse>
}

type Options = {
  receive: (body: unknown, authHeader: string) => Promise<TurnResponse>
  signIn: SignIn
  /** Tells the chat; the page does not wait for it. */
  tell: (outcome: FlowOutcome) => Promise<void>
  track: (work: Promise<unknown>) => void
  onFault: (error: unknown, reference: string) => void
  ready: () => Promise<boolean>
  /** A request that was turned away. */
  onRefused: (line: { status: number; reason: string }) => void
  publicUrl: string
  /** How many proxies of ours are in front. */
  proxies: number
  /** The only other place a form may lead to. */
  authority: string
  languages?: Languages | undefined
}

const MAX_ACTIVITY_BYTES = 256 * 1024
const MAX_FORM_BYTES = 4 * 1024
const COOKIE_SECONDS = 600

/** A sign-in is three requests: two hundred people behind one address may sign in at once, and two hundred more each minute.
 *  Tickets cannot be guessed at any pace; what is spared is the store. */
const SIGN_IN_REQUESTS = { atOnce: 600, perSecond: 10 }

export function routes(options: Options): Route[] {
  const { receive, signIn, tell, track, ready, publicUrl } = options
  const visit = allowances(SIGN_IN_REQUESTS)
  const secure = publicUrl.startsWith('https:')
  const cookiePrefix = secure ? '__Host-' : ''
  const cookieLooks = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

  function show({ status, html, scripted }: Page, more: Record<string, string | string[]> = {}): HttpResponse {
    return { status, headers: { ...pageHeaders(new URL(options.authority).origin, scripted), ...more }, body: html }
  }

  /** A page speaks the chat's language; the browser's where it is not known whose chat it is. */
  function catalogueOf({ headers }: IncomingMessage, locale?: string): Catalogue {
    return catalogueFor(locale ?? acceptedLanguages(headers['accept-language']), options.languages)
  }

  /** Told in the page, and in the chat where it is known whose it was. */
  function end(outcome: Outcome, request: IncomingMessage, more?: Record<string, string | string[]>): HttpResponse {
    if (outcome.kind === 'failed' && outcome.fault) options.onFault(outcome.fault.error, outcome.fault.reference)
    if ('flow' in outcome) track(tell(outcome))
    const locale = 'flow' in outcome ? outcome.flow.chat.locale : undefined
    return show(outcomePage(outcome, catalogueOf(request, locale)), more)
  }

  function setCookie({ name, value }: Cookie): string {
    return `${cookiePrefix}${name}=${value}${cookieLooks}; Max-Age=${COOKIE_SECONDS}`
  }

  /** Turns a flood from one address away before anything is read or looked up. */
  function limited(handle: Route['handle']): Route['handle'] {
    return async (request) => {
      const waitMs = visit(clientAddress(request, options.proxies))
      if (waitMs === 0) return handle(request)
      options.onRefused({ status: 429, reason: 'Too many requests from one address' })
      return show(tooManyPage(catalogueOf(request)), { 'retry-after': String(Math.ceil(waitMs / 1_000)) })
    }
  }

  async function messages(request: IncomingMessage): Promise<HttpResponse> {
    const text = await readBody(request, 'application/json', MAX_ACTIVITY_BYTES)
    const { status, body } = await receive(parseJson(text), request.headers.authorization ?? '')
    if (body !== undefined) {
      return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
    }
    return line(status, REASONS[status])
  }

  async function showStart(request: IncomingMessage): Promise<HttpResponse> {
    return startPageOf(queryOf(request).get('ticket') ?? '', request)
  }

  async function startPageOf(ticket: string, request: IncomingMessage): Promise<HttpResponse> {
    const asker = await signIn.asker(ticket)
    if (!asker) return end({ kind: 'expired' }, request)
    return show(startPage(ticket, asker.user, catalogueOf(request, asker.chat.locale)))
  }

  async function start(request: IncomingMessage): Promise<HttpResponse> {
    const form = new URLSearchParams(await readBody(request, 'application/x-www-form-urlencoded', MAX_FORM_BYTES))
    const ticket = form.get('ticket') ?? ''
    if (form.has('cancel')) return end(await signIn.decline(ticket), request)
    // A form elsewhere that sends itself would skip the page that says who asked.
    if (isFromElsewhere(request)) return startPageOf(ticket, request)
    const started = await signIn.start(ticket)
    if ('kind' in started) return end(started, request)
    return show({ status: 303, html: '' }, { location: started.location, 'set-cookie': setCookie(started.cookie) })
  }

  async function callback(request: IncomingMessage): Promise<HttpResponse> {
    const url = new URL(`${publicUrl}/auth/callback`)
    url.search = queryOf(request).toString()
    const spent: string[] = []
    const outcome = await signIn.finish(url, (name) => {
      const value = cookieOf(request.headers.cookie, `${cookiePrefix}${name}`)
      if (value !== undefined) spent.push(`${cookiePrefix}${name}=${cookieLooks}; Max-Age=0`)
      return value
    })
    return end(outcome, request, spent.length > 0 ? { 'set-cookie': spent } : {})
  }

  return [
    { method: 'POST', path: '/api/messages', page: false, handle: messages },
    { method: 'GET', path: '/auth/start', page: true, handle: limited(showStart) },
    { method: 'POST', path: '/auth/start', page: true, handle: limited(start) },
    { method: 'GET', path: '/auth/callback', page: true, handle: limited(callback) },
    ...assets().map(({ path, response }) => ({
      method: 'GET' as const,
      path,
      page: false,
      handle: () => Promise.resolve(response),
    })),
    { method: 'GET', path: '/healthz', page: false, handle: () => Promise.resolve(line(200, 'ok')) },
    {
      method: 'GET',
      path: '/readyz',
      page: false,
      handle: async () => ((await ready()) ? line(200, 'ready') : line(503, 'not ready')),
    },
  ]
}

/** Headers of every answer. No Cross-Origin-Opener-Policy: it would cut the sign-in's popup off from Teams. */
export function everyHeader(secure: boolean): Record<string, string> {
  return {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

/** Those of a page, in addition. The form leads to Microsoft by a redirect, which Chrome holds to form-action too. */
export function pageHeaders(authority: string, scripted = false): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH};${scripted ? " script-src 'self';" : ''} form-action 'self' ${authority}; base-uri 'none'; frame-ancestors 'none'`,
  }
}

/** An answer for programs: empty, or one line. */
export function line(status: number, text: string | undefined): HttpResponse {
  if (text === undefined) return { status }
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` }
}

export const REASONS: Record<number, string> = {
  400: 'Not an activity that can be answered',
  401: 'Unauthorized',
  403: 'Refused',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Too large',
  415: 'Only application/json, not encoded, is taken here',
  431: 'Too many headers',
  500: 'Something went wrong',
  502: 'Could not be answered',
  503: 'Try again shortly',
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://localhost').searchParams
}

/** What a browser says of a request that another site's page made. https://www.w3.org/TR/fetch-metadata/ */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  return ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))
}
