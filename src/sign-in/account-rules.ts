import type { ChatUser } from '../connection/chat-user.ts'
import { type Account, PERSONAL_TENANT } from '../entra/account.ts'

export type AccountRules = {
  /** A tenant id, or `organizations`: the chat's own. */
  tenant: string
  /** With `organizations`: the tenants whose accounts may connect, as lower-case ids. undefined: every tenant. */
  allowedTenants: string[] | undefined
  /** Whether people may connect a different account from the one that the channel vouches for. They then need a code. */
  otherAccounts: boolean
}

/** Whether an account of this tenant may be connected. */
export function mayConnect({ tenant, allowedTenants, otherAccounts }: AccountRules, tenantId: string): boolean {
  if (tenant !== 'organizations') return sameId(tenant, tenantId)
  if (allowedTenants) return allowedTenants.includes(tenantId.toLowerCase())
  // Personal accounts belong to no organisation.
  return otherAccounts || !sameId(tenantId, PERSONAL_TENANT)
}

/** Whether the present rules allow this account for this person. Checked when the account is connected, and again at each use. */
export function mayUse(rules: AccountRules, user: ChatUser, account: Account): boolean {
  return mayConnect(rules, account.tid) && (mayChoose(rules, user) || isOwnAccount(account, user))
}

/** Whether this person may connect a different account from the chat's own. */
export function mayChoose({ otherAccounts }: AccountRules, { vouched }: ChatUser): boolean {
  return !vouched || otherAccounts
}

/** Whether this person may connect, as far as we can know before they sign in. */
export function isAllowed(rules: AccountRules, user: ChatUser): boolean {
  return mayChoose(rules, user) || (user.tenantId !== undefined && mayConnect(rules, user.tenantId))
}

/** The tenant to sign in to: a GUID, `organizations` if the chat has no tenant, `common` if any account may connect. */
export function tenantToSignInTo({ tenant, otherAccounts }: AccountRules, { tenantId }: ChatUser): string {
  if (tenant !== 'organizations') return tenant
  return otherAccounts ? 'common' : (tenantId ?? tenant)
}

/** Whether this is the account that the channel vouches for. Only `oid` and `tid` count: names and addresses can be
 *  anybody's. */
export function isOwnAccount({ oid, tid }: Account, { aadObjectId, tenantId }: ChatUser): boolean {
  return sameId(oid, aadObjectId) && sameId(tid, tenantId)
}

export function isSameAccount(one: Account, other: Account): boolean {
  return sameId(one.oid, other.oid) && sameId(one.tid, other.tid)
}

function sameId(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase()
}
