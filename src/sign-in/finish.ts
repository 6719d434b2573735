import type { Connections } from '../connection/connection.ts'
import { authorizeError } from '../entra/error-answers.ts'
import type { Entra } from '../entra/entra.ts'
import { EntraError } from '../entra/entra-error.ts'
import type { SignedIn } from '../entra/authorization-code.ts'
import { allowsChanges, readsContacts } from '../entra/token-answer.ts'
import { hashOf, sameHash } from '../secrets.ts'
import { type AccountRules, isOwnAccount, mayConnect } from './account-rules.ts'
import { type AdminStates, adminsReturn } from './admin-consent.ts'
import { isWellFormed } from './callback.ts'
import { park } from './check-code.ts'
import { connect, isOtherThanConnected } from './connect-account.ts'
import { cookieName } from './cookie.ts'
import { endFlow, failed } from './end.ts'
import type { CodeCounts } from './code-count.ts'
import { flowOf, type Outcome } from './outcome.ts'
import { endOf } from './past.ts'
import { isLive, type Pending, pendingKey, type PendingSignIns } from './pending.ts'

type Parts = {
  pendings: PendingSignIns
  connections: Connections
  entra: Entra | undefined
  adminStates: AdminStates
  counts: CodeCounts
  rules: AccountRules
}

/** Takes the browser's return from Microsoft. `cookie` reads one of the browser's cookies by name. */
export async function finish(
  parts: Parts,
  callback: URL,
  cookie: (name: string) => string | undefined,
): Promise<Outcome> {
  const { pendings, entra, adminStates } = parts
  const query = callback.searchParams
  const admin = await adminsReturn(adminStates, query)
  if (admin) return admin
  if (!isWellFormed(query)) return { kind: 'malformed' }
  const state = query.get('state') ?? ''
  const stateHash = hashOf(state)
  const presented = cookie(cookieName(stateHash))
  // Without the cookie no sign-in under way is looked up: a callback address that is opened in another browser learns nothing
  // here. The cookie is gone after the end, for example when somebody reloads the page.
  if (presented === undefined) return endElse(parts, stateHash, { kind: 'wrong_browser' })
  const visit = await findState(pendings, stateHash)
  if (!visit || !entra) return endOf(parts, stateHash)
  if (!sameHash(visit.cookieHash, hashOf(presented))) return { kind: 'wrong_browser' }
  const pending = await takeState(pendings, visit.user, stateHash)
  if (!pending) return endOf(parts, stateHash)
  try {
    if (query.has('error')) throw authorizeError(query)
    const expected = { state, nonce: visit.nonce, codeVerifier: visit.codeVerifier, claims: pending.claims }
    const outcome = await complete(parts, pending, await entra.signIn(pending.tenant, callback, expected))
    return outcome.kind === 'superseded' ? endElse(parts, stateHash, outcome) : outcome
  } catch (error) {
    return await failed({ ...parts, entra }, pending, error)
  }
}

async function endElse(parts: Parts, stateHash: string, otherwise: Outcome): Promise<Outcome> {
  const end = await endOf(parts, stateHash)
  return end.kind === 'over' ? end : otherwise
}

/** The browser at Microsoft that a state belongs to, and its sign-in; undefined if the state is not valid. */
async function findState(pendings: PendingSignIns, stateHash: string) {
  const found = await pendings.find('state', stateHash)
  const visit = found?.visits?.find((one) => one.stateHash === stateHash)
  return found && visit && { ...visit, user: found.user }
}

/** Uses up a state, so that it counts only once, even if it arrives several times and at several instances at once.
 *  @returns the sign-in; undefined if the state was used before. */
async function takeState(pendings: PendingSignIns, user: Pending['user'], stateHash: string) {
  const isThis = (visit: { stateHash: string }) => visit.stateHash === stateHash
  const before = await pendings.change(
    pendingKey(user),
    ({ visits }) => visits?.some(isThis) ?? false,
    (found) => ({
      ...found,
      visits: found.visits?.filter((visit) => !isThis(visit)),
      spent: [...(found.spent ?? []), stateHash],
    }),
  )
  if (before) await pendings.retire({ user, epoch: before.epoch, visits: before.visits?.filter(isThis) })
  return before
}

/** Handles an account that has signed in at Microsoft: it is connected, stored until its code is typed, or refused.
 *  @throws {EntraError} if the tokens would not last, or read no contacts */
async function complete(parts: Parts, pending: Pending, signedIn: SignedIn): Promise<Outcome> {
  const { pendings, connections, rules } = parts
  const { user, epoch } = pending
  const { account } = signedIn
  if (signedIn.tokens.refreshToken === undefined) throw new EntraError('no_lasting_access')
  if (!readsContacts(signedIn.tokens)) throw new EntraError('contacts_not_granted')
  if (pending.changes && !isForChanges(signedIn.tokens)) throw new EntraError('changes_not_granted')
  if (!mayConnect(rules, account.tid)) {
    return { kind: 'tenant_not_allowed', flow: await endAndChoose(pendings, pending, 'tenant_not_allowed') }
  }
  if (await isOtherThanConnected(connections, pending, account)) {
    return { kind: 'mismatch', account, flow: await endAndChoose(pendings, pending, 'mismatch') }
  }
  if (!user.vouched) return park(parts, pending, signedIn)
  if (!isOwnAccount(account, user)) {
    if (rules.otherAccounts) return park(parts, pending, signedIn)
    return { kind: 'mismatch', account, flow: await endAndChoose(pendings, pending, 'mismatch') }
  }
  const wanted = await pendings.get(pendingKey(user))
  if (!wanted || !isLive(epoch)(wanted)) return { kind: 'superseded' }
  const done = await connect({ pendings, connections }, pending, signedIn)
  return done ? { kind: 'connected', account, flow: flowOf(done) } : { kind: 'superseded' }
}

/** Like `readsContacts`, for a sign-in that asked for permission to change contacts. */
function isForChanges({ scopes }: SignedIn['tokens']): boolean {
  return scopes.length === 0 || allowsChanges(scopes)
}

/** Ends a sign-in with a wrong account. The next sign-in lets the person choose another account. */
async function endAndChoose(pendings: PendingSignIns, pending: Pending, kind: 'mismatch' | 'tenant_not_allowed') {
  return flowOf((await endFlow(pendings, pending, { kind }, { prompt: 'select_account' })) ?? pending)
}
