import { connectionKey } from '../connection/connection.ts'
import type { Flow } from '../sign-in/outcome.ts'
import { offeredAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { closeDraft, endingOf, newestOpen, waitingFor } from './unanswered-draft.ts'
import { asksName, asksWhich, type OurQuestion, yesTo } from './last-question.ts'
import type { Reply, Step } from './reply.ts'
import type { CommandOf, Services } from './services.ts'
import { show } from './show.ts'
import { storedCommand } from './stored-command.ts'
import type { Decision } from './turn-memory.ts'
import { latestDeletion, mayUndo } from './undoable.ts'

/** `cancel`: ends the newest of these: the sign-in under way, a form, or a question whether to delete a contact. With an id it
 *  ends that form. */
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
  const end = ending(exchange, services)
  const next = await exchange.once(async () => {
    const asked = await lastQuestions.read(exchange.user)
    // If we have asked for a name, an earlier form is not meant.
    const ended = asksName(asked) ? undefined : await newestToEnd(asked, exchange, services)
    const deleted = ended || !services.edits ? undefined : await latestDeletion(exchange, services)
    return ended ?? { steps: [{ reply: deleted ? mayUndo(deleted) : { kind: 'nothing_to_cancel' } }] }
  }, end)
  return goOn(next, exchange, services, end)
}

/** Ends our last question and the sign-in of the decision, once the decision is stored: a second delivery then ends the same. */
export function ending({ user }: Exchange, { signIn, lastQuestions, connections }: Services) {
  let hasEnded = false
  return {
    /** Whether it has ended a sign-in, other than one that only asks for the permission to change contacts. */
    hasEndedSignIn: () => hasEnded,
    async carryOut({ endsSignIn, steps }: Decision): Promise<void> {
      await lastQuestions.forget(user)
      if (endsSignIn !== undefined) await signIn.cancel(user, endsSignIn)
      hasEnded = endsSignIn !== undefined && !steps.some(({ reply }) => reply.kind === 'form_cancelled')
    },
    /** It may have connected just before. */
    async correct({ endsSignIn }: Decision): Promise<Reply | undefined> {
      if (endsSignIn === undefined) return undefined
      const connected = (await connections.get(connectionKey(user)))?.value
      return connected?.epoch === endsSignIn ? { kind: 'nothing_to_cancel' } : undefined
    },
  }
}

/** Decides what `cancel` ends. A sign-in that a form waits for ends together with the form.
 *  @param ours our last question
 *  @returns undefined if nothing is open, or if a contact was deleted since it was opened; else what `ending` ends, and what `goOn` does next */
export async function newestToEnd(
  ours: OurQuestion,
  exchange: Exchange,
  services: Services,
): Promise<Decision | undefined> {
  // Among our questions, only the question whether to delete a contact is stored as a draft.
  const yes = yesTo(ours)
  if (asksWhich(ours) || (yes && yes.type !== 'confirm_delete'))
    return { steps: [{ reply: { kind: 'form_cancelled' } }] }
  const { user } = exchange
  const { signIn } = services
  const asked = yes && (await waitingFor(yes, exchange, services))
  if (asked) return { steps: [], next: endingOf(asked) }
  const [underWay, newest, deleted] = await Promise.all([
    signIn.underWay(user),
    newestOpen(exchange, services),
    latestDeletion(exchange, services),
  ])
  // After a deletion a no is meant for it, and not for a form that was left open before.
  if (deleted && deleted.at > Math.max(newest?.at ?? 0, underWay?.at ?? 0)) return undefined
  const waiting = await waitingFor(storedCommand(underWay?.resume), exchange, services)
  const isFormNewer = newest !== undefined && newest.id !== waiting?.id && newest.at > (underWay?.at ?? 0)
  const ended = isFormNewer ? undefined : underWay
  const draft = ended ? waiting : newest
  const card = ended?.changes ? formClosed(ended) : offeredAgain(ended, exchange, signIn)
  const endsSignIn = ended?.epoch
  if (draft) return { steps: card, next: endingOf(draft), endsSignIn }
  return ended && { steps: [...card, { reply: { kind: 'cancelled' } }], endsSignIn }
}

/** Replaces the card of a sign-in that would have allowed changes. That card stands where the form stood, and the person is
 *  still signed in. */
function formClosed({ card }: Flow): Step[] {
  return card === undefined ? [] : [{ reply: { kind: 'form_cancelled' }, replaces: card }]
}

/** Closes the form or question that `newestToEnd` has found. */
export async function goOn(
  next: Command | void,
  exchange: Exchange,
  services: Services,
  end: Pick<ReturnType<typeof ending>, 'hasEndedSignIn'>,
): Promise<Command | void> {
  if (next?.type === 'cancel' && next.id !== undefined) return drop(next.id, exchange, services, end.hasEndedSignIn())
  return next?.type === 'show' ? show(next, exchange, services) : next
}

async function drop(id: string, exchange: Exchange, services: Services, hasEndedSignIn = false): Promise<void> {
  const isDone = (await closeDraft(id, exchange, services)) === 'done'
  if (hasEndedSignIn) return exchange.show({ kind: 'cancelled', isWithForm: !isDone })
  if (isDone) return exchange.say({ kind: 'nothing_to_cancel' })
  await exchange.show({ kind: 'form_cancelled' })
}
