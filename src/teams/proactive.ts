import type { ConversationReference } from 'botbuilder'
import type { Command } from '../commands/command.ts'
import type { Replies } from '../commands/reply.ts'
import type { Asked, Run } from '../commands/run.ts'
import type { FlowOutcome } from '../connection/sign-in.ts'
import { deliver, replaceMessage } from './bot.ts'
import { cardOver, signInFailed } from './cards.ts'
import type { TurnLog } from './log.ts'
import type { Adapter } from './turn.ts'

type Options = { adapter: Adapter; appId: string; run: Run; log: TurnLog; reference: () => string }

const RESUME_MS = 25_000

/** Tells the chat how its sign-in ended: the card makes way in place, and one message says it, or answers the question that
 *  was asked before. Never rejects: the sign-in is done, whether the chat can be reached or not. */
export function proactive({ adapter, appId, run, log, reference }: Options) {
  return async function tell(outcome: FlowOutcome): Promise<void> {
    const { chat, card } = outcome.flow
    try {
      await adapter.continueConversationAsync(
        appId,
        chat.reference as Partial<ConversationReference>,
        async (context) => {
          // A failure that the same card can mend leaves it as it is.
          const lasts = outcome.kind === 'failed' && outcome.code === 'unavailable'
          if (card !== undefined && !lasts) await replaceMessage(context, card, cardOver(outcome))
          if (outcome.kind === 'connected') await deliver(context, answer(outcome), () => undefined)
          else await context.sendActivity(signInFailed(outcome))
        },
      )
    } catch (error) {
      log.fault({ error })
    }
  }

  async function* answer(outcome: FlowOutcome & { kind: 'connected' }): Replies {
    const { user, chat, resume } = outcome.flow
    if (resume === undefined) {
      yield { reply: { kind: 'connected', account: outcome.account } }
      return
    }
    const told = reference()
    const asked: Asked = {
      user,
      chat,
      signal: AbortSignal.timeout(RESUME_MS),
      reference: told,
      onFault: (error, trouble) => log.fault({ error, trouble, reference: told }),
    }
    yield* run(resume as Command, asked)
  }
}
