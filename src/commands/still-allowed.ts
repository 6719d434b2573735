import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import { forget } from './forget.ts'
import type { Parts } from './parts.ts'

/** The person's connection, as far as the operator's rules still allow it: one that they no longer allow ends here, with
 *  everything that is stored for the person. */
export async function allowedConnection(user: ChatUser, parts: Parts): Promise<Connection | undefined> {
  const connection = (await parts.connections.get(connectionKey(user)))?.value
  if (!connection || parts.signIn.mayUse(user, connection.account)) return connection
  await forget(parts, user)
  return undefined
}
