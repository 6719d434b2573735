import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** How many sign-ins a person has begun in the day that ends at `until` (epoch milliseconds). */
type SignInCount = { times: number; until: number }

const VERSION = 1

const DAY_MS = 24 * 60 * 60_000

/** How many sign-ins a person may begin within a day. */
export const SIGN_INS_A_DAY = 20

/** Counts the sign-ins that people begin. The count survives `disconnect` and the uninstalling of the app: otherwise either
 *  would bring new guesses at a code. As it stays after a person has left, its key is hashed.
 *  @returns a function that counts one sign-in and says whether it may begin. */
export function signInCounts(store: Store) {
  const counts = records<SignInCount>(store, VERSION)

  return async function mayBegin(user: ChatUser): Promise<boolean> {
    const { isChanged } = await counts.update(
      `sign-ins/${hashOf(userKey(user))}`,
      (found) => {
        if (!found) return { value: { times: 1, until: Date.now() + DAY_MS }, ttlMs: DAY_MS }
        if (found.times >= SIGN_INS_A_DAY) return 'leave'
        return { value: { ...found, times: found.times + 1 }, ttlMs: Math.max(1, found.until - Date.now()) }
      },
      'none',
    )
    return isChanged
  }
}
