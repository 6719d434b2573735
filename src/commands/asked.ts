import type { Chat, ChatUser } from '../connection/chat-user.ts'
import type { AskedGraph } from '../graph/graph.ts'
import type { CommandWords } from '../text/catalogue.ts'
import type { Send } from './exchange.ts'
import type { Kept } from './turn-memory.ts'
import type { Trouble } from './reply.ts'

/** Who asks, where, and by which message. */
export type Asked = {
  user: ChatUser
  chat: Chat
  /** The words for questions in the person's language. */
  words: CommandWords
  /** When the message was sent, by the channel's clock: epoch milliseconds. */
  sentAt: number
  /** The person's time zone, as their client reports it: an IANA name or an offset, not checked. */
  timeZone?: string | undefined
  /** The message whose button was pressed: the answer may replace it. */
  replaces?: string | undefined
  /** Whether the command was asked before a sign-in that has just ended, and is answered after it. */
  hasSignedIn?: boolean
  /** What an earlier delivery of the same message has stored, and what this delivery stores. */
  kept: Kept
  /** The user sees it with an apology; the log has the cause under the same reference. */
  reference: string
  /** Does work after the turn has been answered. Undefined if nobody waits for the turn. `work` gets a function that sends
   *  messages then. */
  afterTurn?: ((work: (send: Send) => Promise<void>) => void) | undefined
  /** Called for each request to Graph in this turn. */
  onRequest?: ((request: AskedGraph) => void) | undefined
  /** Writes a fault to the log. */
  onFault: (error: unknown, trouble: Trouble) => void
}
