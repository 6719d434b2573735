// All routes over HTTP. Each kind of route has its own file; requests and responses are plain data.
import { aboutRoutes } from './about-pages.ts'
import { assets } from './assets.ts'
import { againstFloods } from './flood.ts'
import { healthRoutes } from './health.ts'
import { line } from './text-response.ts'
import { type Admit, messagesRoute } from './messages.ts'
import { otherHost } from './unexpected-host.ts'
import type { Route } from './request.ts'
import { signInRoutes, type SignInPagesOptions } from './sign-in-pages.ts'

type Options = SignInPagesOptions & {
  admit: Admit
  ready: () => Promise<boolean>
  hasSignIns: boolean
  /** Called once if a delivery was sent to a host other than PUBLIC_URL's. */
  onOtherHost: (host: string) => void
  edits: boolean
  consentUrl: string | undefined
}

/** The limit for scripts, which browsers keep for a day, and for the pages about the bot. */
const FILES = { atOnce: 600, perSecond: 10 }

export function routes(options: Options): Route[] {
  const limited = againstFloods({ ...options, limits: FILES, answer: () => line(429, 'Too many requests') })
  const scripts = assets().map(({ path, response }): Route => ({
    method: 'GET',
    path,
    page: false,
    handle: async () => response,
  }))
  const files = [...scripts, ...aboutRoutes(options)].map((route): Route => ({
    ...route,
    handle: limited(route.handle),
  }))
  const onTaken = otherHost(options.publicUrl, options.onOtherHost)
  return [messagesRoute({ ...options, onTaken }), ...signInRoutes(options), ...files, ...healthRoutes(options.ready)]
}
