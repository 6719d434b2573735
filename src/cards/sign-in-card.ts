import type { Command } from '../commands/command.ts'
import type { Reply } from '../commands/reply.ts'
import { storedCommand } from '../commands/stored-command.ts'
import { CODE_DIGITS } from '../sign-in/one-time-code.ts'
import type { FlowOutcome } from '../sign-in/outcome.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { failedSentence } from '../text/failed-sentence.ts'
import { withReference } from './apology.ts'
import { nameOf } from './connected.ts'
import { cardMessage, type Message } from './message.ts'
import { adaptiveCard, address, ask, foreignText, open, ownText, type Part, signInButtons } from './parts.ts'

/** Teams opens the first button in its own window. The second opens a browser, for clients in which the window fails. The answer
 *  to a pressed button must be an Adaptive Card. */
export function signInCard(reply: Reply & { kind: 'sign_in' }, catalogue: Catalogue): Message {
  const { url, isInPlace, adminUrl, form } = reply
  const { signIn } = catalogue
  const why = whyOf(reply, catalogue)
  if (isInPlace) {
    const admin = adminUrl === undefined ? [] : [address(adminUrl)]
    const link = adminUrl === undefined ? [] : [open(catalogue.adminLink, adminUrl)]
    const back = form === undefined ? [] : [ask(catalogue.form.back, { type: 'edit', id: form })]
    const buttons = signInButtons(signIn.button, url, catalogue)
    return cardMessage(adaptiveCard([ownText(why), ...admin], [...link, ...buttons, ...back]))
  }
  const buttons = [
    { type: 'signin', title: signIn.button, value: url },
    { type: 'openUrl', title: signIn.browserButton, value: url },
  ]
  const contentType = 'application/vnd.microsoft.card.signin'
  return { type: 'message', attachments: [{ contentType, content: { text: why, buttons } }] }
}

function whyOf({ reason, query }: Reply & { kind: 'sign_in' }, { signIn }: Catalogue): string {
  if (reason === 'asked') return signIn.asked
  if (reason === 'ended') return signIn.ended
  if (reason === 'to_change') return signIn.toChange
  if (reason === 'awaits_admin') return signIn.awaitsAdmin
  return query !== undefined && PLAIN.test(query) ? signIn.lookUp(query) : signIn.notConnected
}

/** Clients interpret some markup in a sign-in card, and make links of texts that look like an address. So the card repeats only
 *  words, numbers and the punctuation of names. */
const PLAIN = /^(?!.*\S\.\S)[\p{L}\p{M}\p{N} .'’-]{1,40}$/u

/** Replaces the sign-in card once an account is connected. */
export function signedInCard({ account }: Reply & { kind: 'signed_in' }, catalogue: Catalogue): Part {
  return adaptiveCard([foreignText(catalogue.cardOver.connected(nameOf(account, catalogue)))])
}

export function newerCard({ cardOver }: Catalogue): Part {
  return adaptiveCard([ownText(cardOver.newer)])
}

/** Offers a new sign-in for the same question. */
export function expiredCard({ resume, url }: Reply & { kind: 'card_expired' }, catalogue: Catalogue): Part {
  const { cardOver, signIn } = catalogue
  return adaptiveCard(
    [ownText(cardOver.expired)],
    [...signInButtons(signIn.again, url, catalogue, resume), ...backToForm(resume, catalogue)],
  )
}

export function notConnectedCard({ url }: Reply & { kind: 'not_connected' }, catalogue: Catalogue): Part {
  const { status, signIn } = catalogue
  return adaptiveCard([ownText(status.notConnected)], signInButtons(signIn.button, url, catalogue))
}

export function noCodeWantedCard(reply: Reply & { kind: 'no_code_wanted' }, catalogue: Catalogue): Part {
  const { digits, url } = reply
  const resume: Command = { type: 'find', query: digits, offset: 0 }
  return adaptiveCard([ownText(catalogue.noCodeWanted)], signInButtons(catalogue.signIn.button, url, catalogue, resume))
}

export function codeUsedUpCard({ url }: Reply & { kind: 'code_used_up' }, catalogue: Catalogue): Part {
  const { codeUsedUp, signIn } = catalogue
  return adaptiveCard([ownText(codeUsedUp)], signInButtons(signIn.again, url, catalogue))
}

/** The button to the form that waits for the sign-in, with all typed values. */
function backToForm(resume: Command | undefined, { form }: Catalogue): Part[] {
  return resume?.type === 'save' ? [ask(form.back, { type: 'edit', id: resume.id })] : []
}

type NotConnected = Exclude<FlowOutcome, { kind: 'connected' }>

/** Replaces the sign-in card if no account was connected, or not yet: says how the sign-in ended and offers the next one. It
 *  never names the other account of a mismatch, because the chat may be an attacker's. */
export function signInEnded(outcome: NotConnected, url: string | undefined, catalogue: Catalogue): Message {
  if (outcome.kind === 'code') return cardMessage(adaptiveCard([ownText(catalogue.typeCode(CODE_DIGITS))]))
  // A rule of the organisation would also refuse the next try.
  const isBlocked = outcome.kind === 'failed' && outcome.code === 'blocked'
  const resume = storedCommand(outcome.flow.resume)
  const again = isBlocked ? [] : signInButtons(catalogue.signIn.tryAgain, url, catalogue, resume)
  return cardMessage(adaptiveCard(...ended(outcome, catalogue, [...again, ...backToForm(resume, catalogue)])))
}

function ended(
  outcome: Exclude<NotConnected, { kind: 'code' }>,
  catalogue: Catalogue,
  again: Part[],
): [body: Part[], actions: Part[]] {
  if (outcome.kind === 'mismatch') return [[ownText(catalogue.mismatch)], again]
  if (outcome.kind === 'tenant_not_allowed') return [[ownText(catalogue.tenantNotAllowed)], again]
  const { code, adminUrl, fault, flow } = outcome
  const says = failedSentence(code, flow.changes === true, catalogue)
  const text = ownText(fault ? withReference(says, fault.reference, catalogue) : says)
  if (adminUrl === undefined) return [[text], again]
  return [
    [text, address(adminUrl)],
    [open(catalogue.adminLink, adminUrl), ...again],
  ]
}
