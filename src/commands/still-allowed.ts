import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, connectionKey } from '../connection/connection.ts'
import { forget } from './forget.ts'
import type { Versioned } from '../store/update.ts'
import type { Services } from './services.ts'

/** The person's connection, as far as the operator's rules still allow it: one that they no longer allow ends here, with
 *  everything that is stored for the person. */
export async function allowedConnection(user: ChatUser, services: Services): Promise<Connection | undefined> {
  return (await allowedRecord(user, services))?.value
}

/** As `allowedConnection`, as it is stored. @param connection if it is read already */
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
