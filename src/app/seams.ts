import type { Room } from '../book/room.ts'
import type { Services } from '../commands/services.ts'
import type { SlowClients } from '../http/server.ts'
import type { Languages } from '../text/languages.ts'

/** For tests. `signInMs`: how long a sign-in may take. `answerWithinMs`: when a delivery is answered at the latest. `slowClients`,
 *  `answerMs`: how long the server waits for clients. `languages`: others. `newcomers`: how many new people a channel may bring.
 *  `now`: the clock that tells how old a copy of an address book is. `room`: for address books that are being read.
 *  `newBudget`: what the search for one question may use. */
export type Seams = {
  signInMs?: number | undefined
  answerWithinMs?: number | undefined
  slowClients?: SlowClients | undefined
  answerMs?: number | undefined
  languages?: Languages | undefined
  newcomers?: { atOnce: number; perSecond: number } | undefined
  now?: (() => number) | undefined
  room?: Room | undefined
  newBudget?: Services['budget'] | undefined
}
