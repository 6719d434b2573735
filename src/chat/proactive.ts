import { messageOf } from '../cards/cards.ts'
import type { Links } from '../cards/links.ts'
import { signInEnded } from '../cards/sign-in-card.ts'
import { isFinalNo } from '../channel/connector.ts'
import type { Events } from '../channel/log-events.ts'
import type { Asked } from '../commands/asked.ts'
import type { Reply } from '../commands/reply.ts'
import type { Commands } from '../commands/dispatch.ts'
import { keptIn } from '../commands/turn-memory.ts'
import { storedCommand } from '../commands/stored-command.ts'
import { newReference } from '../reference.ts'
import type { Flow, FlowOutcome } from '../sign-in/outcome.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { catalogueFor, type Languages } from '../text/languages.ts'
import type { InBackground } from './in-background.ts'
import type { LocalizedTurn } from './localized-turn.ts'
import { deliver, replaceMessage } from './deliver.ts'

type Options = {
  inBackground: InBackground
  afterSignIn: Commands['afterSignIn']
  offer: SignIn['offer']
  events: Events
  links: Links
  edits: boolean
  languages?: Languages | undefined
}

/** Tells a chat, without being asked, how its sign-in ended. Never rejects: the sign-in has ended, whether its chat can be
 *  reached or not. If the channel fails, it tries again in the background. */
export function proactive({ inBackground, afterSignIn, offer, events, links, edits, languages }: Options) {
  const onFault = (error: unknown) => events.fault({ error })

  function inChat({ chat }: Flow, work: (turn: LocalizedTurn) => Promise<void>): Promise<void> {
    const catalogue = catalogueFor(chat.locale, languages)
    return inBackground(chat.reference, (turn) => work({ ...turn, catalogue, links, edits }))
  }

  /** The next try keeps the same question and the same card. */
  const offered = ({ user, chat, resume, card, askedAt, claims, changes }: Flow) =>
    offer({ user, chat, resume, card, askedAt, claims, changes })

  return {
    /** Says how a sign-in ended. If nobody is connected, its card says so, or a new message if the card cannot. */
    ended(outcome: FlowOutcome): Promise<void> {
      const { flow } = outcome
      const asked = askedBy(flow, events, catalogueFor(flow.chat.locale, languages))
      return inChat(flow, async (turn) => {
        if (outcome.kind !== 'connected') return sayEnded(turn, outcome, offered(outcome.flow), onFault)
        await deliver(turn, (send) => afterSignIn(outcome.account, flow, asked, send), { onFault })
      })
    },

    /** Replaces the card of an expired sign-in with an offer of a new one for the same question. No new message is sent. */
    async expired(flow: Flow): Promise<void> {
      const { card } = flow
      if (card === undefined) return
      const over: Reply = { kind: 'card_expired', resume: storedCommand(flow.resume), url: offered(flow) }
      await inChat(flow, (turn) =>
        turn.update(card, messageOf(over, turn.catalogue, '', links)).catch((error: unknown) => {
          // The card was deleted, or this channel replaces no messages.
          if (!isFinalNo(error)) throw error
        }),
      )
    },
  }
}

type Ended = Exclude<FlowOutcome, { kind: 'connected' }>

async function sayEnded(
  turn: LocalizedTurn,
  outcome: Ended,
  url: string | undefined,
  onFault: (error: unknown) => void,
): Promise<void> {
  const { card } = outcome.flow
  const message = signInEnded(outcome, url, turn.catalogue)
  if (card === undefined) return void (await turn.send(message))
  const { error } = await replaceMessage(turn, card, message)
  if (error === undefined) return
  // It is unknown whether the card was replaced. To be told twice is better than not at all.
  onFault(error)
  await turn.send(message)
}

/** One `Asked` for all attempts, because its memory records the replies that have already been sent. */
function askedBy({ user, chat }: Flow, events: Events, { commands }: Catalogue): Asked {
  const reference = newReference()
  return {
    user,
    chat,
    words: commands,
    sentAt: Date.now(),
    reference,
    kept: keptIn({ value: undefined, save: async () => undefined }),
    onFault: (error, trouble) => events.fault({ error, trouble, reference }),
  }
}
