import type { Connections } from '../connection/connection.ts'
import type { Entra } from '../entra/entra.ts'
import { hashOf, secret } from '../secrets.ts'
import type { AdminStates } from './admin-consent.ts'
import { type Cookie, cookieName } from './cookie.ts'
import { endFlow, failed } from './end.ts'
import { type Flow, flowOf, type Outcome } from './outcome.ts'
import { endOf } from './past.ts'
import { type Pending, pendingKey, type PendingSignIns, type Visit } from './pending.ts'

/** Where to send the browser, the cookie to set, and whose sign-in it is. */
export type Started = { location: string; cookie: Cookie; flow: Flow }

type Parts = {
  pendings: PendingSignIns
  connections: Connections
  entra: Entra | undefined
  adminStates: AdminStates
  usernameOf: UsernameOf
}

/** The user name of the person in a chat, where the channel tells it: what they would type at Microsoft. Never rejects. */
export type UsernameOf = (flow: Flow) => Promise<string | undefined>

/** Tabs of one link that may be at Microsoft together. */
const MOST_VISITS = 3

/** The sign-in behind a ticket: who asked, and where. Undefined where it is over. Changes nothing, because link scanners look too. */
export async function asker(pendings: PendingSignIns, ticket: string): Promise<Flow | undefined> {
  const pending = await findTicket(pendings, ticket)
  return pending && flowOf(pending)
}

/** Sends the browser that brings a ticket on to Microsoft. @returns where to, or how the sign-in ended here. */
export async function start(parts: Parts, ticket: string): Promise<Started | Outcome> {
  const { pendings, entra, adminStates } = parts
  const pending = await findTicket(pendings, ticket)
  if (!pending || !entra) return endOf(parts, hashOf(ticket))
  try {
    return (await leaveForMicrosoft(parts, entra, pending)) ?? (await endOf(parts, hashOf(ticket)))
  } catch (error) {
    return await failed({ pendings, entra, adminStates }, pending, error)
  }
}

/** The person behind a ticket says on the page that it was not them, or that they do not want to. */
export async function decline(parts: Pick<Parts, 'pendings' | 'connections'>, ticket: string): Promise<Outcome> {
  const pending = await findTicket(parts.pendings, ticket)
  if (!pending) return endOf(parts, hashOf(ticket))
  const code = 'cancelled'
  return { kind: 'failed', code, flow: flowOf(await endFlow(parts.pendings, pending, { kind: 'failed', code })) }
}

/** The sign-in that a ticket leads to; undefined where it is over or has another ticket by now. */
async function findTicket(pendings: PendingSignIns, ticket: string): Promise<Pending | undefined> {
  const ticketHash = hashOf(ticket)
  const found = await pendings.find('ticket', ticketHash)
  return found?.ticketHash === ticketHash ? found : undefined
}

/** @returns undefined where another sign-in took this one's place in the meantime, or this one ended.
 *  @throws {EntraError} */
async function leaveForMicrosoft(
  { pendings, usernameOf }: Pick<Parts, 'pendings' | 'usernameOf'>,
  entra: Entra,
  pending: Pending,
): Promise<Started | undefined> {
  const { user, tenant, ticketHash, prompt, claims } = pending
  const state = secret()
  const cookie = { name: cookieName(hashOf(state)), value: secret() }
  const nonce = secret()
  const codeVerifier = secret()
  const loginHint = prompt ? undefined : (pending.loginHint ?? (await usernameOf(flowOf(pending))))
  const location = await entra.authorizeUrl(tenant, { state, nonce, codeVerifier, prompt, claims, loginHint })
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
