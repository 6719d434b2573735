import { setImmediate as laterTurn } from 'node:timers/promises'

let last: Promise<void> = Promise.resolve()

/** Resolves in a later turn of the event loop. Long work waits here between its slices. However many wait, only one of them
 *  continues in each turn, because a hundred slices in one turn would delay everything else. */
export function nextTurn(): Promise<void> {
  last = last.then(() => laterTurn())
  return last
}
