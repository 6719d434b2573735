import { offeredAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** `cancel`: ends the sign-in under way. */
export async function cancel(
  _: CommandOf<'cancel'>,
  exchange: Exchange,
  { signIn }: Services,
): Promise<Command | void> {
  return exchange.once(async () => {
    const underWay = await signIn.cancel(exchange.user)
    return {
      steps: [
        ...offeredAgain(underWay, exchange, signIn),
        { reply: { kind: underWay ? 'cancelled' : 'nothing_to_cancel' } },
      ],
    }
  })
}
