import { offerAgain } from './ask-to-sign-in.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Parts } from './parts.ts'

/** `cancel`: ends the sign-in under way. */
export async function cancel(_: CommandOf<'cancel'>, exchange: Exchange, { signIn }: Parts): Promise<void> {
  const underWay = await signIn.cancel(exchange.user)
  await offerAgain(underWay, exchange)
  await exchange.say({ kind: underWay ? 'cancelled' : 'nothing_to_cancel' })
}
