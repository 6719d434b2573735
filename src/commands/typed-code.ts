import type { Flow } from '../sign-in/outcome.ts'
import { decided, stillTrue } from './after-sign-in.ts'
import { offerTo } from './ask-to-sign-in.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import type { Decision } from './turn-memory.ts'
import type { Step } from './reply.ts'
import type { CommandOf, Services } from './services.ts'
import { storedCommand } from './stored-command.ts'
import { isConnected } from './without-sign-in.ts'

/** Six digits: the code that the sign-in page shows. The right one connects. */
export async function confirm(
  command: CommandOf<'code'>,
  exchange: Exchange,
  services: Services,
): Promise<Command | void> {
  const correct = stillTrue(exchange, services)
  return exchange.once(() => decide(command, exchange, services), { correct })
}

async function decide({ code, handed }: CommandOf<'code'>, exchange: Exchange, services: Services): Promise<Decision> {
  const { signIn, lastQuestions } = services
  const { user } = exchange
  const confirmation = await signIn.confirm(user, code)
  switch (confirmation.kind) {
    case 'none':
      if (handed) return { steps: [] }
      if (await lastQuestions.isName(user, code)) return { steps: [], next: { type: 'find', query: code, offset: 0 } }
      // Somebody who is connected does not need a code: the digits may be part of a phone number.
      if (services.application || (await isConnected(user, services)))
        return { steps: [], next: { type: 'find', query: code, offset: 0, typed: 'digits' } }
      return { steps: [{ reply: noCodeWanted(code, exchange, signIn) }] }
    case 'wrong':
      return { steps: [{ reply: { kind: 'wrong_code', triesLeft: confirmation.triesLeft } }] }
    case 'used_up': {
      const url = offerTo(exchange, signIn, { resume: storedCommand(confirmation.flow.resume) })
      return { steps: [...usedUp(confirmation.flow), { reply: { kind: 'code_used_up', url } }] }
    }
    case 'connected':
      return decided(confirmation.account, confirmation.flow, exchange, services)
  }
}

/** The digits are searched for after the offered sign-in. */
function noCodeWanted(digits: string, exchange: Exchange, signIn: Services['signIn']): Step['reply'] {
  const resume: Command = { type: 'find', query: digits, offset: 0 }
  return { kind: 'no_code_wanted', digits, url: offerTo(exchange, signIn, { resume }) }
}

/** The card that asked for the code now points to the newer card below. */
function usedUp({ card }: Flow): Step[] {
  return card === undefined ? [] : [{ reply: { kind: 'card_newer' }, replaces: card }]
}
