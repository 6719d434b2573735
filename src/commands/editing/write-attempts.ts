import { setTimeout as sleep } from 'node:timers/promises'

/** Exchange may say for seconds that a contact has another version than the one it has just given.
 *  https://github.com/mguessan/davmail/issues/491 */
const PAUSES_MS = [0, 300, 1_000, 1_500]
const NAMED = 2

/** Attempts to write what was read just before, with pauses between them. `isVersionNamed`: whether to write that version only.
 *  Later attempts do not name it: if it is refused although nothing has changed, it would be refused for ever. */
export async function* attempts(): AsyncGenerator<{ isVersionNamed: boolean }, void> {
  for (const [attempt, pauseMs] of PAUSES_MS.entries()) {
    if (pauseMs > 0) await sleep(pauseMs)
    yield { isVersionNamed: attempt < NAMED }
  }
}
