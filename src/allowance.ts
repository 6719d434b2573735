/** So many are told apart; beyond that, whoever was quiet longest begins anew. */
const MOST = 10_000

type Options = { atOnce: number; perSecond: number; most?: number; now?: () => number }

/** What each of many may do: `atOnce` times in one go, and from then on `perSecond` times a second. Kept in memory, so each
 *  instance counts for itself.
 *  @returns a function that takes once from somebody's allowance. It says 0, or in how many milliseconds they may again. */
export function allowances({ atOnce, perSecond, most = MOST, now = () => performance.now() }: Options) {
  const everyMs = 1_000 / perSecond
  /** When each has their whole allowance again, those last seen at the end. */
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
