import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, ownText, type Part, signInButtons } from './parts.ts'

export function welcomeCard({ url }: Reply & { kind: 'welcome' }, catalogue: Catalogue): Part {
  const { welcome, signIn } = catalogue
  return adaptiveCard(
    [ownText(welcome.title, { weight: 'Bolder' }), ownText(welcome.text)],
    signInButtons(signIn.button, url, catalogue),
  )
}
