/** How many names are remembered. Beyond that, the name that has been inactive longest is forgotten, and has its full allowance
 *  again. */
const MOST = 10_000

type Options = { atOnce: number; perSecond: number; most?: number; now?: () => number }

/** Limits how often each of many may do something: `atOnce` times in one go, and `perSecond` times a second after that. Kept
 *  in memory, so each instance counts for itself.
 *  @returns a function that takes one from the allowance of a name, and gives 0; or, if nothing is left, in how many
 *  milliseconds there will be. */
export function allowances({ atOnce, perSecond, most = MOST, now = () => performance.now() }: Options) {
  const everyMs = 1_000 / perSecond
  /** When each name has its whole allowance again. The names seen last are at the end. */
  const wholeAt = new Map<string, number>()

  return function take(name: string): number {
    const at = now()
    const before = Math.max(at, wholeAt.get(name) ?? at)
    const waitMs = Math.max(0, before + everyMs - (at + atOnce * everyMs))
    wholeAt.delete(name)
    wholeAt.set(name, waitMs > 0 ? before : before + everyMs)
    const [quietest] = wholeAt.keys()
    if (wholeAt.size > most && quietest !== undefined) wholeAt.delete(quietest)
    return waitMs
  }
}
