import type { Reply } from '../commands/reply.ts'
import { type Account, PERSONAL_TENANT } from '../entra/account.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { accountName } from '../text/account-name.ts'
import type { Links } from './links.ts'
import { cardMessage, type Message, textMessage } from './message.ts'
import { adaptiveCard, ask, foreignText } from './parts.ts'
import { plain } from './plain.ts'

export function connected({ account }: Reply & { kind: 'connected' }, catalogue: Catalogue): string {
  return catalogue.connected(nameOf(account, catalogue))
}

export function alreadyConnected(reply: Reply & { kind: 'already_connected' }, catalogue: Catalogue): Message {
  const { account, since, another } = reply
  const says = catalogue.alreadyConnected(nameOf(account, catalogue), catalogue.format.date(since))
  if (!another) return textMessage(says)
  const button = ask(catalogue.signIn.another, { type: 'connect', another: true })
  return cardMessage(adaptiveCard([foreignText(says)], [button]))
}

export function disconnected(
  { account }: Reply & { kind: 'disconnected' },
  catalogue: Catalogue,
  { consent, personalConsent }: Links,
): string {
  if (!account) return catalogue.nothingConnected
  const page = account.tid === PERSONAL_TENANT ? personalConsent : consent
  const says = catalogue.disconnected(nameOf(account, catalogue))
  return page === undefined ? says : `${says} ${catalogue.withdrawConsent} ${page}`
}

/** An account as its owner knows it. */
export function nameOf(account: Account, catalogue: Catalogue): string {
  return plain(accountName(account, catalogue), 100)
}
