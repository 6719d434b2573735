import type { LiveToken, NoToken } from '../connection/tokens.ts'
import { GraphError } from '../graph/graph.ts'
import type { Exchange } from './exchange.ts'
import type { Services } from './services.ts'

/** Why the application, which reads mailboxes with its own permission, does not read this person's. */
type NotLetIn = Extract<NoToken, { reason: 'nobody_vouches' | 'tenant_not_allowed' | 'not_approved' }>

/** Outlook refused the application access to a mailbox. If it may read other mailboxes of the organisation, this one was
 *  excluded on purpose.
 *  @returns undefined then, or if it was another error */
export function notApproved(
  error: unknown,
  { account, userId }: LiveToken,
  { application }: Pick<Services, 'application'>,
): NotLetIn | undefined {
  if (userId === undefined || !(error instanceof GraphError) || error.code !== 'forbidden') return undefined
  const isLeftOut = application?.isLeftOut({ tenantId: account.tid, objectId: userId })
  return isLeftOut ? undefined : { reason: 'not_approved', cause: error }
}

/** Says why no contacts are read for this person. If an administrator must approve the application, the answer has the link
 *  for them. */
export async function sayNotLetIn(
  outcome: NotLetIn,
  exchange: Exchange,
  { application }: Pick<Services, 'application'>,
): Promise<void> {
  const { reason } = outcome
  const replaces = exchange.shownIn()
  if (reason !== 'not_approved') return exchange.say({ kind: reason }, replaces)
  const { tenantId } = exchange.user
  const { reference, onFault } = exchange
  onFault(outcome.cause, 'app_not_approved')
  const adminUrl = application && tenantId ? await application.approvalUrl(tenantId) : undefined
  // The mailbox may have been excluded on purpose, and an approval would open all mailboxes.
  const isMaybeLimited = outcome.cause instanceof GraphError
  await exchange.say({ kind: 'not_approved', reference, adminUrl, isMaybeLimited }, replaces)
}
