import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** How many codes a person was shown but did not type, in the day that ends at `until` (epoch milliseconds). */
type CodeCount = { times: number; until: number }

const FORMAT = 1

const DAY_MS = 24 * 60 * 60_000

/** How many sign-ins with a code that was never typed a person may have within a day. */
export const CODES_A_DAY = 20

export type CodeCounts = ReturnType<typeof codeCounts>

/** Counts the codes that sign-ins hand out: each allows a few guesses. Questions, unused cards and sign-ins that Microsoft
 *  refused allow no guess, so they are not counted. The count survives `disconnect` and uninstalling the app, because otherwise
 *  both would allow new guesses. Since it stays after a person has left, its key is hashed. */
export function codeCounts(store: Store) {
  const counts = records<CodeCount>(store, FORMAT)
  const keyOf = (user: ChatUser) => `sign-ins/${hashOf(userKey(user))}`
  const leftMs = ({ until }: CodeCount) => Math.max(1, until - Date.now())

  return {
    /** Whether a person may begin another sign-in. */
    async mayBegin(user: ChatUser): Promise<boolean> {
      const found = await counts.get(keyOf(user))
      return !found || found.value.times < CODES_A_DAY
    },

    /** A code is about to be shown. */
    async handedOut(user: ChatUser): Promise<void> {
      await counts.update(
        keyOf(user),
        (found) =>
          found
            ? { value: { ...found, times: found.times + 1 }, ttlMs: leftMs(found) }
            : { value: { times: 1, until: Date.now() + DAY_MS }, ttlMs: DAY_MS },
        'none',
      )
    },

    /** The right code came back: this sign-in was no guess. */
    async cameBack(user: ChatUser): Promise<void> {
      await counts.update(keyOf(user), (found) =>
        found && found.times > 0 ? { value: { ...found, times: found.times - 1 }, ttlMs: leftMs(found) } : 'leave',
      )
    },
  }
}
