import { messageOf } from '../cards/cards.ts'
import { CONSENT_CARD } from '../cards/file-cards.ts'
import { ADAPTIVE_CARD, type Message } from '../cards/message.ts'
import { isFinalNo, isGone, isTooLarge } from '../channel/connector.ts'
import type { Reply } from '../commands/reply.ts'
import { NotSaidError, type Send } from '../commands/exchange.ts'
import type { LocalizedTurn } from './localized-turn.ts'

export type Delivery = {
  /** Called with the reason why a message may not have been replaced, if more messages followed. */
  onFault: (error: unknown) => void
  onReply?: (kind: string) => void
  mayReplace?: (message: string) => boolean
  /** The content of the messages that this turn has written, by their id. The same content is not sent again. */
  shown?: Map<string, Message>
}

/** Does `work`, and says in the chat what it sends. @returns the card that the message with the pressed button was replaced
 *  by; undefined if it was not replaced by one. @throws if the last step did not arrive, or may not have arrived. */
export async function deliver(
  turn: LocalizedTurn,
  work: (send: Send) => Promise<void>,
  { onFault, onReply, mayReplace = () => true, shown = new Map() }: Delivery,
): Promise<unknown> {
  const { recipient, replyToId } = turn.activity
  let replaced: unknown
  let failed: { error: unknown } | undefined

  async function send({ reply, replaces }: Parameters<Send>[0]): Promise<string | undefined> {
    const message = messageOf(reply, turn.catalogue, recipient.id, turn.links, turn.edits)
    onReply?.(reply.kind)
    // A failed update must not block the messages after it.
    if (failed) onFault(failed.error)
    failed = undefined
    if (replaces === undefined) {
      const id = await said(() => sendMessage(turn, message))
      if (id !== undefined) shown.set(id, message)
      return id
    }
    if (isSame(shown.get(replaces), message)) return replaces
    const placed = mayReplace(replaces) ? await said(() => replaceMessage(turn, replaces, message)) : { message }
    if (placed.error !== undefined) failed = { error: placed.error }
    else shown.set(replaces, message)
    if (replaces === replyToId) replaced = cardIn(placed.message)
    return replaces
  }

  await work(send).catch((error: unknown) => {
    throw error instanceof NotSaidError ? error.cause : error
  })
  if (failed) throw failed.error
  return replaced
}

function isSame(shown: Message | undefined, message: Message): boolean {
  return shown !== undefined && JSON.stringify(shown) === JSON.stringify(message)
}

async function said<T>(saying: () => Promise<T>): Promise<T> {
  return saying().catch((error: unknown) => {
    throw new NotSaidError(error)
  })
}

function cardIn(message: Message): unknown {
  return attachmentIn(message, ADAPTIVE_CARD)?.content
}

function attachmentIn({ attachments = [] }: Message, type: string) {
  return attachments.find(({ contentType }) => contentType === type)
}

/** Sends a new message. If the channel finds it too large, a sentence about that is sent instead. The same goes for the question
 *  about a file if files are not allowed. */
async function sendMessage(turn: LocalizedTurn, message: Message): Promise<string | undefined> {
  return turn.send(message).catch((error: unknown) => {
    if (isTooLarge(error)) return turn.send(messageIn(turn, { kind: 'too_long' }))
    if (isFinalNo(error) && attachmentIn(message, CONSENT_CARD))
      return turn.send(messageIn(turn, { kind: 'no_files_here' }))
    throw error
  })
}

/** Gives an older message new content. If that message is gone, or the channel replaces none, the content is sent as a new
 *  message. After a failure that may pass it is not: the update may have arrived, and the content would stand in the chat
 *  twice. @returns what was said, and the error of such a failure. @throws if the channel refuses it for good. */
export async function replaceMessage(
  turn: LocalizedTurn,
  id: string,
  message: Message,
  isShort = false,
): Promise<{ message: Message; error?: unknown }> {
  try {
    await turn.update(id, message)
    return { message }
  } catch (error) {
    if (isTooLarge(error) && !isShort) return replaceMessage(turn, id, messageIn(turn, { kind: 'too_long' }), true)
    if (isGone(error)) {
      await sendMessage(turn, message)
      return { message }
    }
    if (isFinalNo(error)) throw error
    return { message, error }
  }
}

function messageIn({ catalogue, activity, links }: LocalizedTurn, reply: Reply): Message {
  return messageOf(reply, catalogue, activity.recipient.id, links)
}
