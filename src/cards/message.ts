import type { Part } from './parts.ts'

/** A message of the bot: a text or a card. It has the fields of a Bot Framework activity that we use, so that cards need no SDK.
 *  https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md */
export type Message = { type: 'message'; text?: string; textFormat?: 'plain'; attachments?: Attachment[] }

type Attachment = { contentType: string; content: Part; name?: string; contentUrl?: string }

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'

export function textMessage(text: string): Message {
  return { type: 'message', text, textFormat: 'plain' }
}

export function cardMessage(content: Part): Message {
  return { type: 'message', attachments: [{ contentType: ADAPTIVE_CARD, content }] }
}
