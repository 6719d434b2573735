import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type ChatUser, userKey } from './chat-user.ts'

/** When a person uninstalled the app: epoch milliseconds. */
type Departure = { at: number }

const VERSION = 1

/** As long as the channel may still deliver what the person sent before. */
const KEPT_MS = 10 * 60_000

export type Departures = ReturnType<typeof departures>

/** Who has uninstalled the app. A message that they sent before, and that arrives after, must not store anything for them
 *  again. Their key is hashed, so that the record does not name them. */
export function departures(store: Store) {
  const stored = records<Departure>(store, VERSION)
  const keyOf = (user: ChatUser) => `left/${hashOf(userKey(user))}`
  return {
    /** Notes that `user` left at `at`. An earlier departure that arrives late does not take the place of a later one. */
    async note(user: ChatUser, at: number): Promise<void> {
      await stored.update(keyOf(user), (found) => ({ value: { at: Math.max(found?.at ?? at, at) }, ttlMs: KEPT_MS }))
    },

    /** Whether `user` has left since `sentAt`. */
    async isOver(user: ChatUser, sentAt: number): Promise<boolean> {
      const left = await stored.get(keyOf(user))
      return left !== undefined && sentAt <= left.value.at
    },
  }
}
