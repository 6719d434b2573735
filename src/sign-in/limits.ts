import type { Records } from '../store/records.ts'
import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { hashOf } from '../secrets.ts'

/** How many sign-ins a person began in the day that ends at `until` (epoch milliseconds). */
export type SignInCount = { times: number; until: number }

export const SIGN_IN_COUNT_VERSION = 1

const DAY_MS = 24 * 60 * 60_000
export const SIGN_INS_A_DAY = 20

/** Counts the sign-ins that people begin. What is counted outlives `disconnect` and the bot's being taken away, which would
 *  otherwise bring new guesses at a code; as with those who left, the key is hashed.
 *  @returns a function that counts one, and says whether it may begin: twenty a day may. */
export function signInCounts(records: Records<SignInCount>) {
  return async function mayBegin(user: ChatUser): Promise<boolean> {
    const key = `sign-ins/${hashOf(userKey(user))}`
    const first = { times: 1, until: Date.now() + DAY_MS }
    if (await records.add(key, first, DAY_MS)) return true
    for (;;) {
      const found = await records.get(key)
      if (!found) {
        // Over this moment, or sealed under a key that is gone.
        await records.put(key, first, DAY_MS)
        return true
      }
      const { times, until } = found.value
      if (times >= SIGN_INS_A_DAY) return false
      const counted = { times: times + 1, until }
      const keptMs = Math.max(1, until - Date.now())
      if ((await records.replace(key, found.version, counted, keptMs)) !== undefined) return true
    }
  }
}
