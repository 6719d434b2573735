import { type Message, messageOf } from '../cards/cards.ts'
import type { Turn } from '../channel/turn.ts'
import type { Replies } from '../commands/reply.ts'

type Delivery = { onReply?: (kind: string) => void; mayReplace?: (message: string) => boolean }

/** Says each step of `replies` in the chat, in order. @returns the card that stands in the end where a button was pressed, if
 *  it is a new one. */
export async function deliver(
  turn: Turn,
  replies: Replies,
  { onReply, mayReplace = () => true }: Delivery = {},
): Promise<unknown> {
  const { recipient, replyToId } = turn.activity
  let replaced: unknown
  let sent: string | undefined
  let next = await replies.next()
  while (!next.done) {
    const { reply, replaces } = next.value
    let message: Message
    try {
      message = messageOf(reply, recipient.id)
    } catch (error) {
      // The generator turns it into an apology, as it does with every other fault.
      next = await replies.throw(error)
      continue
    }
    onReply?.(reply.kind)
    if (replaces === undefined) {
      sent = await turn.send(message)
    } else {
      if (mayReplace(replaces)) await replaceMessage(turn, replaces, message)
      sent = replaces
      if (replaces === replyToId) replaced = cardIn(message)
    }
    next = await replies.next(sent)
  }
  return replaced
}

function cardIn(message: Message): unknown {
  return message.attachments?.find(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')
    ?.content
}

/** Gives an older message new content; where the channel will not, it is sent as a new one. */
export async function replaceMessage(turn: Turn, id: string, message: Message): Promise<void> {
  try {
    await turn.update(id, message)
  } catch {
    await turn.send(message)
  }
}
