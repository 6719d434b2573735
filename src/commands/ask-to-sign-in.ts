import type { ChatUser } from '../connection/chat-user.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Flow, Wishes } from '../sign-in/outcome.ts'
import type { Asked } from './asked.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './services.ts'
import type { Reply, SignInReason, Step } from './reply.ts'

/** `resume`: the question to answer after the sign-in. `replaces`: the message that the card replaces. */
type Request = { reason: SignInReason; resume?: Command; wishes?: Wishes; replaces?: string | undefined } & Pick<
  Reply & { kind: 'sign_in' },
  'adminUrl' | 'form'
>

/** Sends the sign-in card, or says why the user cannot sign in now. */
export async function askToSignIn(
  { reason, resume, wishes, replaces, adminUrl, form }: Request,
  exchange: Exchange,
  { signIn, departures }: Pick<Services, 'signIn' | 'departures'>,
): Promise<void> {
  const { user, sentAt } = exchange
  const refusal = await refusalOf(user, resume, signIn)
  if (refusal) return exchange.say(refusal, replaces)
  const { url, epoch, earlierCard } = await signIn.begin(user, exchange.chat, resume, {
    ...wishes,
    askedAt: sentAt,
  })
  // If the user has left in the meantime, a sign-in that began after everything was deleted must not stay.
  if (await departures.isOver(user, sentAt)) return signIn.cancel(user)
  if (earlierCard !== undefined && earlierCard !== replaces) await exchange.say({ kind: 'card_newer' }, earlierCard)
  const card = await exchange.send({
    reply: {
      kind: 'sign_in',
      url,
      reason,
      query: queryOf(resume),
      isInPlace: replaces !== undefined || reason === 'to_change' || reason === 'awaits_admin',
      adminUrl,
      form,
    },
    replaces,
  })
  if (card !== undefined) await signIn.cardSent(user, epoch, card)
}

function queryOf(resume: Command | undefined): string | undefined {
  return resume?.type === 'find' ? resume.query : undefined
}

/** Why this person cannot begin a sign-in now. */
async function refusalOf(user: ChatUser, resume: Command | undefined, signIn: SignIn): Promise<Reply | undefined> {
  if (!signIn.available) return { kind: 'not_set_up' }
  if (!signIn.isAllowed(user)) return { kind: 'tenant_not_allowed' }
  if (resume && (await signIn.awaitsCode(user, resume))) return { kind: 'type_code' }
  return (await signIn.mayBegin(user)) ? undefined : { kind: 'sign_ins_used_up' }
}

/** Turns the card of an ended sign-in into an offer of a new one, because its buttons no longer work. */
export function offeredAgain(ended: Flow | undefined, exchange: Asked, signIn: Pick<SignIn, 'offer'>): Step[] {
  if (ended?.card === undefined) return []
  const { card } = ended
  return [{ reply: { kind: 'not_connected', url: offerTo(exchange, signIn, { card }) }, replaces: card }]
}

/** The address for a button that begins a sign-in of this person, whenever it is pressed. */
export function offerTo(
  { user, chat, sentAt }: Asked,
  signIn: Pick<SignIn, 'offer'>,
  more: { resume?: Command | undefined; card?: string | undefined } = {},
): string | undefined {
  return signIn.offer({ user, chat, askedAt: sentAt, ...more })
}
