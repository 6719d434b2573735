import type { Chat } from '../emulator/channel/chat.ts'
import type { Message } from '../emulator/channel/conversation.ts'

/** The values in the inputs of a message's cards, by their ids. */
export function inputsOf({ attachments }: Pick<Message, 'attachments'>): Record<string, unknown> {
  const inputs: Record<string, unknown> = {}
  const collect = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(collect)
    else if (typeof node === 'object' && node !== null) {
      const { type, id, value = '' } = node as Record<string, unknown>
      if (typeof type === 'string' && type.startsWith('Input.') && typeof id === 'string') inputs[id] = value
      Object.values(node).forEach(collect)
    }
  }
  collect(attachments)
  return inputs
}

/** A message as the chat shows it now. */
export function nowIn(chat: Chat, { id }: Message): Message {
  const found = chat.messages.find((message) => message.id === id)
  if (!found) throw new Error('No such message')
  return found
}

/** Presses a button with the values in the card's inputs, changed by `typed`. @returns the new message, or else the pressed
 *  message as it is afterwards */
export async function pressForm(
  chat: Chat,
  message: Message,
  title: string,
  typed: Record<string, unknown> = {},
): Promise<Message> {
  const before = chat.messages.length
  await chat.press(message, title, { inputs: { ...inputsOf(message), ...typed } })
  await chat.settled()
  return (chat.messages.length > before ? chat.messages.at(-1) : undefined) ?? nowIn(chat, message)
}
