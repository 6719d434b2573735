import { connectionKey } from '../connection/connection.ts'
import type { Account } from '../entra/account.ts'
import type { Flow } from '../sign-in/outcome.ts'
import type { Asked } from './asked.ts'
import { offerTo } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { firstLook } from './first-look.ts'
import type { Decision } from './turn-memory.ts'
import type { Services } from './services.ts'
import type { Reply } from './reply.ts'
import { storedCommand } from './stored-command.ts'

/** Tells the chat of a sign-in that was finished in the browser. @returns the earlier question, to be answered now. */
export async function afterSignIn(
  account: Account,
  flow: Flow,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  const decide = async (): Promise<Decision> => {
    await services.lastQuestions.endYes(exchange.user)
    return decided(account, flow, exchange, services)
  }
  return exchange.once(decide, { correct: stillTrue(exchange, services) })
}

/** Replaces the sign-in card with a note of who is connected, and answers the earlier question. If there is none, a first look
 *  checks whether something would prevent an answer to the next question. */
export async function decided(
  account: Account,
  { card, resume, epoch }: Flow,
  asked: Asked,
  services: Services,
): Promise<Decision> {
  const next = storedCommand(resume)
  const but = next ? undefined : await firstLook(asked, services)
  return {
    steps: [
      ...(card === undefined ? [] : [{ reply: { kind: 'signed_in' as const, account }, replaces: card }]),
      ...(next ? [] : [{ reply: { kind: 'connected' as const, account, but } }]),
    ],
    next,
    epoch,
  }
}

/** @returns a function that corrects a decision about a connection that has since ended or been replaced. */
export function stillTrue(asked: Asked, { connections, signIn }: Pick<Services, 'connections' | 'signIn'>) {
  return async function correct({ epoch }: Decision): Promise<Reply | undefined> {
    if (epoch === undefined) return undefined
    const current = (await connections.get(connectionKey(asked.user)))?.value
    if (!current) return { kind: 'not_connected', url: offerTo(asked, signIn) }
    return current.epoch === epoch ? undefined : { kind: 'connected', account: current.account }
  }
}
