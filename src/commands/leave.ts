import { connectionKey } from '../connection/connection.ts'
import type { Exchange } from './exchange.ts'
import { forget } from './forget.ts'
import type { CommandOf, Parts } from './parts.ts'

/** The user has removed the bot: everything that is stored for them is deleted. Nothing is said, as the bot is no longer in
 *  the chat. */
export async function leave(_: CommandOf<'leave'>, { user, sentAt }: Exchange, parts: Parts): Promise<void> {
  const connected = await parts.connections.get(connectionKey(user))
  // A newer connection means that the user has returned.
  if (connected && connected.value.since > sentAt) return
  await parts.departures.note(user, sentAt)
  await forget(parts, user)
}
