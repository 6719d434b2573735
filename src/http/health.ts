import { line } from './text-response.ts'
import type { Route } from './request.ts'

/** `/healthz`: the process is alive. `/readyz`: it can take work. Monitors and load balancers ask with GET or HEAD. */
export function healthRoutes(ready: () => Promise<boolean>): Route[] {
  return (['GET', 'HEAD'] as const).flatMap((method): Route[] => [
    { method, path: '/healthz', page: false, handle: () => Promise.resolve(line(200, 'ok')) },
    {
      method,
      path: '/readyz',
      page: false,
      handle: async () => ((await ready()) ? line(200, 'ready') : line(503, 'not ready')),
    },
  ])
}
