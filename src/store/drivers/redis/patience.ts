/** A timer that is later than this shows that the process was held up. */
const LATE_MS = 50
/** A process that is held up again and again must not wait forever. */
const MOST_EXTENSIONS = 3

type Waiting = { until: number; extensions: number; giveUp: () => void }

/** Waits for many answers, at most `ms` for each. If the process was held up during that time, by a long computation or by other
 *  programs, it waits longer: its timers then run before it has read the answers that have arrived, or even before it has sent
 *  its commands.
 *  @returns a function that waits for `work`, and rejects with what `error` makes if that takes too long */
export function patience(ms: number) {
  /** The oldest first. */
  const waiting = new Set<Waiting>()
  let timer: NodeJS.Timeout | undefined

  /** One timer for all of them. */
  function watch(): void {
    const [oldest] = waiting
    if (timer !== undefined || !oldest) return
    timer = setTimeout(look, oldest.until - performance.now(), oldest.until).unref()
  }

  function look(due: number): void {
    timer = undefined
    const at = performance.now()
    const lateMs = at - due
    for (const one of waiting) {
      if (lateMs > LATE_MS && one.extensions < MOST_EXTENSIONS) {
        one.extensions += 1
        one.until += lateMs + Math.min(lateMs, ms)
      } else if (one.until <= at) {
        waiting.delete(one)
        one.giveUp()
      }
    }
    watch()
  }

  return function within<T>(work: Promise<T>, error: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const one = { until: performance.now() + ms, extensions: 0, giveUp: () => reject(error()) }
      waiting.add(one)
      watch()
      const over = () => waiting.delete(one)
      work.then(
        (value) => over() && resolve(value),
        (reason: Error) => over() && reject(reason),
      )
    })
  }
}
