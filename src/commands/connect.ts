import { connectionKey } from '../connection/connection.ts'
import { askToSignIn } from './ask-to-sign-in.ts'
import type { CommandOf, Parts } from './parts.ts'
import type { Turn } from './turn.ts'

/** `connect`: sends the sign-in card. A user who is connected hears as whom, unless they want another account or Microsoft
 *  wants them to sign in again. */
export async function connect({ another }: CommandOf<'connect'>, turn: Turn, parts: Parts): Promise<void> {
  const { signIn, connections } = parts
  const stored = await connections.get(connectionKey(turn.user))
  const mayChange = signIn.mayChoose(turn.user)
  if (!stored || (another && mayChange)) {
    return askToSignIn({ reason: 'asked', wishes: { prompt: stored && 'select_account' } }, turn, parts)
  }
  if (await signIn.isDemanded(turn.user)) return askToSignIn({ reason: 'ended' }, turn, parts)
  const { account, since } = stored.value
  await turn.say({ kind: 'already_connected', account, since, another: mayChange })
}
