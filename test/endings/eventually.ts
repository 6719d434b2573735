import { setTimeout as sleep } from 'node:timers/promises'

const LIMIT_MS = 60_000

/** Looks again and again until `look` gives what is expected. vitest's own `expect.poll` only works in a test's own function.
 *  @returns the last result */
export async function eventually<T>(look: () => T | Promise<T>, isExpected: (found: T) => boolean): Promise<T> {
  for (const until = performance.now() + LIMIT_MS; ; await sleep(20)) {
    const found = await look()
    if (isExpected(found) || performance.now() > until) return found
  }
}
