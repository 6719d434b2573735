import type { Account } from '../entra/account.ts'
import type { EntraErrorCode } from '../entra/entra-error.ts'
import type { Over, Pending } from './pending.ts'

/** What the chat and the pages learn about a sign-in. The record itself stays in this folder: it holds the nonce, the
 *  code verifier, hashes of what the browser must bring and, while a code is awaited, tokens. */
export type Flow = Pick<Pending, 'user' | 'chat' | 'resume' | 'card' | 'askedAt' | 'claims' | 'changes' | 'epoch'>

/** The flow of a stored sign-in, field by field. */
export function flowOf({ user, chat, resume, card, askedAt, claims, changes, epoch }: Pending): Flow {
  return { user, chat, resume, card, askedAt, claims, changes, epoch }
}

/** How the person should sign in at Microsoft. */
export type Wishes = Pick<Pending, 'prompt' | 'claims' | 'changes' | 'loginHint'>

/** How a visit to the sign-in pages ended. The chat is told about an outcome with a `flow`. An outcome without a `flow`
 *  belongs to no sign-in that we know, or to one that this browser did not begin. */
export type Outcome =
  | { kind: 'connected'; account: Account; flow: Flow }
  /** The channel does not vouch for the person: they are connected once they type `code` in the chat. */
  | { kind: 'code'; code: string; account: Account; flow: Flow }
  /** The account is not the chat's own. The page may name it, the chat never does. */
  | { kind: 'mismatch'; account: Account; flow: Flow }
  | Failed
  /** Accounts of this tenant may not connect. */
  | { kind: 'tenant_not_allowed'; flow: Flow }
  /** An administrator came back from the consent page. This proves nothing and changes nothing here. */
  | { kind: 'admin_approved' }
  | { kind: 'admin_declined' }
  /** The person disconnected or began another sign-in in the meantime. */
  | { kind: 'superseded' }
  /** The browser comes back after the end of its sign-in, and is shown again how it ended. `code`: the sign-in waits for its
   *  code. */
  | { kind: 'over'; as: Over | { kind: 'connected' } | { kind: 'code' } }
  | { kind: 'expired' }
  /** The person got too many codes today and typed none of them. */
  | { kind: 'used_up'; chat: Flow['chat'] }
  | { kind: 'wrong_browser' }
  | { kind: 'malformed' }

/** `adminUrl`, with `admin_approval`: where an administrator can approve the app. `fault`: an error for the operator, logged
 *  under the reference that the person sees. */
export type Failed = {
  kind: 'failed'
  code: EntraErrorCode
  flow: Flow
  adminUrl?: string | undefined
  fault?: { error: unknown; reference: string } | undefined
}

/** An Outcome that the chat is told about. */
export type FlowOutcome = Extract<Outcome, { flow: Flow }>

/** The result of a code that came from the chat. `none`: no sign-in waits for a code. */
export type Confirmation =
  | { kind: 'connected'; account: Account; flow: Flow }
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'used_up'; flow: Flow }
  | { kind: 'none' }
