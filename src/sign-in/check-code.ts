import type { ChatUser } from '../connection/chat-user.ts'
import type { Connections } from '../connection/connection.ts'
import type { SignedIn } from '../entra/authorization-code.ts'
import { hashOf, sameHash } from '../secrets.ts'
import { type AccountRules, mayUse } from './account-rules.ts'
import { CODE_TRIES, oneTimeCode } from './one-time-code.ts'
import { connect, isOtherThanConnected } from './connect-account.ts'
import type { CodeCounts } from './code-count.ts'
import { type Confirmation, flowOf, type Outcome } from './outcome.ts'
import { closed, isLive, type Pending, pendingKey, type PendingSignIns } from './pending.ts'

/** Keeps an account until its code comes back from the chat. Until then nothing is connected, and Graph is not asked. */
export async function park(
  { pendings, counts }: { pendings: PendingSignIns; counts: CodeCounts },
  pending: Pending,
  signedIn: SignedIn,
): Promise<Outcome> {
  const { user, epoch } = pending
  // Counted first, because a stored code can be guessed whether it was shown or not.
  await counts.handedOut(user)
  const code = oneTimeCode()
  const provisional = { signedIn, codeHash: hashOf(epoch + code), triesLeft: CODE_TRIES }
  const isThis = (found: Pending) => isLive(epoch)(found) && found.provisional === undefined
  const before = await pendings.change(pendingKey(user), isThis, (found) => ({ ...closed(found), provisional }))
  if (!before) {
    // Nobody can guess a code that was not stored.
    await counts.cameBack(user).catch(() => undefined)
    return { kind: 'superseded' }
  }
  await pendings.retire(before)
  return { kind: 'code', code, account: signedIn.account, flow: flowOf(before) }
}

/** Checks a code from the chat. The last wrong code ends the sign-in. */
export async function confirm(
  {
    pendings,
    connections,
    counts,
    rules,
  }: { pendings: PendingSignIns; connections: Connections; counts: CodeCounts; rules: AccountRules },
  user: ChatUser,
  code: string,
): Promise<Confirmation> {
  const before = await pendings.change(pendingKey(user), isParked, (found) => counted(found, code))
  const provisional = before?.provisional
  if (!before || !provisional) return { kind: 'none' }
  if (!isRight(before, code)) {
    const triesLeft = provisional.triesLeft - 1
    if (triesLeft > 0) return { kind: 'wrong', triesLeft }
    await pendings.dropPointers(before)
    return { kind: 'used_up', flow: flowOf(before) }
  }
  const { account } = provisional.signedIn
  if (!mayUse(rules, user, account) || (await isOtherThanConnected(connections, before, account))) {
    await pendings.drop(user)
    return { kind: 'none' }
  }
  // If the store fails here, the sign-in counts as a guess, which does no harm.
  await counts.cameBack(user).catch(() => undefined)
  const done = await connect({ pendings, connections }, before, provisional.signedIn)
  return done ? { kind: 'connected', account, flow: flowOf(done) } : { kind: 'none' }
}

/** Whether a sign-in waits for its code. If so, `resume` replaces the question that is answered after it. */
export async function awaitsCode(pendings: PendingSignIns, user: ChatUser, resume: unknown): Promise<boolean> {
  return (await pendings.change(pendingKey(user), isParked, (found) => ({ ...found, resume }))) !== undefined
}

/** The sign-in after a try at its code. Right or wrong, the try is counted before anything else happens. */
function counted(found: Pending, code: string): Pending | undefined {
  const { provisional } = found
  if (!provisional) return found
  if (isRight(found, code)) return { ...found, provisional: undefined }
  const triesLeft = provisional.triesLeft - 1
  return triesLeft > 0 ? { ...found, provisional: { ...provisional, triesLeft } } : undefined
}

function isRight({ provisional, epoch }: Pending, code: string): boolean {
  return provisional !== undefined && sameHash(provisional.codeHash, hashOf(epoch + code))
}

function isParked({ provisional }: Pending): boolean {
  return provisional !== undefined
}
