import { offeredAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { forget } from './forget.ts'
import type { CommandOf, Services } from './services.ts'

/** `disconnect`: deletes everything that is stored for the user. */
export async function disconnect(
  _: CommandOf<'disconnect'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  return exchange.once(async () => {
    const { underWay, connection } = await forget(services, exchange.user)
    return { steps: [...offeredAgain(underWay), { reply: { kind: 'disconnected', account: connection?.account } }] }
  })
}
