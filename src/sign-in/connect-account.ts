import type { ChatUser } from '../connection/chat-user.ts'
import { CONNECTION_TTL_MS, type Connection, type Connections, connectionKey } from '../connection/connection.ts'
import type { Account } from '../entra/account.ts'
import type { SignedIn } from '../entra/authorization-code.ts'
import { isSameAccount } from './account-rules.ts'
import { isLive, type Pending, pendingKey, type PendingSignIns } from './pending.ts'
import { hashesOf } from './pointers.ts'

/** Connects the account that signed in. @returns the sign-in as it was at the end; undefined if the person disconnected or began
 *  another sign-in in the meantime: then nobody is connected. */
export async function connect(
  { pendings, connections }: { pendings: PendingSignIns; connections: Connections },
  pending: Pending,
  signedIn: SignedIn,
): Promise<Pending | undefined> {
  const { user, epoch, changes } = pending
  const before = changes && (await connections.get(connectionKey(user)))?.value
  if (before) return connectAgain({ pendings, connections }, pending, before, connectionOf(pending, signedIn))
  await connections.put(connectionKey(user), connectionOf(pending, signedIn), CONNECTION_TTL_MS)
  // The connection is stored first, and only then is it checked whether it is still wanted. A `disconnect`, a newer `connect` or a
  // press on Cancel in between has removed or ended the pending record, and a late callback must connect nobody.
  const done = await pendings.change(pendingKey(user), isLive(epoch), () => undefined)
  if (done) await pendings.retire(done)
  else await undo(connections, user, epoch)
  return done
}

/** Replaces the connection with one that may change contacts. The sign-in ends first, so that a press on Cancel leaves the
 *  earlier connection as it is. If the earlier connection is gone by then, nothing is stored: the person has disconnected. */
async function connectAgain(
  { pendings, connections }: { pendings: PendingSignIns; connections: Connections },
  { user, epoch }: Pending,
  before: Connection,
  value: Connection,
): Promise<Pending | undefined> {
  const done = await pendings.change(pendingKey(user), isLive(epoch), () => undefined)
  if (!done) return undefined
  await pendings.retire(done)
  const { isChanged } = await connections.update(connectionKey(user), (found) =>
    found?.epoch === before.epoch ? { value, ttlMs: CONNECTION_TTL_MS } : 'leave',
  )
  return isChanged ? done : undefined
}

/** Whether a sign-in that asks for permission to change contacts came back with a different account from the connected one. The
 *  change that waits for it is meant for the contacts of the connected account. */
export async function isOtherThanConnected(
  connections: Connections,
  { user, changes }: Pending,
  account: Account,
): Promise<boolean> {
  const connected = changes && (await connections.get(connectionKey(user)))?.value
  return connected !== undefined && !isSameAccount(connected.account, account)
}

function connectionOf(pending: Pending, { account, tokens, graphBase }: SignedIn): Connection {
  const { user, epoch, askedAt, changes } = pending
  const { channelId, tenantId, id, conversationId, aadObjectId } = user
  const at = Date.now()
  return {
    user: { channelId, tenantId, id, conversationId, aadObjectId },
    account,
    graphBase,
    // An answer without scopes grants what was asked for (RFC 6749, 5.1).
    scopes: tokens.scopes.length > 0 || !changes ? tokens.scopes : ['Contacts.ReadWrite'],
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? '',
    obtainedAt: at,
    expiresAt: at + tokens.expiresInMs,
    since: at,
    askedAt,
    epoch,
    spent: hashesOf(pending),
  }
}

/** Deletes the connection if it is the one that this sign-in made. */
async function undo(connections: Connections, user: ChatUser, epoch: string): Promise<void> {
  await connections.update(connectionKey(user), (found) => (found?.epoch === epoch ? 'delete' : 'leave'))
}
