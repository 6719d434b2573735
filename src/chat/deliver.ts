import { messageOf } from '../cards/cards.ts'
import { ADAPTIVE_CARD, type Message } from '../cards/message.ts'
import { isFinalNo } from '../channel/connector.ts'
import type { Turn } from '../channel/turn.ts'
import { NotSaidError, type Send } from '../commands/exchange.ts'
import type { LocalizedTurn } from './localized-turn.ts'

type Delivery = {
  /** Hears why a message may not have been replaced, where more was said after that. */
  onFault: (error: unknown) => void
  onReply?: (kind: string) => void
  mayReplace?: (message: string) => boolean
}

/** Does `work`, and says in the chat what it sends. @returns the card that the message with the pressed button was replaced
 *  by; undefined where it was not replaced by one. @throws where the last step did not arrive, or may not have arrived. */
export async function deliver(
  turn: LocalizedTurn,
  work: (send: Send) => Promise<void>,
  { onFault, onReply, mayReplace = () => true }: Delivery,
): Promise<unknown> {
  const { recipient, replyToId } = turn.activity
  let replaced: unknown
  let failed: { error: unknown } | undefined

  async function send({ reply, replaces }: Parameters<Send>[0]): Promise<string | undefined> {
    const message = messageOf(reply, turn.catalogue, recipient.id)
    onReply?.(reply.kind)
    // A failed update must not keep back what is said after it.
    if (failed) onFault(failed.error)
    failed = undefined
    if (replaces === undefined) return said(() => turn.send(message))
    if (mayReplace(replaces)) failed = await said(() => replaceMessage(turn, replaces, message))
    if (replaces === replyToId) replaced = cardIn(message)
    return replaces
  }

  await work(send).catch((error: unknown) => {
    throw error instanceof NotSaidError ? error.cause : error
  })
  if (failed) throw failed.error
  return replaced
}

async function said<T>(saying: () => Promise<T>): Promise<T> {
  return saying().catch((error: unknown) => {
    throw new NotSaidError(error)
  })
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
