// Everything that is answered over HTTP. Each kind of route has a file: a request comes in as plain data, a response goes out.
import { aboutRoutes } from './about-pages.ts'
import { allowances } from '../allowance.ts'
import { assets } from './assets.ts'
import { clientAddress } from './client-address.ts'
import { healthRoutes } from './health.ts'
import { line } from './lines.ts'
import { type Admit, messagesRoute, type Receive } from './messages.ts'
import { otherHost } from './other-host.ts'
import type { HttpRequest, HttpResponse, Route } from './request.ts'
import { signInRoutes, type SignInPagesOptions } from './sign-in-pages.ts'

type Options = SignInPagesOptions & {
  admit: Admit
  receive: Receive
  ready: () => Promise<boolean>
  hasSignIns: boolean
  /** Hears once of a delivery that was sent to another host than PUBLIC_URL's. */
  onOtherHost: (host: string) => void
  edits: boolean
  consentUrl: string | undefined
}

/** Of scripts, which browsers keep for a day, and of the pages about the bot. */
const FILES = { atOnce: 600, perSecond: 10 }

export function routes(options: Options): Route[] {
  const visit = allowances(FILES)
  const limited = (request: HttpRequest): HttpResponse | undefined => {
    const waitMs = visit(clientAddress(request, options.proxies))
    if (waitMs === 0) return undefined
    options.onRefused({ status: 429, reason: 'Too many requests came from one address' })
    const { headers, ...answer } = line(429, 'Too many requests')
    return { ...answer, headers: { ...headers, 'retry-after': String(Math.ceil(waitMs / 1_000)) } }
  }
  const scripts = assets().map(({ path, response }): Route => ({
    method: 'GET',
    path,
    page: false,
    handle: async () => response,
  }))
  const files = [...scripts, ...aboutRoutes(options)].map((route): Route => ({
    ...route,
    handle: async (request) => limited(request) ?? route.handle(request),
  }))
  const onTaken = otherHost(options.publicUrl, options.onOtherHost)
  return [messagesRoute({ ...options, onTaken }), ...signInRoutes(options), ...files, ...healthRoutes(options.ready)]
}
