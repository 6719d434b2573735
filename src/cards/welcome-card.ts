import type { Catalogue } from '../text/catalogue.ts'
import { adaptiveCard, ask, ownText, type Part } from './parts.ts'

export function welcomeCard({ welcome, signIn }: Catalogue): Part {
  return adaptiveCard(
    [ownText(welcome.title, { weight: 'Bolder' }), ownText(welcome.text)],
    [ask(signIn.button, { type: 'connect' })],
  )
}
