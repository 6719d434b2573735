// The metrics for Prometheus at METRICS_PORT. The parts do not know about them: their reports to the log are counted on the way.
import type { Report } from '../log.ts'
import type { Store } from '../store/store.ts'
import { connectionCount } from './connection-count.ts'
import { counted } from './counted.ts'
import { meters } from './meters.ts'
import { processMeters } from './process-meters.ts'
import { metricsServer } from './server.ts'
import { timed } from './timed-store.ts'

export type Metrics = ReturnType<typeof metrics>

/** All metrics of this process, and their own small server. */
export function metrics() {
  const all = meters()
  const stop = processMeters(all)
  const server = metricsServer(all.registry)
  return {
    /** The same reports, counted too. */
    counted: (report: Report): Report => counted(report, all),
    /** The same store, timed. */
    timed(store: Store): Store {
      all.gauge('connections', 'People who are connected', connectionCount(store))
      return timed(store, all)
    },
    listen: server.listen,
    async close(): Promise<void> {
      stop()
      await server.close()
    },
  }
}
