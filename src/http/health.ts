import { line } from './lines.ts'
import type { Route } from './request.ts'

/** `/healthz`: the process lives. `/readyz`: it can take work. */
export function healthRoutes(ready: () => Promise<boolean>): Route[] {
  return [
    { method: 'GET', path: '/healthz', page: false, handle: () => Promise.resolve(line(200, 'ok')) },
    {
      method: 'GET',
      path: '/readyz',
      page: false,
      handle: async () => ((await ready()) ? line(200, 'ready') : line(503, 'not ready')),
    },
  ]
}
