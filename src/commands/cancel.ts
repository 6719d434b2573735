import { offeredAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { closeDraft, openDraft } from './unanswered-draft.ts'
import type { CommandOf, Services } from './services.ts'
import { show } from './show.ts'

/** `cancel`: ends the sign-in under way; where there is none, the newest form, or it is a no to the question whether to delete a
 *  contact. With an id: ends that form. */
export async function cancel(
  { id }: CommandOf<'cancel'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  if (id !== undefined) return drop(id, exchange, services)
  const { signIn } = services
  const next = await exchange.once(async () => {
    const underWay = await signIn.cancel(exchange.user)
    const draft = underWay ? undefined : await openDraft(exchange, services)
    if (draft) return { steps: [], next: draft }
    return {
      steps: [
        ...offeredAgain(underWay, exchange, signIn),
        { reply: { kind: underWay ? 'cancelled' : 'nothing_to_cancel' } },
      ],
    }
  })
  if (next?.type === 'cancel' && next.id !== undefined) return drop(next.id, exchange, services)
  return next?.type === 'show' ? show(next, exchange, services) : next
}

async function drop(id: string, exchange: Exchange, services: Services): Promise<void> {
  await closeDraft(id, exchange, services)
  await exchange.show({ kind: 'form_cancelled' })
}
