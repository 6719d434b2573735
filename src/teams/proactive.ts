import type { ConversationReference } from 'botbuilder'
import type { Asked, Commands } from '../commands/run.ts'
import { reference } from '../connection/secrets.ts'
import type { FlowOutcome } from '../connection/sign-in.ts'
import { deliver, replaceMessage } from './bot.ts'
import { cardOver, signInEnded } from './cards.ts'
import type { TurnLog } from './log.ts'
import type { Adapter } from './turn.ts'

type Options = {
  adapter: Adapter
  appId: string
  afterSignIn: Commands['afterSignIn']
  log: TurnLog
}

const RESUME_MS = 25_000

/** Tells the chat how its sign-in ended: the card makes way in place, and one message says it, or answers the question that
 *  was asked before. Never rejects: the sign-in is done, whether the chat can be reached or not. */
export function proactive({ adapter, appId, afterSignIn, log }: Options) {
  return async function tell(outcome: FlowOutcome): Promise<void> {
    const { flow } = outcome
    const told = reference()
    const asked: Asked = {
      user: flow.user,
      chat: flow.chat,
      sentAt: Date.now(),
      signal: AbortSignal.timeout(RESUME_MS),
      reference: told,
      onFault: (error, trouble) => log.fault({ error, trouble, reference: told }),
    }
    try {
      const chat = flow.chat.reference as Partial<ConversationReference>
      await adapter.continueConversationAsync(appId, chat, async (context) => {
        if (outcome.kind === 'connected') {
          await deliver(context, afterSignIn(outcome.account, flow, asked), () => undefined)
          return
        }
        // A failure that the same card can mend leaves it as it is.
        const lasts = outcome.kind === 'failed' && outcome.code === 'unavailable'
        if (flow.card !== undefined && !lasts) await replaceMessage(context, flow.card, cardOver(outcome))
        await context.sendActivity(signInEnded(outcome))
      })
    } catch (error) {
      log.fault({ error })
    }
  }
}
