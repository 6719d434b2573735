import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/kept.ts'
import { type ChatUser, userKey } from '../connection/chat-user.ts'
import { connectionKey } from '../connection/connection.ts'
import type { LiveToken } from '../connection/tokens.ts'
import type { Account } from '../entra/account.ts'
import type { Asked } from './asked.ts'
import type { Services } from './services.ts'

export function bookKey(user: ChatUser): string {
  return `address-book/${userKey(user)}`
}

export function recentKey(user: ChatUser): string {
  return `recent/${userKey(user)}`
}

/** Whose address book belongs to a connection. */
export function ownerOf({ graphBase, account }: { graphBase: string; account: Account }, user: ChatUser): Owner {
  return { key: bookKey(user), mailbox: mailboxOf(account), base: graphBase }
}

/** Whose address book a token opens, and how to read it. */
export function bookOf(
  { graphBase, accessToken, account }: LiveToken,
  { user, onRequest }: Pick<Asked, 'user' | 'onRequest'>,
  { connections }: Pick<Services, 'connections'>,
): { owner: Owner; reader: Reader } {
  const mailbox = mailboxOf(account)
  async function isCurrent(): Promise<boolean> {
    const connection = await connections.get(connectionKey(user))
    return connection !== undefined && mailboxOf(connection.value.account) === mailbox
  }
  return { owner: ownerOf({ graphBase, account }, user), reader: { token: accessToken, isCurrent, onRequest } }
}

function mailboxOf({ tid, oid }: Account): string {
  return `${tid}/${oid}`
}
