import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import { forget } from './forget.ts'
import type { Versioned } from '../store/update.ts'
import type { Services } from './services.ts'

/** The person's connection, if the operator's rules still allow it. If they do not, the connection ends here, and everything
 *  stored for the person is deleted. */
export async function allowedConnection(user: ChatUser, services: Services): Promise<Connection | undefined> {
  return (await allowedRecord(user, services))?.value
}

/** Like `allowedConnection`, but returns the stored record. @param connection the record, if it has already been read */
export async function allowedRecord(
  user: ChatUser,
  services: Services,
  connection = services.connections.get(connectionKey(user)),
): Promise<Versioned<Connection> | undefined> {
  const found = await connection
  if (!found || services.signIn.mayUse(user, found.value.account)) return found
  await forget(services, user)
  return undefined
}
