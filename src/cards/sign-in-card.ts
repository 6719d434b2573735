import type { Reply } from '../commands/reply.ts'
import { CODE_DIGITS } from '../sign-in/code.ts'
import type { FlowOutcome } from '../sign-in/outcome.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { withReference } from './apology.ts'
import { nameOf } from './connected.ts'
import { cardMessage, type Message, textMessage } from './message.ts'
import { adaptiveCard, address, foreignText, open, ownText, type Part, withButton } from './parts.ts'

/** Teams opens the first button in a window of its own. The second opens a browser, for clients where the window fails. */
export function signInCard({ reason, url }: Reply & { kind: 'sign_in' }, { signIn }: Catalogue): Message {
  const why = { asked: signIn.asked, not_connected: signIn.notConnected, ended: signIn.ended }[reason]
  const buttons = [
    { type: 'signin', title: signIn.button, value: url },
    { type: 'openUrl', title: signIn.browserButton, value: url },
  ]
  const contentType = 'application/vnd.microsoft.card.signin'
  return { type: 'message', attachments: [{ contentType, content: { text: why, buttons } }] }
}

/** Replaces the sign-in card once an account is connected. */
export function signedInCard({ account }: Reply & { kind: 'signed_in' }, catalogue: Catalogue): Part {
  return adaptiveCard([foreignText(catalogue.cardOver.connected(nameOf(account, catalogue)))])
}

export function newerCard({ cardOver }: Catalogue): Part {
  return adaptiveCard([ownText(cardOver.newer)])
}

/** Offers a new sign-in for the same question. */
export function expiredCard({ resume }: Reply & { kind: 'card_expired' }, { cardOver, signIn }: Catalogue): Part {
  return withButton(cardOver.expired, signIn.again, resume)
}

type NotConnected = Exclude<FlowOutcome, { kind: 'connected' }>

/** Replaces the sign-in card once the browser is done but no account is connected, or none yet. */
export function cardOver(outcome: NotConnected, { cardOver: words, signIn }: Catalogue): Message {
  if (outcome.kind === 'code') return cardMessage(adaptiveCard([ownText(words.code(CODE_DIGITS))]))
  if (outcome.kind === 'mismatch') return cardMessage(withButton(words.mismatch, signIn.again))
  // The button would only lead back to the same refusal.
  if (outcome.kind === 'failed' && outcome.code === 'blocked') return cardMessage(adaptiveCard([ownText(words.failed)]))
  const isCancelled = outcome.kind === 'failed' && outcome.code === 'cancelled'
  return cardMessage(withButton(isCancelled ? words.cancelled : words.failed, signIn.again))
}

/** Tells the chat how a sign-in ended that connected no account, or none yet. It never names the other account of a mismatch: the
 *  chat may be an attacker's. */
export function signInEnded(outcome: NotConnected, catalogue: Catalogue): Message {
  switch (outcome.kind) {
    case 'code':
      return textMessage(catalogue.typeCode(CODE_DIGITS))
    case 'mismatch':
      return textMessage(catalogue.mismatch)
    case 'tenant_not_allowed':
      return textMessage(catalogue.tenantNotAllowed)
    case 'failed':
      return signInFailed(outcome, catalogue)
  }
}

function signInFailed({ code, adminUrl, fault }: NotConnected & { kind: 'failed' }, catalogue: Catalogue): Message {
  const says = catalogue.signInFailed[code]
  if (adminUrl === undefined) return textMessage(fault ? withReference(says, fault.reference, catalogue) : says)
  return cardMessage(adaptiveCard([ownText(says), address(adminUrl)], [open(catalogue.adminLink, adminUrl)]))
}
