import type { Account } from '../entra/account.ts'
import { EntraError } from '../entra/entra-error.ts'
import { allowsChanges } from '../entra/token-answer.ts'
import { StoreError } from '../store/store.ts'
import type { Versioned } from '../store/update.ts'
import type { ChatUser } from './chat-user.ts'
import { type Connection, type Connections, connectionKey } from './connection.ts'
import { isFresh, isUsable } from './lifetime.ts'
import { oncePerKey, untilRefreshed } from './one-refresh.ts'
import { type Ended, type Refresh, type RefreshOutcome, refreshes } from './refresh.ts'

/** The data that a call to Graph needs. `userId`: the token is the application's own, and this is the object id of the person
 *  whose mailbox is read; undefined: the token is the person's. `changes`: whether it may change contacts. */
export type LiveToken = {
  accessToken: string
  graphBase: string
  account: Account
  userId?: string | undefined
  changes: boolean
}

/** Why there is no token: nobody is connected, or Microsoft wants the person to sign in again. `claims`: the claims that the
 *  sign-in must request. Without sign-ins: the channel does not prove who is asking, their tenant is not served, or no
 *  administrator there has approved the application. */
export type NoToken =
  | { reason: 'not_connected' | 'ended'; claims?: string | undefined }
  | { reason: 'nobody_vouches' | 'tenant_not_allowed' }
  | { reason: 'not_approved'; cause: unknown }

/** See {@link accessTokens}. */
export type AccessTokens = (
  user: ChatUser,
  rejected?: string,
  claims?: string,
  stored?: Versioned<Connection>,
) => Promise<LiveToken | NoToken>

type Options = {
  connections: Connections
  refresh: Refresh
  onRefresh?: ((outcome: RefreshOutcome) => void) | undefined
  now?: () => number
}

/** A live access token for a person. If Microsoft refuses to refresh it, the connection has `ended` and is deleted. `rejected`:
 *  a token that Graph refused; it is refreshed once. `claims`: what Graph demands of the new token, merged. If Entra grants them
 *  only after a new sign-in, the connection stays, because it may still work for other requests. `stored`: the connection, if
 *  the caller has read it just now.
 *
 *  Callers that arrive together share one refresh: in this process by a promise, and across instances by a lease in the record,
 *  so that a holder that died delays nobody for more than 5 s.
 *  @throws {EntraError} if Entra cannot be reached now and the present token has expired. This signs nobody out.
 *  @throws {StoreError} */
export function accessTokens({ connections, refresh, onRefresh, now = Date.now }: Options): AccessTokens {
  const { watch, renew } = refreshes({ connections, refresh, onRefresh, now })
  const once = oncePerKey<LiveToken | NoToken>()

  return function accessToken(user, rejected, claims, stored) {
    const key = connectionKey(user)
    return once(`${key}\n${rejected ?? ''}\n${claims ?? ''}`, () => obtain(key, rejected, claims, stored))
  }

  async function obtain(
    key: string,
    rejected: string | undefined,
    claims: string | undefined,
    first: Versioned<Connection> | undefined,
  ) {
    const isHeld = watch()
    let read = first
    return untilRefreshed<LiveToken | NoToken>(async (hasWaited) => {
      const stored = read ?? (await connections.get(key))
      read = undefined
      if (!stored) return notConnected
      const { value: connection } = stored
      if (isFresh(connection, rejected, now())) return liveToken(connection)
      // Entra has already been asked for these claims: asking again would bring the same result.
      if (claims && claims === connection.demanded && rejected === connection.accessToken) {
        return { reason: 'ended', claims } satisfies Ended
      }
      const usable = isUsable(connection, rejected, now())
      // Another instance is refreshing the token. Until it is done the old token is used while it is valid.
      if (isHeld(stored)) return usable ? liveToken(connection) : 'held'
      if (hasWaited && !connection.refreshing) return 'given_up'
      try {
        const renewed = await renew(key, stored, claims)
        if (!renewed) return 'changed'
        return 'reason' in renewed ? renewed : liveToken(renewed)
      } catch (error) {
        if (!usable) throw error
        if (error instanceof StoreError) return liveToken(connection)
        if (!(error instanceof EntraError)) throw error
        // The refresh took its time, and the person may have disconnected meanwhile.
        const still = await connections.get(key)
        if (!still) return notConnected
        if (isUsable(still.value, rejected, now())) return liveToken(still.value)
        throw error
      }
    })
  }
}

const notConnected: NoToken = { reason: 'not_connected' }

function liveToken({ accessToken, graphBase, account, scopes }: Connection): LiveToken {
  return { accessToken, graphBase, account, changes: allowsChanges(scopes) }
}
