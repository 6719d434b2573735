import { hashOf } from '../secrets.ts'
import { keyPart } from '../store/key-part.ts'
import { idPart } from './activity.ts'

/** The person. `conversationId`: of their own chat with the bot. */
type Who = { channelId: string; id: string; conversationId?: string | undefined }

/** @returns a function that says whether a storage key belongs to a turn in the person's own chat, or to a button that they
 *  pressed in any chat */
export function turnsOf({ channelId, id, conversationId }: Who): (key: string) => boolean {
  const begin = `turn/${keyPart(channelId)}/`
  const own = conversationId === undefined ? undefined : `${begin}${idPart(channelId, conversationId)}/`
  const pressed = `/pressed/${hashOf(id)}/`
  return (key) => key.startsWith(begin) && ((own !== undefined && key.startsWith(own)) || key.includes(pressed))
}
