import type { ChatUser } from '../connection/chat-user.ts'
import { type Connection, type Connections, connectionKey } from '../connection/connection.ts'
import type { PendingSignIns } from '../sign-in/pending.ts'

/** Deletes everything kept of a person. The sign-in under way goes first, so that its late callback connects nobody.
 *  @returns what was connected, undefined where nothing was. */
export async function forget(
  { pendings, connections }: { pendings: PendingSignIns; connections: Connections },
  user: ChatUser,
): Promise<Connection | undefined> {
  await pendings.drop(user)
  const stored = await connections.get(connectionKey(user))
  await connections.delete(connectionKey(user))
  return stored?.value
}
