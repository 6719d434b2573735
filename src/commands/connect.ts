import { askToSignIn } from './ask-to-sign-in.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'
import { allowedConnection } from './still-allowed.ts'
import { connectWithoutSignIn } from './without-sign-in.ts'

/** `connect`: sends the sign-in card, which replaces a card that offered it. If the user is already connected, the answer names
 *  the account instead, unless they want another account or Microsoft wants them to sign in again. */
export async function connect(
  { another }: CommandOf<'connect'>,
  exchange: Exchange,
  services: Services,
): Promise<void> {
  if (services.application) return connectWithoutSignIn(exchange, services)
  const { signIn } = services
  const stored = await allowedConnection(exchange.user, services)
  const mayChange = signIn.mayChoose(exchange.user)
  if (stored && another && mayChange)
    return askToSignIn({ reason: 'asked', wishes: { prompt: 'select_account' } }, exchange, services)
  const { replaces } = exchange
  if (!stored) return askToSignIn({ reason: 'asked', replaces }, exchange, services)
  if (await signIn.isDemanded(exchange.user)) return askToSignIn({ reason: 'ended', replaces }, exchange, services)
  const { account, since } = stored
  await exchange.say({ kind: 'already_connected', account, since, another: mayChange, timeZone: exchange.timeZone })
}
