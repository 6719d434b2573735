import { StoreError } from '../store/store.ts'
import type { Command } from './command.ts'
import { confirm } from './confirm.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** `help`, and every text that is no command: the code that a sign-in waits for, the name that we asked for, or something that
 *  we do not understand. */
export async function plainText(
  { typed, digits }: CommandOf<'help'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  if (digits !== undefined && (await services.signIn.waitsForCode(exchange.user))) {
    if (digits === '') return exchange.say({ kind: 'code_incomplete' })
    return confirm({ type: 'code', code: digits }, exchange, services)
  }
  if (typed !== undefined && (await isName(typed, exchange, services))) return { type: 'find', query: typed, offset: 0 }
  return exchange.say({ kind: 'help', typed })
}

/** Without the store nobody knows what was asked before, and the help will do. */
async function isName(typed: string, { user }: Exchange, { whichNames }: Services): Promise<boolean> {
  try {
    return await whichNames.isAnswer(user, typed)
  } catch (error) {
    if (error instanceof StoreError) return false
    throw error
  }
}
