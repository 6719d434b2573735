import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Meters } from './meters.ts'

const RESOLUTION_MS = 10
const NANOSECONDS = 1e9

/** The delay of the event loop, and CPU time, memory and start of the process. The library's own set has seventy series, most of
 *  which nobody reads.
 *  @returns a function that ends the measuring */
export function processMeters({ gauge }: Pick<Meters, 'gauge'>): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  // The timer itself takes the resolution; what is beyond it is delay.
  const beyond = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1_000)
  gauge('event_loop_delay_seconds', 'The 99th percentile of the delay of the event loop since the last reading', () => {
    const seconds = beyond(delay.percentile(99))
    delay.reset()
    return seconds
  })
  gauge('process_cpu_seconds_total', 'CPU time of the process', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss())
  gauge('process_start_time_seconds', 'When the process started, by the clock', () => performance.timeOrigin / 1_000)
  return () => delay.disable()
}
