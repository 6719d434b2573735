import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** Teams says that the sign-in window was closed, or could not be opened. Most windows are closed after the sign-in has
 *  succeeded: then there is nothing to say. */
export async function window(
  { outcome }: CommandOf<'window'>,
  exchange: Exchange,
  { signIn }: Services,
): Promise<void> {
  if (!(await signIn.awaitsBrowser(exchange.user))) return
  await exchange.say({ kind: outcome === 'closed' ? 'window_closed' : 'window_failed' })
}
