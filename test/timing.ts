import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as laterTurn } from 'node:timers/promises'
import { expect } from 'vitest'

/** `npm run test:timing` sets it. The machine should be idle for that. */
const ON_IDLE_MACHINE = process.env['TEST_TIMING'] === '1'

/** Checks that a duration, or the ratio of two durations, is below a limit. Only `npm run test:timing` checks this, because on a
 *  busy machine a duration says nothing about the program. */
export function expectWithin(limit: number, duration: number): void {
  if (ON_IDLE_MACHINE) expect(duration).toBeLessThan(limit)
}

/** How long this thread computes in `work`, in milliseconds. Other processes on the machine do not count. */
export function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  return sum(process.threadCpuUsage(before))
}

/** The same for work that waits in between. Other work of this thread meanwhile counts as well. */
export async function cpuMsMeanwhile(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  return sum(process.threadCpuUsage(before))
}

/** `heldMs`: the longest time that the work computed without a turn for other work, not counting garbage collections.
 *  `collectingMs`: the longest garbage collection. `heldWallMs`: the longest time that the event loop stood still. `ms`: the time
 *  of the whole computation, including collections. Other processes on the machine only affect `collectingMs` and
 *  `heldWallMs`. */
export type Watched<Made> = { made: Made; heldMs: number; collectingMs: number; heldWallMs: number; ms: number }

/** Slices that are shorter than this, in milliseconds, are not examined. */
const SHORT_MS = 5

/** Does the work, and watches the event loop meanwhile. */
export async function watched<Made>(work: () => Promise<Made>): Promise<Watched<Made>> {
  const loop = { isOver: false, heldWallMs: 0, ms: 0 }
  const slices: { from: number; to: number; ms: number }[] = []
  const collections: PerformanceEntry[] = []
  const observer = new PerformanceObserver((list) => void collections.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  let last = process.threadCpuUsage()
  let lastAt = performance.now()
  const look = () => {
    const ms = sum(process.threadCpuUsage(last))
    loop.ms += ms
    const now = performance.now()
    if (ms > SHORT_MS) slices.push({ from: lastAt, to: now, ms })
    loop.heldWallMs = Math.max(loop.heldWallMs, now - lastAt)
    last = process.threadCpuUsage()
    lastAt = performance.now()
  }
  const turning = (async () => {
    while (!loop.isOver) {
      await laterTurn()
      look()
    }
  })()
  const made = await work()
  look()
  loop.isOver = true
  await turning
  // Node reports garbage collections a few turns later.
  for (let turns = 0; turns < 5; turns++) await laterTurn()
  observer.disconnect()
  const held = slices.map(({ from, to, ms }) => {
    const within = collections.filter(({ startTime }) => startTime >= from && startTime <= to)
    return Math.max(0, ms - within.reduce((sum, { duration }) => sum + duration, 0))
  })
  return {
    made,
    heldMs: Math.max(SHORT_MS, ...held),
    collectingMs: Math.max(0, ...collections.map(({ duration }) => duration)),
    heldWallMs: loop.heldWallMs,
    ms: loop.ms,
  }
}

function sum({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000
}
