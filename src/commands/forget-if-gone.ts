import { connectionKey } from '../connection/connection.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { Answer, Services } from './services.ts'

/** The answer to a command that stores a deleted contact for undoing. If the person disconnects at the same time, their data may
 *  be deleted before that contact is stored, so it is deleted again. */
export function forgettingIfGone<Type extends Command['type']>(answer: Answer<Type>): Answer<Type> {
  return async (command, exchange, services) => {
    try {
      return await answer(command, exchange, services)
    } finally {
      if (await isGone(exchange, services)) await services.editing.forgetDeleted(exchange.user)
    }
  }
}

async function isGone({ user, sentAt }: Exchange, services: Services): Promise<boolean> {
  const { application, connections, departures } = services
  if (application) return departures.isOver(user, sentAt)
  return !(await connections.get(connectionKey(user)))
}
