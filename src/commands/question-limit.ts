import { allowances } from '../allowance.ts'
import { userKey } from '../connection/chat-user.ts'
import type { Asked } from './asked.ts'
import type { Kept } from './turn-memory.ts'

/** More than anybody types or clicks in a minute, and few enough for Graph's limit of 10,000 requests to a mailbox in ten
 *  minutes.
 *  https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits */
const QUESTIONS = { atOnce: 120, perSecond: 2 }

/** @returns a function that counts a question, and says whether the user may ask it now. A message counts once, whatever it
 *  does. */
export function questionLimit(): (asked: Pick<Asked, 'user' | 'kept'>) => boolean {
  const waitMs = allowances(QUESTIONS)
  const counted = new WeakMap<Kept, boolean>()
  return ({ user, kept }) => {
    const mayAsk = counted.get(kept) ?? waitMs(userKey(user)) === 0
    counted.set(kept, mayAsk)
    return mayAsk
  }
}
