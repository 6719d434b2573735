import type { Account } from '../entra/account.ts'
import type { Flow } from '../sign-in/outcome.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { storedCommand } from './stored-command.ts'

/** Turns the sign-in card into a note of who is connected. @returns the question from before the sign-in, to be answered now. */
export async function afterSignIn(
  account: Account,
  { card, resume }: Flow,
  exchange: Exchange,
): Promise<Command | void> {
  if (card !== undefined) await exchange.say({ kind: 'signed_in', account }, card)
  return storedCommand(resume) ?? exchange.say({ kind: 'connected', account })
}
