import type { Entra } from '../entra/entra.ts'
import { hashOf, secret } from '../secrets.ts'
import type { AdminStates } from './admin-consent.ts'
import { type Cookie, cookieName } from './cookie.ts'
import { endFlow, failed } from './end.ts'
import { type Flow, flowOf, type Outcome } from './outcome.ts'
import { type Pending, pendingKey, type PendingSignIns } from './pending.ts'

/** Where to send the browser, the cookie to set, and whose sign-in it is. */
export type Started = { location: string; cookie: Cookie; flow: Flow }

type Parts = { pendings: PendingSignIns; entra: Entra | undefined; adminStates: AdminStates }

/** The sign-in behind a ticket: who asked, and where. Undefined where it is over. Changes nothing, because link scanners look too. */
export async function asker(pendings: PendingSignIns, ticket: string): Promise<Flow | undefined> {
  const pending = await findTicket(pendings, ticket)
  return pending && flowOf(pending)
}

/** Sends the browser that brings a ticket on to Microsoft. @returns where to, or how the sign-in ended here. */
export async function start({ pendings, entra, adminStates }: Parts, ticket: string): Promise<Started | Outcome> {
  const pending = await findTicket(pendings, ticket)
  if (!pending || !entra) return { kind: 'expired' }
  try {
    return (await leaveForMicrosoft(pendings, entra, pending)) ?? { kind: 'expired' }
  } catch (error) {
    return await failed({ pendings, entra, adminStates }, pending, error)
  }
}

/** The person behind a ticket says on the page that it was not them, or that they do not want to. */
export async function decline(pendings: PendingSignIns, ticket: string): Promise<Outcome> {
  const pending = await findTicket(pendings, ticket)
  if (!pending) return { kind: 'expired' }
  return { kind: 'failed', code: 'cancelled', flow: flowOf(await endFlow(pendings, pending)) }
}

/** The sign-in that a ticket leads to; undefined where it is over or has another ticket by now. */
async function findTicket(pendings: PendingSignIns, ticket: string): Promise<Pending | undefined> {
  const ticketHash = hashOf(ticket)
  const found = await pendings.find('ticket', ticketHash)
  return found?.ticketHash === ticketHash ? found : undefined
}

/** @returns undefined where another sign-in took this one's place in the meantime.
 *  @throws {EntraError} */
async function leaveForMicrosoft(
  pendings: PendingSignIns,
  entra: Entra,
  { user, tenant, ticketHash, prompt, claims }: Pending,
): Promise<Started | undefined> {
  const state = secret()
  const stateHash = hashOf(state)
  const cookie = { name: cookieName(stateHash), value: secret() }
  const nonce = secret()
  const codeVerifier = secret()
  const location = await entra.authorizeUrl(tenant, { state, nonce, codeVerifier, prompt, claims })
  await pendings.addState(stateHash, user)
  const browser = { stateHash, cookieHash: hashOf(cookie.value), nonce, codeVerifier }
  const isThis = (found: Pending) => found.ticketHash === ticketHash
  const before = await pendings.change(pendingKey(user), isThis, (found) => ({ ...found, browser, isUsed: true }))
  if (!before) return undefined
  // Where the same link was opened before, in another tab or on another device, that visit is over.
  await pendings.dropPointers({ browser: before.browser })
  return { location: location.href, cookie, flow: flowOf(before) }
}
