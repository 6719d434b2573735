import { connectionKey } from '../connection/connection.ts'
import { SKEW_MS } from '../connection/departures.ts'
import type { Exchange } from './exchange.ts'
import { forget } from './forget.ts'
import type { CommandOf, Services } from './services.ts'

/** Deletes everything that is stored for a user who has removed the bot. There is no reply, because the bot is no longer in the
 *  chat. */
export async function leave(_: CommandOf<'leave'>, { user, sentAt }: Exchange, services: Services): Promise<void> {
  const connected = (await services.connections.get(connectionKey(user)))?.value
  // Only a sign-in that was asked for after the removal means that the user has returned. Both times are the channel's: our own
  // clock may differ, and a sign-in that was asked for earlier may end after the removal. In case of doubt everything is deleted.
  const surely = sentAt + SKEW_MS
  if (connected?.askedAt !== undefined && connected.askedAt > surely) return
  if (await services.signIn.isAskedAfter(user, surely)) return
  if (await services.departures.note(user, sentAt)) await forget(services, user)
}
