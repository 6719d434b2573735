import { messageOf } from '../cards/cards.ts'
import { cardOver, signInEnded } from '../cards/sign-in-card.ts'
import type { Adapter } from '../channel/adapter.ts'
import { isFinalNo } from '../channel/connector.ts'
import type { Events } from '../channel/events.ts'
import type { Asked } from '../commands/asked.ts'
import type { Reply } from '../commands/reply.ts'
import type { Commands } from '../commands/dispatch.ts'
import { storedCommand } from '../commands/stored-command.ts'
import { newReference } from '../reference.ts'
import type { Flow, FlowOutcome } from '../sign-in/outcome.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import type { LocalizedTurn } from './localized-turn.ts'
import { deliver, replaceMessage } from './deliver.ts'

type Options = {
  adapter: Pick<Adapter, 'continueIn'>
  afterSignIn: Commands['afterSignIn']
  events: Events
  languages?: Languages | undefined
}

/** Tells a chat by itself what became of its sign-in. Never rejects: a sign-in has ended, whether its chat can be reached or
 *  not. */
export function proactive({ adapter, afterSignIn, events, languages }: Options) {
  const onFault = (error: unknown) => events.fault({ error })

  async function inChat({ chat }: Flow, work: (turn: LocalizedTurn) => Promise<void>): Promise<void> {
    const catalogue = catalogueFor(chat.locale, languages)
    try {
      await adapter.continueIn(chat.reference, (turn) => work({ ...turn, catalogue }))
    } catch (error) {
      onFault(error)
    }
  }

  return {
    /** Says how a sign-in ended: its card is replaced, and one message says it or answers the question from before. */
    ended(outcome: FlowOutcome): Promise<void> {
      return inChat(outcome.flow, async (turn) => {
        if (outcome.kind !== 'connected') return sayEnded(turn, outcome, onFault)
        const { account, flow } = outcome
        await deliver(turn, (send) => afterSignIn(account, flow, askedBy(flow, events), send), { onFault })
      })
    },

    /** Replaces the card of a sign-in whose time is over by an offer of a new one for the same question. No message is sent. */
    async expired(flow: Flow): Promise<void> {
      const { card } = flow
      if (card === undefined) return
      const over: Reply = { kind: 'card_expired', resume: storedCommand(flow.resume) }
      await inChat(flow, (turn) =>
        turn.update(card, messageOf(over, turn.catalogue, '')).catch((error: unknown) => {
          // The card was deleted, or this channel replaces no messages.
          if (!isFinalNo(error)) throw error
        }),
      )
    },
  }
}

type Ended = Exclude<FlowOutcome, { kind: 'connected' }>

async function sayEnded(turn: LocalizedTurn, outcome: Ended, onFault: (error: unknown) => void): Promise<void> {
  const { card } = outcome.flow
  // The same card can be used again once Microsoft answers.
  const isUsable = outcome.kind === 'failed' && outcome.code === 'unavailable'
  const failed =
    card !== undefined && !isUsable && (await replaceMessage(turn, card, cardOver(outcome, turn.catalogue)))
  if (failed) onFault(failed.error)
  await turn.send(signInEnded(outcome, turn.catalogue))
}

function askedBy({ user, chat }: Flow, events: Events): Asked {
  const reference = newReference()
  return {
    user,
    chat,
    sentAt: Date.now(),
    reference,
    onFault: (error, trouble) => events.fault({ error, trouble, reference }),
  }
}
