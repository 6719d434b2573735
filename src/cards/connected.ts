import type { Reply } from '../commands/reply.ts'
import { type Account, PERSONAL_TENANT } from '../entra/account.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { cardMessage, type Message, textMessage } from './message.ts'
import { adaptiveCard, ask, foreignText } from './parts.ts'
import { plain } from './plain.ts'

/** Where a person withdraws the consent that they gave this app: a work or school account, and a personal one. */
export const CONSENT_PAGES = {
  work: 'https://myapps.microsoft.com',
  personal: 'https://account.live.com/consent/Manage',
}

export function connected({ account }: Reply & { kind: 'connected' }, catalogue: Catalogue): string {
  return catalogue.connected(usernameOf(account))
}

export function alreadyConnected(reply: Reply & { kind: 'already_connected' }, catalogue: Catalogue): Message {
  const { account, since, another } = reply
  const says = catalogue.alreadyConnected(usernameOf(account), catalogue.format.date(since))
  if (!another) return textMessage(says)
  const button = ask(catalogue.signIn.another, { type: 'connect', another: true })
  return cardMessage(adaptiveCard([foreignText(says)], [button]))
}

export function disconnected({ account }: Reply & { kind: 'disconnected' }, catalogue: Catalogue): string {
  if (!account) return catalogue.nothingConnected
  const page = account.tid === PERSONAL_TENANT ? CONSENT_PAGES.personal : CONSENT_PAGES.work
  return `${catalogue.disconnected(usernameOf(account))} ${page}`
}

/** An account as its owner knows it. */
export function usernameOf({ username, name }: Account): string {
  return plain(username || name, 100)
}
