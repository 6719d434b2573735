import type { ConversationReference, TurnContext } from 'botbuilder'
import type { Command } from '../commands/command.ts'
import type { Reply } from '../commands/reply.ts'
import type { Asked, Commands } from '../commands/run.ts'
import { newReference } from '../reference.ts'
import type { Flow, FlowOutcome } from '../sign-in/sign-in.ts'
import { deliver, replaceMessage } from './bot.ts'
import { messageOf } from '../cards/cards.ts'
import { cardOver, signInEnded } from '../cards/sign-in-card.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import { ConnectorError } from '../channel/connector.ts'
import type { TurnLog } from '../channel/events.ts'
import type { Adapter } from '../channel/receive.ts'

type Options = {
  adapter: Adapter
  appId: string
  afterSignIn: Commands['afterSignIn']
  log: TurnLog
  languages?: Languages | undefined
}

/** What a chat is told of its sign-in by itself. Never rejects: what happened has happened, whether the chat can be reached
 *  or not. */
export function proactive({ adapter, appId, afterSignIn, log, languages }: Options) {
  async function inChat({ chat }: Flow, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    try {
      await adapter.continueConversationAsync(appId, chat.reference as Partial<ConversationReference>, logic)
    } catch (error) {
      log.fault({ error })
    }
  }

  /** How it ended: the card makes way in place, and one message says it, or answers the question that was asked before. */
  async function ended(outcome: FlowOutcome): Promise<void> {
    const { flow } = outcome
    const told = newReference()
    const catalogue = catalogueFor(flow.chat.locale, languages)
    const asked: Asked = {
      user: flow.user,
      chat: flow.chat,
      sentAt: Date.now(),
      reference: told,
      onFault: (error, trouble) => log.fault({ error, trouble, reference: told }),
    }
    await inChat(flow, async (context) => {
      if (outcome.kind === 'connected') {
        await deliver(context, afterSignIn(outcome.account, flow, asked), catalogue)
        return
      }
      // A failure that the same card can mend leaves it as it is.
      const lasts = outcome.kind === 'failed' && outcome.code === 'unavailable'
      if (flow.card !== undefined && !lasts) await replaceMessage(context, flow.card, cardOver(outcome, catalogue))
      await context.sendActivity(signInEnded(outcome, catalogue))
    })
  }

  /** Its time is over: the card offers a fresh one for the same question. Nothing new is said. */
  async function expired(flow: Flow): Promise<void> {
    const { card } = flow
    if (card === undefined) return
    const over: Reply = { kind: 'card_expired', resume: flow.resume as Command | undefined }
    const message = messageOf(over, catalogueFor(flow.chat.locale, languages), '')
    await inChat(flow, async (context) => {
      await context.updateActivity({ ...message, id: card }).catch((error: unknown) => {
        // A card that was deleted, or a channel that replaces nothing.
        if (!(error instanceof ConnectorError && error.status !== undefined && error.status < 500)) throw error
      })
    })
  }

  return { ended, expired }
}
