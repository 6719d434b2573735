import { userKey } from '../connection/chat-user.ts'
import { type Connections, connectionKey } from '../connection/connection.ts'
import type { Departures } from '../connection/departures.ts'
import type { Entra } from '../entra/entra.ts'
import { allowsChanges } from '../entra/token-answer.ts'
import { hashOf, secret } from '../secrets.ts'
import { type AccountRules, tenantToSignInTo } from './account-rules.ts'
import type { AdminStates } from './admin-consent.ts'
import type { CodeCounts } from './code-count.ts'
import { type Cookie, cookieName } from './cookie.ts'
import { endFlow, failed } from './end.ts'
import type { Offer, Offers } from './offers.ts'
import { type Flow, flowOf, type Outcome } from './outcome.ts'
import { endOf } from './past.ts'
import { isOpen, type Pending, pendingKey, type PendingSignIns, type Visit } from './pending.ts'

/** Where to send the browser, the cookie to set, and whose sign-in it is. */
export type Started = { location: string; cookie: Cookie; flow: Flow }

type WayInParts = {
  pendings: PendingSignIns
  connections: Connections
  departures: Departures
  offers: Offers
}

type Parts = WayInParts & {
  entra: Entra | undefined
  adminStates: AdminStates
  usernameOf: UsernameOf
  rules: AccountRules
  counts: CodeCounts
  /** Counts a new message against the number that a person's sign-ins may cause in a day. @returns 0 if it is allowed */
  mayFillChat: (user: string) => number
}

/** The user name of the person in a chat, as they would type it at Microsoft, if the channel provides it. Never rejects. */
export type UsernameOf = (flow: Flow) => Promise<string | undefined>

/** How many tabs of one link may be at Microsoft at the same time. */
const MOST_VISITS = 3

/** Who asked for the sign-in of a ticket, and where; or how it ended. Changes nothing, because link scanners open the page too. */
export async function asker(
  parts: WayInParts,
  ticket: string,
): Promise<Pick<Offer, 'user' | 'chat' | 'changes'> | Outcome> {
  const way = await wayIn(parts, ticket)
  if ('end' in way) return way.end
  return 'offer' in way ? way.offer : flowOf(way.pending)
}

/** Sends the browser that brings a ticket on to Microsoft. @returns where to, or how the sign-in ended here. */
export async function start(parts: Parts, ticket: string): Promise<Started | Outcome> {
  const { entra, counts } = parts
  const way = await wayIn(parts, ticket)
  if ('end' in way) return way.end
  if ('offer' in way && !(await counts.mayBegin(way.offer.user))) return usedUp(way.offer)
  if ('offer' in way && isTooOften(parts, way.offer)) return usedUp(way.offer)
  const pending = 'offer' in way ? await beginFrom(parts, way.offer) : way.pending
  if (!pending || !entra) return endOf(parts, hashOf(ticket))
  try {
    return (await leaveForMicrosoft(parts, entra, pending)) ?? (await endOf(parts, hashOf(ticket)))
  } catch (error) {
    return await failed({ ...parts, entra }, pending, error)
  }
}

/** The person behind a ticket says on the page that it was not them, or that they do not want to. */
export async function decline(parts: Parts, ticket: string): Promise<Outcome> {
  const way = await wayIn(parts, ticket)
  if ('end' in way) return way.end
  if ('offer' in way && isTooOften(parts, way.offer)) return usedUp(way.offer)
  // A sign-in that has not begun is ended like any other, so that the chat is told of both in the same way.
  const pending = 'offer' in way ? await beginFrom(parts, way.offer) : way.pending
  if (!pending) return endOf(parts, hashOf(ticket))
  const code = 'cancelled'
  const ended = await endFlow(parts.pendings, pending, { kind: 'failed', code })
  // If somebody presses Cancel twice, the chat is told once.
  return ended ? { kind: 'failed', code, flow: flowOf(ended) } : { kind: 'over', as: { kind: 'failed', code } }
}

/** What a ticket leads to: a sign-in that is open, one that an offer begins, or the end of one. */
type WayIn = { pending: Pending } | { offer: Offer } | { end: Outcome }

async function wayIn({ offers, ...parts }: WayInParts, ticket: string): Promise<WayIn> {
  const ticketHash = hashOf(ticket)
  const found = await parts.pendings.find('ticket', ticketHash)
  // It may have another ticket by now.
  if (found?.ticketHash === ticketHash) return { pending: found }
  const offer = offers.read(ticket)
  return offer ? offeredWay(parts, offer) : { end: await endOf(parts, ticketHash) }
}

/** The person may have continued with another card since then, so an offer leads to their present sign-in. */
async function offeredWay(
  { pendings, connections, departures }: Omit<WayInParts, 'offers'>,
  offer: Offer,
): Promise<WayIn> {
  const { user, askedAt, claims, changes } = offer
  if (askedAt !== undefined && (await departures.isOver(user, askedAt))) return { end: { kind: 'expired' } }
  const pending = await pendings.get(pendingKey(user))
  if (pending?.provisional) return { end: { kind: 'over', as: { kind: 'code' } } }
  if (pending && isOpen(pending)) return { pending }
  const connected = claims === undefined ? (await connections.get(connectionKey(user)))?.value : undefined
  if (connected && (!changes || allowsChanges(connected.scopes)))
    return { end: { kind: 'over', as: { kind: 'connected' } } }
  return { offer }
}

/** If a sign-in has no card to replace, its end is a new message in the person's chat. The link of a welcome works repeatedly,
 *  so anybody who has it could flood the chat. */
function isTooOften({ mayFillChat }: Parts, { user, card }: Offer): boolean {
  return card === undefined && mayFillChat(userKey(user)) > 0
}

const usedUp = ({ chat }: Offer): Outcome => ({ kind: 'used_up', chat })

async function beginFrom({ pendings, rules }: Parts, offer: Offer) {
  const { user, chat, resume, card, askedAt, claims, changes } = offer
  const ticket = secret()
  const tenant = tenantToSignInTo(rules, user)
  const begun = { user, chat, resume, card, askedAt, claims, changes, tenant, epoch: secret(), ticket }
  return pendings.beginOrGoOn(begun, hashOf(ticket))
}

/** @returns undefined if another sign-in replaced this one in the meantime, or this one ended.
 *  @throws {EntraError} */
async function leaveForMicrosoft(
  { pendings, usernameOf }: Pick<Parts, 'pendings' | 'usernameOf'>,
  entra: Entra,
  pending: Pending,
): Promise<Started | undefined> {
  const { user, tenant, ticketHash, prompt, claims, changes } = pending
  const state = secret()
  const cookie = { name: cookieName(hashOf(state)), value: secret() }
  const nonce = secret()
  const codeVerifier = secret()
  const loginHint = prompt ? undefined : (pending.loginHint ?? (await usernameOf(flowOf(pending))))
  const location = await entra.authorizeUrl(tenant, {
    state,
    nonce,
    codeVerifier,
    prompt,
    claims,
    loginHint,
    changes,
  })
  const visit: Visit = { stateHash: hashOf(state), cookieHash: hashOf(cookie.value), nonce, codeVerifier }
  await pendings.addState(visit.stateHash, user)
  const isThis = (found: Pending) => found.ticketHash === ticketHash
  const before = await pendings.change(pendingKey(user), isThis, (found) => ({
    ...found,
    visits: [...(found.visits ?? []), visit].slice(-MOST_VISITS),
    isUsed: true,
  }))
  if (!before) return undefined
  await pendings.dropPointers({ visits: before.visits?.slice(0, 1 - MOST_VISITS) })
  return { location: location.href, cookie, flow: flowOf(before) }
}
