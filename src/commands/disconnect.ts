import { offeredAgain, offerTo } from './ask-to-sign-in.ts'
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
    // An earlier question that is still being answered must not restore anything.
    if (services.application) await services.departures.note(exchange.user, exchange.sentAt - 1)
    const { underWay, connection } = await forget(services, exchange.user)
    const { signIn } = services
    const url = offerTo(exchange, signIn)
    const reply = { kind: 'disconnected' as const, account: connection?.account, url }
    return { steps: [...offeredAgain(underWay, exchange, signIn), { reply }] }
  })
}
