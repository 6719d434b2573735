import type { Flow } from '../sign-in/outcome.ts'
import { offeredAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { closeDraft, endingOf, newestOpen, waitingFor } from './unanswered-draft.ts'
import type { Step } from './reply.ts'
import type { CommandOf, Services } from './services.ts'
import { show } from './show.ts'
import { storedCommand } from './stored-command.ts'
import type { Decision } from './turn-memory.ts'

/** `cancel`: ends what is newest of the sign-in under way, the forms, and the questions whether to delete a contact. With an id: ends
 *  that form. */
export async function cancel(
  { id }: CommandOf<'cancel'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  const { lastQuestions } = services
  if (id !== undefined) {
    await lastQuestions.forget(exchange.user)
    return drop(id, exchange, services)
  }
  const next = await exchange.once(async () => {
    const asked = await lastQuestions.end(exchange.user)
    // If we have asked whom to look for, no form from before is meant.
    const ended = asked === 'name' ? undefined : await endNewest(asked, exchange, services)
    return ended ?? { steps: [{ reply: { kind: 'nothing_to_cancel' } }] }
  })
  return goOn(next, exchange, services)
}

/** Decides what `cancel` ends. A sign-in that a form waits for ends together with the form.
 *  @param yes what a yes to our last question would have given. The question has ended
 *  @returns undefined if nothing is open; else what `goOn` does next */
export async function endNewest(
  yes: Command | undefined,
  exchange: Exchange,
  services: Services,
): Promise<Decision | undefined> {
  // Of our questions, only the one whether to delete a contact is kept as a draft.
  if (yes && yes.type !== 'confirm_delete') return { steps: [{ reply: { kind: 'form_cancelled' } }] }
  const { user } = exchange
  const { signIn } = services
  const asked = yes && (await waitingFor(yes, exchange, services))
  if (asked) return { steps: [], next: endingOf(asked) }
  const [underWay, newest] = await Promise.all([signIn.underWay(user), newestOpen(exchange, services)])
  const waiting = await waitingFor(storedCommand(underWay?.resume), exchange, services)
  const isFormNewer = newest !== undefined && newest.id !== waiting?.id && newest.at > (underWay?.at ?? 0)
  const ended = isFormNewer ? undefined : await signIn.cancel(user)
  const draft = ended ? waiting : newest
  const card = ended?.changes ? formClosed(ended) : offeredAgain(ended, exchange, signIn)
  if (draft) return { steps: card, next: endingOf(draft) }
  return ended && { steps: [...card, { reply: { kind: 'cancelled' } }] }
}

/** The card of a sign-in that was to allow changes stands where the form stood, and the person is signed in as before. */
function formClosed({ card }: Flow): Step[] {
  return card === undefined ? [] : [{ reply: { kind: 'form_cancelled' }, replaces: card }]
}

/** Closes what `endNewest` has decided to end. */
export async function goOn(next: Command | void, exchange: Exchange, services: Services): Promise<Command | void> {
  if (next?.type === 'cancel' && next.id !== undefined) return drop(next.id, exchange, services)
  return next?.type === 'show' ? show(next, exchange, services) : next
}

async function drop(id: string, exchange: Exchange, services: Services): Promise<void> {
  if ((await closeDraft(id, exchange, services)) === 'done') return exchange.say({ kind: 'nothing_to_cancel' })
  await exchange.show({ kind: 'form_cancelled' })
}
