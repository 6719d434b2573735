import { offerAgain } from './ask-to-sign-in.ts'
import type { CommandOf, Parts } from './parts.ts'
import type { Turn } from './turn.ts'

/** `cancel`: ends the sign-in under way. */
export async function cancel(_: CommandOf<'cancel'>, turn: Turn, { signIn }: Parts): Promise<void> {
  const underWay = await signIn.cancel(turn.user)
  await offerAgain(underWay, turn)
  await turn.say({ kind: underWay ? 'cancelled' : 'nothing_to_cancel' })
}
