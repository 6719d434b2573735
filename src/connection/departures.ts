import { hashOf } from '../secrets.ts'
import { records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type ChatUser, userKey } from './chat-user.ts'
import { CONNECTION_TTL_MS } from './connection.ts'

/** When a person uninstalled the app, and when they installed it again after that: epoch milliseconds by the channel's clock.
 *  `handled`: the removals that were noted, by their times. `ended`: hashes of the connections that were ended on purpose. */
type Departure = { at: number; returnedAt?: number | undefined; handled?: number[]; ended?: string[] }

const FORMAT = 1

/** As long as an earlier sign-in link is valid, and as long as a backup could restore the record of a connection. */
const DEPARTURE_KEPT_MS = CONNECTION_TTL_MS
/** By how much the times of the channel's notices and messages may be out of order. */
export const SKEW_MS = 10_000
const MOST_KEPT = 10

export type Departures = ReturnType<typeof departures>

/** The people who have uninstalled the app. A message that they sent before, but that arrives later, must not store anything for
 *  them again. All times are the channel's. Their key is hashed, so that the record does not name them. */
export function departures(store: Store) {
  const stored = records<Departure>(store, FORMAT)
  const keyOf = (user: ChatUser) => `left/${hashOf(userKey(user))}`
  const find = async (user: ChatUser) => (await stored.get(keyOf(user)))?.value
  return {
    /** Notes that `user` left at `at`. A removal that arrives late does not replace a later one.
     *  @returns false if this removal was noted before, and the user has returned since. */
    async note(user: ChatUser, at: number): Promise<boolean> {
      const { isChanged } = await stored.update(keyOf(user), (found) => {
        const handled = found?.handled ?? []
        if (found?.returnedAt !== undefined && handled.includes(at)) return 'leave'
        const noted = [...handled, at].slice(-MOST_KEPT)
        return kept({ at: Math.max(found?.at ?? at, at), handled: noted, ended: found?.ended })
      })
      return isChanged
    },

    /** Notes that `user` installed the app at `at`. */
    async returned(user: ChatUser, at: number): Promise<void> {
      await stored.update(keyOf(user), (found) =>
        found && at > found.at - SKEW_MS ? kept({ ...found, returnedAt: at }) : 'leave',
      )
    },

    /** Notes that the connection of this sign-in has ended: it must not come back from a backup. */
    async ended(user: ChatUser, epoch: string): Promise<void> {
      await stored.update(keyOf(user), (found = { at: 0 }) =>
        kept({ ...found, ended: [...(found.ended ?? []), hashOf(epoch)].slice(-MOST_KEPT) }),
      )
    },

    /** Whether `user` has left since `sentAt`. */
    isOver: async (user: ChatUser, sentAt: number): Promise<boolean> => isOver(await find(user), sentAt),

    /** As `isOver`, and whether a connection was ended before. */
    async look(user: ChatUser, sentAt: number) {
      const found = await find(user)
      const ended = found?.ended ?? []
      return {
        isOver: isOver(found, sentAt),
        hasEnded: ended.length > 0 ? (epoch: string) => ended.includes(hashOf(epoch)) : undefined,
      }
    },
  }
}

function kept(value: Departure): { value: Departure; ttlMs: number } {
  return { value, ttlMs: DEPARTURE_KEPT_MS }
}

function isOver(left: Departure | undefined, sentAt: number): boolean {
  if (!left) return false
  const { at, returnedAt } = left
  return returnedAt === undefined ? sentAt <= at : sentAt < Math.min(at, returnedAt)
}
