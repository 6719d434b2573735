import type { CommandOf, Parts } from './parts.ts'
import type { Turn } from './turn.ts'

/** Teams says that the sign-in window was closed, or could not be opened. Most are closed after the sign-in has succeeded: then
 *  there is nothing to say. */
export async function window({ outcome }: CommandOf<'window'>, turn: Turn, { signIn }: Parts): Promise<void> {
  if (!(await signIn.awaitsBrowser(turn.user))) return
  await turn.say({ kind: outcome === 'closed' ? 'window_closed' : 'window_failed' })
}
