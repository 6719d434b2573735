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
  /** The words of the person's language, in which questions are asked. */
  words: CommandWords
  /** When the message was sent, by the channel's clock: epoch milliseconds. */
  sentAt: number
  /** Where the person is, by their client: an IANA name or an offset, which nobody has checked. */
  timeZone?: string | undefined
  /** The message whose button was pressed: the answer may take its place. */
  replaces?: string | undefined
  /** Whether the command was asked before a sign-in that has just ended, and is answered after it. */
  hasSignedIn?: boolean
  /** What an earlier delivery of the same message has left, and what this one leaves. */
  kept: Kept
  /** The user sees it with an apology; the log has the cause under it. */
  reference: string
  /** Does work once the turn has been answered. Undefined if nobody waits for the turn. It is handed a way to say
   *  something then. */
  afterTurn?: ((work: (send: Send) => Promise<void>) => void) | undefined
  /** Told about each request to Graph that is made for this turn. */
  onRequest?: ((request: AskedGraph) => void) | undefined
  /** Writes a fault to the log. */
  onFault: (error: unknown, trouble: Trouble) => void
}
