import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type ChatUser, userKey } from './chat-user.ts'

/** When a person uninstalled the app, and when they installed it again after that: epoch milliseconds by the channel's clock.
 *  `handled`: the removals that were noted, by their times. */
type Departure = { at: number; returnedAt?: number | undefined; handled?: number[] }

const VERSION = 1

/** As long as the channel may still deliver what the person sent before. */
const KEPT_MS = 10 * 60_000
/** How far the times of the channel's notices and messages may be in the wrong order. */
export const SKEW_MS = 10_000
const MOST_HANDLED = 10

export type Departures = ReturnType<typeof departures>

/** Who has uninstalled the app. A message that they sent before, and that arrives after, must not store anything for them
 *  again. All times are the channel's. Their key is hashed, so that the record does not name them. */
export function departures(store: Store) {
  const stored = records<Departure>(store, VERSION)
  const keyOf = (user: ChatUser) => `left/${hashOf(userKey(user))}`
  return {
    /** Notes that `user` left at `at`. A removal that arrives late does not take the place of a later one.
     *  @returns false where this removal was noted before, and the user has returned since. */
    async note(user: ChatUser, at: number): Promise<boolean> {
      const { isChanged } = await stored.update(keyOf(user), (found) => {
        const handled = found?.handled ?? []
        if (found?.returnedAt !== undefined && handled.includes(at)) return 'leave'
        const noted = [...handled, at].slice(-MOST_HANDLED)
        return { value: { at: Math.max(found?.at ?? at, at), handled: noted }, ttlMs: KEPT_MS }
      })
      return isChanged
    },

    /** Notes that `user` installed the app at `at`. */
    async returned(user: ChatUser, at: number): Promise<void> {
      await stored.update(keyOf(user), (found) =>
        found && at > found.at - SKEW_MS ? { value: { ...found, returnedAt: at }, ttlMs: KEPT_MS } : 'leave',
      )
    },

    /** Whether `user` has left since `sentAt`. */
    async isOver(user: ChatUser, sentAt: number): Promise<boolean> {
      const left = (await stored.get(keyOf(user)))?.value
      if (!left) return false
      const { at, returnedAt } = left
      return returnedAt === undefined ? sentAt <= at : sentAt < Math.min(at, returnedAt)
    },
  }
}
