// The differences without sign-ins, when the application reads mailboxes with its own permission (GRAPH_ACCESS=application).
import type { ChatUser } from '../connection/chat-user.ts'
import { connectionKey } from '../connection/connection.ts'
import type { LiveToken } from '../connection/tokens.ts'
import { GraphError, isAboutToken } from '../graph/graph.ts'
import type { Exchange } from './exchange.ts'
import { LASTING, lookInto } from './first-look.ts'
import type { Apology } from './reply.ts'
import type { Services } from './services.ts'
import { apology, troubleOf } from './trouble.ts'
import { withToken } from './with-token.ts'

/** Whether somebody's contacts can be read: they are connected, or need no connection.
 *  @param connection the connection, if it has already been read */
export async function isConnected(
  user: ChatUser,
  { application, connections }: Services,
  connection?: Promise<object | undefined>,
): Promise<boolean> {
  if (application) return !('reason' in application.mailboxOf(user))
  return (await (connection ?? connections.get(connectionKey(user)))) !== undefined
}

/** `connect`: says that no sign-in is needed, after checking whether the mailbox can be read. */
export async function connectWithoutSignIn(exchange: Exchange, services: Services): Promise<void> {
  const look = await withToken({ type: 'connect' }, exchange, services, async (token) => ({
    but: await whyNobody(token, exchange, services),
  }))
  if (look) await exchange.say({ kind: 'no_sign_in', but: look.but })
}

/** Why no question will find anybody, if that is quickly known. */
async function whyNobody(
  token: LiveToken,
  exchange: Exchange,
  services: Services,
): Promise<'empty' | Apology | undefined> {
  try {
    return await lookInto(token, exchange, services)
  } catch (error) {
    // `withToken` handles these refusals.
    if (isAboutToken(error) || (error instanceof GraphError && error.code === 'forbidden')) throw error
    return LASTING.has(troubleOf(error)) ? apology(error, exchange) : undefined
  }
}
