// The tokens of connected people, and whether they are valid. This folder requests new tokens from Entra, but signs nobody in and
// does not call Graph.
import type { Account } from '../entra/account.ts'
import type { LeaseMark } from '../store/lease.ts'
import { type Records, records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { type ChatUser, userKey } from './chat-user.ts'

/** The stored record of a person who signed in. All times are epoch milliseconds. */
export type Connection = {
  /** The person of the connection, because a hashed key does not name them. Older records lack it. */
  user?: Pick<ChatUser, 'channelId' | 'tenantId' | 'id' | 'conversationId' | 'aadObjectId'>
  account: Account
  /** Graph's address for this account's cloud, such as `https://graph.microsoft.com/v1.0`. */
  graphBase: string
  scopes: string[]
  /** The page where an administrator can allow changes of contacts, while the person waits for that. */
  awaitsAdmin?: string | undefined
  accessToken: string
  refreshToken: string
  /** When the access token was received, and when it expires. */
  obtainedAt: number
  expiresAt: number
  /** When the person connected. */
  since: number
  /** The lease of the instance that refreshes the tokens. */
  refreshing?: LeaseMark | undefined
  /** The claims that Graph demanded and Entra has been asked for. The access token has them, or Entra grants them only after
   *  a new sign-in. */
  demanded?: string | undefined
  /** When the message that asked for the sign-in was sent, by the channel's clock. Older records do not say. */
  askedAt?: number | undefined
  /** The sign-in that this connection came from. */
  epoch: string
  /** Hashes of that sign-in's ticket and states, until the first refresh: the pointers from them to this connection are deleted
   *  with it. */
  spent?: string[] | undefined
}

const FORMAT = 1

/** A refresh token lives for 90 days after its last use, and a connection lives no longer. */
export const CONNECTION_TTL_MS = 90 * 24 * 60 * 60 * 1000

export function connectionKey(user: ChatUser): string {
  return `connection/${userKey(user)}`
}

export type Connections = Records<Connection>

/** The connections in `store`, by {@link connectionKey}. */
export function connectionRecords(store: Store): Connections {
  return records<Connection>(store, FORMAT)
}
