// Everything that is answered over HTTP. Each kind of route has a file: a request comes in as plain data, a response goes out.
import { assets } from './assets.ts'
import { healthRoutes } from './health.ts'
import { messagesRoute, type Receive } from './messages.ts'
import type { Route } from './request.ts'
import { signInRoutes, type SignInPagesOptions } from './sign-in-pages.ts'

type Options = SignInPagesOptions & { receive: Receive; ready: () => Promise<boolean> }

export function routes(options: Options): Route[] {
  const scripts = assets().map(({ path, response }): Route => ({
    method: 'GET',
    path,
    page: false,
    handle: () => Promise.resolve(response),
  }))
  return [messagesRoute(options.receive), ...signInRoutes(options), ...scripts, ...healthRoutes(options.ready)]
}
