import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectorError, isFinalNo } from './connector.ts'

/** The pauses between attempts. A chat that can be reached again gets the message within the last of these. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000]
/** Failures of the channel rarely last longer, and the record of a turn does not live longer. */
const PATIENCE_MS = 10 * 60_000

/** Whether a message may be sent again after this error: it did not arrive, but it may arrive next time. */
export function mayPass(error: unknown): boolean {
  return !isFinalNo(error) && !(error instanceof ConnectorError && error.status === undefined)
}

type Options = {
  /** Called with each attempt, so that the process can wait for it when it stops. */
  track: (work: Promise<unknown>) => void
  /** Ends the attempts. */
  signal?: AbortSignal | undefined
  pausesMs?: readonly number[]
}

export type TryAgain = ReturnType<typeof tryingAgain>

/** @returns a function that makes attempts in the background, until one returns false because nothing is left to send. */
export function tryingAgain({ track, signal, pausesMs = PAUSES_MS }: Options) {
  return function tryAgain(attempt: () => Promise<boolean>): void {
    // An abort ends the sleep by an error.
    void attempts(attempt).catch(() => undefined)
  }

  async function attempts(attempt: () => Promise<boolean>): Promise<void> {
    const until = performance.now() + PATIENCE_MS
    for (let times = 0; performance.now() < until; times += 1) {
      await sleep(pausesMs[Math.min(times, pausesMs.length - 1)], undefined, { ref: false, ...(signal && { signal }) })
      const work = attempt()
      track(work)
      if (!(await work)) return
    }
  }
}
