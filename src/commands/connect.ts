import { askToSignIn } from './ask-to-sign-in.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Parts } from './parts.ts'
import { allowedConnection } from './still-allowed.ts'

/** `connect`: sends the sign-in card. A user who is connected hears as whom, unless they want another account or Microsoft
 *  wants them to sign in again. */
export async function connect({ another }: CommandOf<'connect'>, exchange: Exchange, parts: Parts): Promise<void> {
  const { signIn } = parts
  const stored = await allowedConnection(exchange.user, parts)
  const mayChange = signIn.mayChoose(exchange.user)
  if (!stored || (another && mayChange)) {
    return askToSignIn({ reason: 'asked', wishes: { prompt: stored && 'select_account' } }, exchange, parts)
  }
  if (await signIn.isDemanded(exchange.user)) return askToSignIn({ reason: 'ended' }, exchange, parts)
  const { account, since } = stored
  await exchange.say({ kind: 'already_connected', account, since, another: mayChange })
}
