import type { Adapter } from '../channel/adapter.ts'
import { inTime } from '../in-time.ts'
import { isObject } from '../json.ts'
import type { Flow } from '../sign-in/outcome.ts'

/** A browser waits for this, and can continue without it. */
const PATIENCE_MS = 1_500

/** The user name of the chat's own account, from Teams' list of members. With it Microsoft asks for this account and not for
 *  another account that the browser is signed in to. Undefined if the channel does not vouch for the person or does not provide
 *  it. Never rejects. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context */
export async function usernameInRoster(
  { user, chat }: Flow,
  { member }: Pick<Adapter, 'member'>,
): Promise<string | undefined> {
  if (!user.vouched) return undefined
  const asking = member(chat.reference).catch(() => undefined)
  const found = await inTime(asking, PATIENCE_MS)
  return isObject(found) && isSelf(found, user) ? usernameOf(found) : undefined
}

function isSelf({ aadObjectId, objectId }: Record<string, unknown>, user: Flow['user']): boolean {
  return [aadObjectId, objectId].some((id) => typeof id === 'string' && id.toLowerCase() === user.aadObjectId)
}

/** A guest signs in with the address of their home organisation, which is not their user name here. */
function usernameOf({ userPrincipalName, email }: Record<string, unknown>): string | undefined {
  const isGuest = typeof userPrincipalName === 'string' && userPrincipalName.toUpperCase().includes('#EXT#')
  const names = isGuest ? [email] : [userPrincipalName, email]
  return names.filter((name) => typeof name === 'string').find((name) => /^[^\s@]{1,128}@[^\s@]{1,128}$/.test(name))
}
