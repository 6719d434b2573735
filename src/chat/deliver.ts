import { messageOf } from '../cards/cards.ts'
import { ADAPTIVE_CARD, type Message } from '../cards/message.ts'
import { isFinalNo } from '../channel/connector.ts'
import type { Turn } from '../channel/turn.ts'
import type { LocalizedTurn } from './localized-turn.ts'
import type { Replies } from '../commands/reply.ts'

type Delivery = {
  /** Hears why a message may not have been replaced, where more was said after that. */
  onFault: (error: unknown) => void
  onReply?: (kind: string) => void
  mayReplace?: (message: string) => boolean
}

/** Says each step of `replies` in the chat, in order. @returns the card that the message with the pressed button was replaced
 *  by; undefined where it was not replaced by one. @throws where the last step did not arrive, or may not have arrived. */
export async function deliver(
  turn: LocalizedTurn,
  replies: Replies,
  { onFault, onReply, mayReplace = () => true }: Delivery,
): Promise<unknown> {
  const { recipient, replyToId } = turn.activity
  let replaced: unknown
  let failed: { error: unknown } | undefined
  let next = await replies.next()
  while (!next.done) {
    const { reply, replaces } = next.value
    let message: Message
    try {
      message = messageOf(reply, turn.catalogue, recipient.id, turn.links)
    } catch (error) {
      // The generator turns it into an apology, as it does with every other fault.
      next = await replies.throw(error)
      continue
    }
    onReply?.(reply.kind)
    // A failed update must not keep back what is said after it.
    if (failed) onFault(failed.error)
    failed = undefined
    let sent = replaces
    if (replaces === undefined) sent = await turn.send(message)
    else if (mayReplace(replaces)) failed = await replaceMessage(turn, replaces, message)
    if (replaces !== undefined && replaces === replyToId) replaced = cardIn(message)
    next = await replies.next(sent)
  }
  if (failed) throw failed.error
  return replaced
}

function cardIn(message: Message): unknown {
  return message.attachments?.find(({ contentType }) => contentType === ADAPTIVE_CARD)?.content
}

/** Gives an older message new content. Where the channel refuses that for good, the content is sent as a new message. After
 *  any other failure it is not: the update may have arrived, and the content would stand in the chat twice.
 *  @returns the error of such a failure. */
export async function replaceMessage(
  turn: Turn,
  id: string,
  message: Message,
): Promise<{ error: unknown } | undefined> {
  try {
    await turn.update(id, message)
  } catch (error) {
    if (!isFinalNo(error)) return { error }
    await turn.send(message)
  }
  return undefined
}
