import type { Chat, ChatUser } from '../connection/chat-user.ts'
import { hashOf, secret } from '../secrets.ts'
import { type AccountRules, tenantToSignInTo } from './account-rules.ts'
import type { Wishes } from './outcome.ts'
import { type ExpiryParts, watch } from './expire.ts'
import { isOf, isOpen, type Pending, pendingKey, type PendingSignIns } from './pending.ts'

/** A sign-in that began. `url` is the address for the card's button, valid as long as the sign-in. `earlierCard` is the
 *  message with the card of the sign-in that this one replaces. */
export type Begun = { url: string; epoch: string; earlierCard: string | undefined }

/** `askedAt`: when the message that asks for it was sent, by the channel's clock. */
export type Asking = Wishes & Pick<Pending, 'askedAt'>

type Parts = { pendings: PendingSignIns; rules: AccountRules; publicUrl: string }

/** Begins a sign-in, which replaces any other sign-in of this person. A sign-in that nobody has used yet is offered again
 *  instead. */
export async function begin(
  { pendings, rules, publicUrl }: Parts,
  {
    user,
    chat,
    resume,
    askedAt,
    prompt,
    claims,
    changes,
    loginHint,
  }: { user: ChatUser; chat: Chat; resume: unknown } & Asking,
): Promise<Begun> {
  const tenant = tenantToSignInTo(rules, user)
  const asked = { user, chat, tenant, resume, askedAt, prompt, claims, changes, loginHint }
  const fresh = { ...asked, epoch: secret(), ticket: secret() }
  const offered = await pendings.offerAgain(fresh)
  const before = offered ?? (await pendings.begin(fresh, hashOf(fresh.ticket)))
  const ticket = offered?.ticket ?? fresh.ticket
  const earlierCard = before && isOpen(before) ? before.card : undefined
  return { url: `${publicUrl}/auth/start?ticket=${ticket}`, epoch: fresh.epoch, earlierCard }
}

/** Remembers which message holds a sign-in's card, so that it can be replaced: when the sign-in expires at the latest. */
export async function cardSent(parts: ExpiryParts, user: ChatUser, epoch: string, card: string): Promise<void> {
  const found = await parts.pendings.change(pendingKey(user), isOf(epoch), (found) => ({ ...found, card }))
  if (found) watch(parts, found)
}
