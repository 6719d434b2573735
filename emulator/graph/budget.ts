import { overBudget } from './refusal.ts'

const WINDOW_MS = 600_000

/** Counts the requests of each mailbox in the last ten minutes, those that were refused among them.
 *  @returns what throws a Refusal where a request is one more than `max` */
export function budget(max: number, now: () => number): (oid: string) => void {
  const spent = new Map<string, number[]>()

  return function spend(oid) {
    const at = now()
    const times = spent.get(oid) ?? []
    while (times[0] !== undefined && times[0] <= at - WINDOW_MS) times.shift()
    times.push(at)
    spent.set(oid, times)
    if (times.length <= max) return
    const freeAt = (times[times.length - max] ?? at) + WINDOW_MS
    throw overBudget(Math.ceil((freeAt - at) / 1000))
  }
}
