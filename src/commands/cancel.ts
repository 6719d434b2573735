import { offeredAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import { openQuestion } from './delete-question.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'
import { show } from './show.ts'

/** `cancel`: ends the sign-in under way; where there is none, it is a no to the question whether to delete a contact. */
export async function cancel(_: CommandOf<'cancel'>, exchange: Exchange, services: Services): Promise<Command | void> {
  const { signIn } = services
  const next = await exchange.once(async () => {
    const underWay = await signIn.cancel(exchange.user)
    const question = underWay ? undefined : await openQuestion(exchange, services)
    if (question) return { steps: [], next: question }
    return {
      steps: [
        ...offeredAgain(underWay, exchange, signIn),
        { reply: { kind: underWay ? 'cancelled' : 'nothing_to_cancel' } },
      ],
    }
  })
  return next?.type === 'show' ? show(next, exchange, services) : next
}
