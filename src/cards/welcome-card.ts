import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { dataLine } from './help-card.ts'
import { adaptiveCard, ownText, type Part, signInButtons } from './parts.ts'
import { lookUps } from './example-buttons.ts'

export function welcomeCard({ url, keepMs }: Reply & { kind: 'welcome' }, catalogue: Catalogue, edits: boolean): Part {
  const { welcome, signIn } = catalogue
  return adaptiveCard(
    [ownText(welcome.title, { weight: 'Bolder' }), ownText(welcome.text), ...dataLine(keepMs, catalogue, edits)],
    [...signInButtons(signIn.button, url, catalogue), ...lookUps([], catalogue)],
  )
}
