import type { ChatUser } from '../connection/chat-user.ts'
import { CONNECTION_TTL_MS, type Connections, connectionKey } from '../connection/connection.ts'
import { mergeClaims } from '../entra/claims.ts'
import type { Entra } from '../entra/entra.ts'
import { EntraError } from '../entra/entra-error.ts'
import { newReference } from '../reference.ts'
import type { AdminStates } from './admin-consent.ts'
import { type Failed, type Flow, flowOf, type Wishes } from './outcome.ts'
import { closed, isLive, isOpen, type Over, type Pending, pendingKey, type PendingSignIns } from './pending.ts'

/** Ends a sign-in. Its record stays, for the next try to take over: the question, whether the person may choose an account,
 *  and what Microsoft demands; and for browsers that come back to it.
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

/** Deletes whatever there is of a sign-in. @returns its flow, undefined if it could not be finished any more. */
export async function drop(pendings: PendingSignIns, user: ChatUser): Promise<Flow | undefined> {
  const dropped = await pendings.drop(user)
  return dropped && isOpen(dropped) ? flowOf(dropped) : undefined
}

/** Ends the sign-in under way. One whose right code has just been taken is left alone: it connects.
 *  @returns its flow, undefined if none could still be finished. */
export async function cancel(pendings: PendingSignIns, user: ChatUser): Promise<Flow | undefined> {
  const dropped = await pendings.drop(user, isOpen)
  return dropped && flowOf(dropped)
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
  // What people decide is no fault.
  const fault = code === 'cancelled' || code === 'admin_approval' ? undefined : { error, reference: newReference() }
  // While Microsoft is away the same link will work in a few minutes. Everything else needs a fresh one.
  if (code === 'unavailable') {
    await pendings.change(pendingKey(pending.user), isLive(pending.epoch), (found) => ({ ...found, isUsed: true }))
  } else {
    const over: Over = { kind: 'failed', code, adminUrl, reference: fault?.reference }
    await endFlow(pendings, pending, over, { claims: error.claims })
  }
  return { kind: 'failed', code, flow: flowOf(pending), adminUrl, fault }
}

/** Notes with a connection that it waits for an administrator to allow changes. What it allows until then stays. */
async function noteWaiting(connections: Connections, { user }: Pending, adminUrl: string): Promise<void> {
  await connections.update(connectionKey(user), (found) =>
    found ? { value: { ...found, awaitsAdmin: adminUrl }, ttlMs: CONNECTION_TTL_MS } : 'leave',
  )
}
