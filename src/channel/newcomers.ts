import { allowances } from '../allowance.ts'
import { hashOf } from '../secrets.ts'
import { type Activity, TEAMS } from './activity.ts'

/** How many people that we have not seen lately one channel may bring. Each may cost a few records and their keys for ten
 *  minutes: about ten megabytes in total. */
const NEWCOMERS = { atOnce: 5_000, perSecond: 20 }

/** More people than can come while any of their records exists. */
const MOST_REMEMBERED = 20_000

/** If the channel does not vouch for people, one person can pose as any number of people, and each of them creates records.
 *  Teams vouches for its people, so they are not counted. The count is in memory, so each instance counts separately.
 *  @returns a function that says whether the sender of an activity may be answered now */
export function newcomerLimit(limits = NEWCOMERS): (activity: Activity) => boolean {
  const waitMs = allowances(limits)
  const known = new Set<string>()

  return function mayCome({ channelId, conversation, from }: Activity): boolean {
    if (channelId === TEAMS) return true
    const person = hashOf(JSON.stringify([channelId, conversation.id, from.id]))
    const isKnown = known.delete(person)
    if (!isKnown && waitMs(channelId) > 0) return false
    known.add(person)
    const [longestQuiet] = known
    if (known.size > MOST_REMEMBERED && longestQuiet !== undefined) known.delete(longestQuiet)
    return true
  }
}
