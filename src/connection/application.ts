// Access without a sign-in: the program reads mailboxes with its own permission (GRAPH_ACCESS=application). That permission may
// open every mailbox of a tenant, so only this file decides whose mailbox is read, and with which token.
import { EntraError } from '../entra/entra-error.ts'
import type { ApplicationTokens } from './application-tokens.ts'
import type { ChatUser } from './chat-user.ts'
import type { LiveToken, NoToken } from './tokens.ts'

/** A mailbox that may be read: the asker's own. */
export type OwnMailbox = { tenantId: string; objectId: string }

type Options = {
  tokens: ApplicationTokens
  /** Whether people of this tenant are served. */
  isServed: (tenantId: string) => boolean
  /** Where an administrator of a tenant approves the application. */
  approvalUrl: (tenantId: string) => Promise<string>
}

export type Application = ReturnType<typeof application>

/** How many tenants that have approved the application are remembered. */
const MOST_TENANTS = 10_000

export function application({ tokens, isServed, approvalUrl }: Options) {
  /** For each tenant, the owner of the mailbox that was read last. */
  const read = new Map<string, string>()

  /** The mailbox of the person who asks, or why none is read. Both ids come only from the chat user: the channel vouches for
   *  them in an activity whose token was checked. */
  function mailboxOf({ vouched, tenantId, aadObjectId }: ChatUser): OwnMailbox | NoToken {
    if (!vouched || tenantId === undefined || aadObjectId === undefined) return { reason: 'nobody_vouches' }
    return isServed(tenantId) ? { tenantId, objectId: aadObjectId } : { reason: 'tenant_not_allowed' }
  }

  return {
    mailboxOf,

    /** Like `accessTokens`, without a sign-in: the token is the application's, and `userId` names the mailbox.
     *  @throws {EntraError} @throws {StoreError} */
    async token(user: ChatUser, rejected?: string, claims?: string): Promise<LiveToken | NoToken> {
      const mailbox = mailboxOf(user)
      if ('reason' in mailbox) return mailbox
      const { tenantId: tid, objectId: oid } = mailbox
      try {
        const { accessToken, graphBase } = await tokens.of(tid, rejected, claims)
        const account = { tid, oid, name: user.name, username: '' }
        // Graph refuses a change if the application may only read.
        return { accessToken, graphBase, account, userId: oid, changes: true }
      } catch (error) {
        if (!(error instanceof EntraError && error.code === 'admin_approval')) throw error
        return { reason: 'not_approved', cause: error }
      }
    },

    /** Graph's address for the person's mailbox, if it is known without asking Microsoft. @throws {StoreError} */
    async graphBaseOf({ tenantId }: OwnMailbox): Promise<string | undefined> {
      return tokens.graphBaseOf(tenantId)
    },

    approvalUrl,

    /** Notes that Outlook let us read this mailbox. */
    noteRead({ tenantId, objectId }: OwnMailbox): void {
      if (read.size >= MOST_TENANTS) read.clear()
      read.set(tenantId, objectId)
    },

    /** Called if Outlook refused this mailbox. @returns whether other mailboxes of the tenant can be read: then the approval
     *  exists, but excludes this mailbox */
    isLeftOut({ tenantId, objectId }: OwnMailbox): boolean {
      if (read.get(tenantId) === objectId) read.delete(tenantId)
      return read.has(tenantId)
    },
  }
}
