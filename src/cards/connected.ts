import type { Reply } from '../commands/reply.ts'
import { type Account, PERSONAL_TENANT } from '../entra/account.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { accountName } from '../text/account-name.ts'
import { apology } from './apology.ts'
import type { Links } from './links.ts'
import { cardMessage, type Message, textMessage } from './message.ts'
import { adaptiveCard, ask, foreignText, open, ownText, signInButtons } from './parts.ts'
import { plain } from './safe-text.ts'
import { lookUps } from './example-buttons.ts'

export function connected({ account, but }: Reply & { kind: 'connected' }, catalogue: Catalogue): Message {
  const says = foreignText(catalogue.connected(nameOf(account, catalogue)))
  if (but === undefined) return cardMessage(adaptiveCard([says, ownText(catalogue.whatToType)], lookUps([], catalogue)))
  const why = but === 'empty' ? catalogue.noContacts : apology(but, catalogue)
  return cardMessage(adaptiveCard([says, ownText(why)]))
}

export function alreadyConnected(reply: Reply & { kind: 'already_connected' }, catalogue: Catalogue): Message {
  const { account, since, another, timeZone } = reply
  const says = catalogue.alreadyConnected(nameOf(account, catalogue), catalogue.format.date(since, timeZone))
  if (!another) return textMessage(says)
  const button = ask(catalogue.signIn.another, { type: 'connect', another: true })
  return cardMessage(adaptiveCard([foreignText(says)], [button]))
}

export function disconnected(
  { account, url }: Reply & { kind: 'disconnected' },
  catalogue: Catalogue,
  { consent, personalConsent }: Links,
): Message {
  const again = signInButtons(catalogue.signIn.again, url, catalogue)
  if (!account) return cardMessage(adaptiveCard([ownText(catalogue.nothingConnected)], again))
  const page = account.tid === PERSONAL_TENANT ? personalConsent : consent
  return cardMessage(
    adaptiveCard(
      [
        ownText(catalogue.disconnected),
        foreignText(nameOf(account, catalogue), { isSubtle: true }),
        ...(page === undefined ? [] : [ownText(catalogue.withdrawConsent)]),
      ],
      [...(page === undefined ? [] : [open(catalogue.myApps, page)]), ...again],
    ),
  )
}

/** The name of an account that its owner will recognize. */
export function nameOf(account: Account, catalogue: Catalogue): string {
  return plain(accountName(account, catalogue), 100)
}
