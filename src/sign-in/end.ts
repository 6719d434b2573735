import type { ChatUser } from '../connection/chat-user.ts'
import { CONNECTION_TTL_MS, type Connections, connectionKey } from '../connection/connection.ts'
import { mergeClaims } from '../entra/claims.ts'
import type { Entra } from '../entra/entra.ts'
import { EntraError } from '../entra/entra-error.ts'
import { newReference } from '../reference.ts'
import type { AdminStates } from './admin-consent.ts'
import { type Failed, type Flow, flowOf, type Wishes } from './outcome.ts'
import { closed, isLive, isOpen, type Over, type Pending, pendingKey, type PendingSignIns } from './pending.ts'

/** Ends a sign-in. Its record stays, for two reasons: the next try takes over the question, whether the person may choose an
 *  account, and Microsoft's demand; and browsers may still come back to it.
 *  @returns the sign-in as it was; undefined if something else has ended it. */
export async function endFlow(
  pendings: PendingSignIns,
  pending: Pending,
  over: Over,
  { prompt, claims }: Wishes = {},
): Promise<Pending | undefined> {
  const ended = (found: Pending) => ({ ...closed(found), over, prompt, claims: mergeClaims(found.claims, claims) })
  const before = await pendings.change(pendingKey(pending.user), isLive(pending.epoch), ended)
  if (before) await pendings.retire(before)
  return before
}

/** Deletes everything about a sign-in. @returns its flow; undefined if it could no longer be finished. */
export async function drop(pendings: PendingSignIns, user: ChatUser): Promise<Flow | undefined> {
  const dropped = await pendings.drop(user)
  return dropped && isOpen(dropped) ? flowOf(dropped) : undefined
}

/** Ends the sign-in under way. If its right code has just been accepted, it is left alone and connects.
 *  @param epoch of the only sign-in that is meant; any if undefined */
export async function cancel(pendings: PendingSignIns, user: ChatUser, epoch?: string): Promise<void> {
  await pendings.drop(user, (found) => isOpen(found) && (epoch === undefined || found.epoch === epoch))
}

/** The outcome of a sign-in that Microsoft refused or could not do. @throws every error that is not an EntraError */
export async function failed(
  {
    pendings,
    connections,
    entra,
    adminStates,
  }: { pendings: PendingSignIns; connections: Connections; entra: Entra; adminStates: AdminStates },
  pending: Pending,
  error: unknown,
): Promise<Failed> {
  if (!(error instanceof EntraError)) throw error
  const { code } = error
  const { tenant, changes } = pending
  const adminUrl =
    code === 'admin_approval'
      ? entra.adminConsentUrl(tenant, await adminStates.stateFor(tenant), changes ? 'changes' : 'sign-ins').href
      : undefined
  if (changes && adminUrl !== undefined) await noteWaiting(connections, pending, adminUrl)
  // A person's own decision is not a fault.
  const fault = code === 'cancelled' || code === 'admin_approval' ? undefined : { error, reference: newReference() }
  // While Microsoft is unavailable, the same link will work again in a few minutes. Every other error needs a new link.
  if (code === 'unavailable') {
    await pendings.change(pendingKey(pending.user), isLive(pending.epoch), (found) => ({ ...found, isUsed: true }))
  } else {
    const over: Over = { kind: 'failed', code, adminUrl, reference: fault?.reference }
    await endFlow(pendings, pending, over, { claims: error.claims })
  }
  return { kind: 'failed', code, flow: flowOf(pending), adminUrl, fault }
}

/** Notes in a connection that an administrator must allow changes. Until then the connection keeps its present permissions. */
async function noteWaiting(connections: Connections, { user }: Pending, adminUrl: string): Promise<void> {
  await connections.update(connectionKey(user), (found) =>
    found ? { value: { ...found, awaitsAdmin: adminUrl }, ttlMs: CONNECTION_TTL_MS } : 'leave',
  )
}
