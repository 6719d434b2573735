// Questions about a person's sign-in under way. Asking changes nothing and uses up no try.
import type { ChatUser } from '../connection/chat-user.ts'
import { type Flow, flowOf } from './outcome.ts'
import { isOpen, pendingKey, type PendingSignIns } from './pending.ts'

/** The sign-in under way. `at`: when it began or was last changed, in epoch milliseconds. */
export type UnderWay = Flow & { at: number }

export async function underWay(pendings: PendingSignIns, user: ChatUser): Promise<UnderWay | undefined> {
  const found = await pendings.get(pendingKey(user))
  return found && isOpen(found) ? { ...flowOf(found), at: pendings.changedAt(found) } : undefined
}

/** Whether a sign-in waits for its code. */
export async function waitsForCode(pendings: PendingSignIns, user: ChatUser): Promise<boolean> {
  return (await pendings.get(pendingKey(user)))?.provisional !== undefined
}

/** Whether a sign-in waits for its browser. A sign-in that failed because Microsoft is unavailable does not. */
export async function awaitsBrowser(pendings: PendingSignIns, user: ChatUser): Promise<boolean> {
  const found = await pendings.get(pendingKey(user))
  return found?.ticketHash !== undefined && (!found.isUsed || (found.visits ?? []).length > 0)
}

/** Whether Microsoft demands a sign-in of the person although they are connected. */
export async function isDemanded(pendings: PendingSignIns, user: ChatUser): Promise<boolean> {
  return (await pendings.get(pendingKey(user)))?.claims !== undefined
}

/** Whether the sign-in under way was asked for after `at`, by the channel's clock. */
export async function isAskedAfter(pendings: PendingSignIns, user: ChatUser, at: number): Promise<boolean> {
  return ((await pendings.get(pendingKey(user)))?.askedAt ?? 0) > at
}
