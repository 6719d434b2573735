import { setTimeout as sleep } from 'node:timers/promises'

/** For some seconds Exchange may say that a contact has a different version from the one that it has just returned.
 *  https://github.com/mguessan/davmail/issues/491 */
const PAUSES_MS = [0, 300, 1_000, 1_500]
const NAMED = 2

/** Attempts to write a contact that was read just before, with pauses between them. `isVersionNamed`: whether to write only that
 *  version. Later attempts do not name the version: if it is refused although nothing has changed, it would always be refused. */
export async function* attempts(): AsyncGenerator<{ isVersionNamed: boolean }, void> {
  for (const [attempt, pauseMs] of PAUSES_MS.entries()) {
    if (pauseMs > 0) await sleep(pauseMs)
    yield { isVersionNamed: attempt < NAMED }
  }
}
