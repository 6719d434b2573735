import { allowances } from '../allowance.ts'
import { hashOf } from '../secrets.ts'
import { type Activity, TEAMS } from './activity.ts'

/** How many people whom we have not seen lately one channel may bring. Each may cost a few records and their keys for ten
 *  minutes: these make some ten megabytes. */
const NEWCOMERS = { atOnce: 5_000, perSecond: 20 }

/** More than may come while any of their records lives. */
const MOST_REMEMBERED = 20_000

/** If the channel does not vouch for people, anybody can be as many people as they like, and each of them makes records.
 *  Teams vouches: there a person is a person. Counted in memory, so each instance counts for itself.
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
