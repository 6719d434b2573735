import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import { forget } from './forget.ts'
import type { Services } from './services.ts'

/** The person's connection, as far as the operator's rules still allow it: one that they no longer allow ends here, with
 *  everything that is stored for the person. */
export async function allowedConnection(user: ChatUser, services: Services): Promise<Connection | undefined> {
  const connection = (await services.connections.get(connectionKey(user)))?.value
  if (!connection || services.signIn.mayUse(user, connection.account)) return connection
  await forget(services, user)
  return undefined
}
