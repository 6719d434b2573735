import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Chat, ChatUser } from '../connection/chat-user.ts'
import { CONNECTION_TTL_MS } from '../connection/connection.ts'
import { isObject, parseJson } from '../json.ts'
import type { Sealing } from '../store/sealed-links.ts'

/** The content of the link of an offer to sign in. It is in the link so that nothing has to be stored until somebody presses it.
 *  `resume`: the question to answer afterwards. `card`: the message to replace at the end. `askedAt`: when the person wrote the
 *  message that the offer answers, by the channel's clock. */
export type Offer = {
  user: ChatUser
  chat: Chat
  resume?: unknown
  card?: string | undefined
  askedAt?: number | undefined
  /** What Microsoft demands of a sign-in, of somebody who may be connected. */
  claims?: string | undefined
  /** Whether it asks for the right to change contacts, of somebody who may be connected. */
  changes?: true | undefined
}

type Carried = Offer & { madeAt: number }

/** The same time as an unused connection lives, and as the bot remembers that a person has left. A card may stay in a chat for
 *  longer. */
const GOOD_FOR_MS = CONNECTION_TTL_MS

const PURPOSE = 'link to sign in'

export type Offers = ReturnType<typeof offers>

/** Links that begin a sign-in only when they are pressed, because a welcome may be read weeks later. By then a stored record
 *  would have expired, so each link carries its data itself, sealed. */
export function offers({ sealing, publicUrl, edits }: { sealing: Sealing; publicUrl: string; edits: boolean }) {
  return {
    url(offer: Offer): string {
      const carried: Carried = { ...offer, madeAt: Date.now() }
      const ticket = sealing.seal(PURPOSE, deflateRawSync(JSON.stringify(carried))).toString('base64url')
      return `${publicUrl}/auth/start?ticket=${ticket}`
    },

    /** @returns undefined if the ticket is not that of an offer, was changed, or is too old. */
    read(ticket: string): Offer | undefined {
      const bytes = Buffer.from(ticket, 'base64url')
      // Base64 has several spellings of the same bytes. Only the original spelling is accepted.
      if (bytes.toString('base64url') !== ticket) return undefined
      const packed = sealing.open(PURPOSE, bytes)
      const carried = packed && parseJson(inflateRawSync(packed).toString())
      const offer = isCarried(carried) && carried.madeAt > Date.now() - GOOD_FOR_MS ? carried : undefined
      return edits ? offer : offer && { ...offer, changes: undefined }
    },
  }
}

/** If it opens, we have sealed it, but maybe another version did. */
function isCarried(value: unknown): value is Carried {
  return isObject(value) && isObject(value['user']) && isObject(value['chat']) && typeof value['madeAt'] === 'number'
}
