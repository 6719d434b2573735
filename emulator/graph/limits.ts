import { overBudget, throttled } from './refusal.ts'

const WINDOW_MS = 600_000

export type Limits = {
  /** How many requests a mailbox answers at a time. */
  maxConcurrent: number
  /** How many requests a mailbox accepts in ten minutes, including refused ones. */
  maxRequests: number
}

/** Holds every mailbox to these limits, which may change at any time. */
export function limited(limits: Readonly<Limits>, now: () => number) {
  const underWay = new Map<string, number>()
  const spent = new Map<string, number[]>()

  function spend(oid: string): void {
    const at = now()
    const times = spent.get(oid) ?? []
    while (times[0] !== undefined && times[0] <= at - WINDOW_MS) times.shift()
    times.push(at)
    spent.set(oid, times)
    if (times.length <= limits.maxRequests) return
    const freeAt = (times[times.length - limits.maxRequests] ?? at) + WINDOW_MS
    throw overBudget(Math.ceil((freeAt - at) / 1000))
  }

  /** Does `work` at the mailbox of this person.
   *  @throws {Refusal} if the mailbox gets too many requests at a time, or too many in ten minutes */
  return async function inTurn<T>(oid: string, work: () => Promise<T>): Promise<T> {
    spend(oid)
    const others = underWay.get(oid) ?? 0
    if (others >= limits.maxConcurrent) throw throttled()
    underWay.set(oid, others + 1)
    try {
      return await work()
    } finally {
      underWay.set(oid, (underWay.get(oid) ?? 1) - 1)
    }
  }
}
