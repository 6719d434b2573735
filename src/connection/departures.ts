import type { Records } from '../store/records.ts'
import { type ChatUser, userKey } from './chat-user.ts'
import { hashOf } from '../secrets.ts'

/** When a person took the bot away: epoch milliseconds. */
export type Departure = { at: number }

export const DEPARTURE_VERSION = 1

/** As long as the channel may deliver what was sent before. */
const KEPT_MS = 10 * 60_000

export type Departures = ReturnType<typeof departures>

/** People who have left. What they sent before, and arrives after, must bring nothing back. Their key is hashed: nobody who
 *  left can be found by name. */
export function departures(records: Records<Departure>) {
  const keyOf = (user: ChatUser) => `left/${hashOf(userKey(user))}`
  return {
    /** A removal that arrives late makes no later one undone. */
    async note(user: ChatUser, at: number): Promise<void> {
      const known = (await records.get(keyOf(user)))?.value.at ?? at
      await records.put(keyOf(user), { at: Math.max(known, at) }, KEPT_MS)
    },

    /** Whether `user` has left since `sentAt`. */
    async isOver(user: ChatUser, sentAt: number): Promise<boolean> {
      const left = await records.get(keyOf(user))
      return left !== undefined && sentAt <= left.value.at
    },
  }
}
