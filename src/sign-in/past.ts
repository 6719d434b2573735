import type { Connections } from '../connection/connection.ts'
import type { Outcome } from './outcome.ts'
import type { PendingSignIns } from './pending.ts'

/** How the sign-in of a ticket or state ended. A second press of the button, another tab and the browser's back button all come
 *  after the end, and must not contradict the chat.
 *  @param hash of the ticket or state. @returns `expired` if the sign-in has left nothing behind. */
export async function endOf(
  { pendings, connections }: { pendings: PendingSignIns; connections: Connections },
  hash: string,
): Promise<Outcome> {
  const ended = await pendings.followEnded(hash)
  if (!ended) return { kind: 'expired' }
  const connection = (await connections.get(`connection/${ended.userKey}`))?.value
  if (connection?.epoch === ended.epoch) return { kind: 'over', as: { kind: 'connected' } }
  const pending = await pendings.get(`pending/${ended.userKey}`)
  if (pending?.epoch !== ended.epoch) return { kind: 'expired' }
  if (pending.over) return { kind: 'over', as: pending.over }
  return pending.provisional ? { kind: 'over', as: { kind: 'code' } } : { kind: 'expired' }
}
