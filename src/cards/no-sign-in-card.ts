import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { apology } from './apology.ts'
import { adaptiveCard, address, open, ownText, type Part } from './parts.ts'
import { lookUps } from './example-buttons.ts'

/** Says that nobody has to sign in, and if no question will find anybody, why. */
export function noSignInCard({ but }: Reply & { kind: 'no_sign_in' }, catalogue: Catalogue): Part {
  const says = ownText(catalogue.application.noSignIn)
  if (but === undefined) return adaptiveCard([says, ownText(catalogue.whatToType)], lookUps([], catalogue))
  return adaptiveCard([says, ownText(but === 'empty' ? catalogue.noContacts : apology(but, catalogue))])
}

/** Says that an administrator must approve the application, with the link for them. */
export function notApprovedCard(reply: Reply & { kind: 'not_approved' }, catalogue: Catalogue): Part {
  const { reference, adminUrl, isMaybeLimited } = reply
  const { application, adminLink } = catalogue
  const says = [
    ownText(apology({ trouble: 'app_not_approved', reference }, catalogue)),
    ...(isMaybeLimited ? [ownText(application.maybeLimited)] : []),
  ]
  if (adminUrl === undefined) return adaptiveCard(says)
  return adaptiveCard([...says, address(adminUrl)], [open(adminLink, adminUrl)])
}
