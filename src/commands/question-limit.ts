import { allowances } from '../allowance.ts'
import { type ChatUser, userKey } from '../connection/chat-user.ts'

/** More than anybody types or clicks in a minute, and few enough for Graph's 10,000 requests to a mailbox in ten minutes.
 *  https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits */
const QUESTIONS = { atOnce: 120, perSecond: 2 }

/** @returns a function that counts a question, and says whether the user may ask it now. */
export function questionLimit(): (user: ChatUser) => boolean {
  const waitMs = allowances(QUESTIONS)
  return (user) => waitMs(userKey(user)) === 0
}
