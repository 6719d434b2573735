import { afterSignIn } from './after-sign-in.ts'
import { offerAgain } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Parts } from './parts.ts'

/** Six digits: the code that the sign-in page shows. The right one connects. */
export async function confirm(
  { code, handed }: CommandOf<'code'>,
  exchange: Exchange,
  { signIn, whichNames }: Parts,
): Promise<Command | void> {
  const confirmation = await signIn.confirm(exchange.user, code)
  switch (confirmation.kind) {
    case 'none':
      if (handed) return undefined
      if (await whichNames.isAnswer(exchange.user, code)) return { type: 'find', query: code, offset: 0 }
      return exchange.say({ kind: 'no_code_wanted' })
    case 'wrong':
      return exchange.say({ kind: 'wrong_code', triesLeft: confirmation.triesLeft })
    case 'used_up':
      await offerAgain(confirmation.flow, exchange)
      return exchange.say({ kind: 'code_used_up' })
    case 'connected':
      return afterSignIn(confirmation.account, confirmation.flow, exchange)
  }
}
