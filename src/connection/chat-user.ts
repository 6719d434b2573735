import { hashOf } from '../secrets.ts'
import { keyPart } from '../store/key-part.ts'

/** The person who writes to the bot, as the channel describes them. */
export type ChatUser = {
  /** `msteams`, `webchat`, … */
  channelId: string
  tenantId: string | undefined
  /** The channel's own id for the person (`29:…` in Teams). In Web Chat and Direct Line the client chooses it. */
  id: string
  /** The channel's id of the conversation that the person writes in. */
  conversationId: string
  /** As shown in the chat. For display only. */
  name: string
  /** The account's object id in the tenant, if the channel names it. */
  aadObjectId: string | undefined
  /** Whether `aadObjectId` and `tenantId` can be trusted: the activity's token is valid, the channel is Teams itself, and both
   *  are GUIDs. In a Direct Line chat anybody can claim any id. */
  vouched: boolean
}

/** The address for answers, and their language. */
export type Chat = {
  personal: boolean
  /** The channel's address of the conversation. `chat/` makes and reads it; here it is only stored. */
  reference: unknown
  /** Whether files can be sent and received. */
  files?: boolean
  /** The language of the person's client, as a BCP 47 tag; undefined if it does not say. */
  locale?: string | undefined
}

/** The part that the keys of all records about a person have in common: `channelId/tenant/from.id` if the channel vouches for
 *  them. Elsewhere an id proves nothing, because its owner chooses it. There the person is identified by this id in this
 *  conversation, and all of it is hashed, because a conversation's id can be a secret. */
export function userKey(user: Omit<ChatUser, 'name' | 'aadObjectId'>): string {
  const { vouched, channelId, tenantId, conversationId, id } = user
  if (vouched) return [channelId, tenantId ?? '-', id].map(keyPart).join('/')
  return hashOf(JSON.stringify([channelId, conversationId, id]))
}

/** The length of a hash, as in the keys of people whom no channel vouches for. */
const HASHED = /^[\w-]{43}$/

/** The key of the person that the rest of a storage key begins with: one part if it is hashed, else three.
 *  @param rest such as `msteams/tenant/29%3A1/version/0`, after `address-book/` */
export function userKeyIn(rest: string): string {
  const [first = '', ...more] = rest.split('/')
  return HASHED.test(first) ? first : [first, ...more.slice(0, 2)].join('/')
}

/** The names in the key of a person; undefined if it is hashed. An id that was too long for a key is given as its hash. */
export function namesIn(key: string): Pick<ChatUser, 'channelId' | 'tenantId' | 'id'> | undefined {
  const [channelId, tenantId, id] = key.split('/').map(decodeURIComponent)
  if (channelId === undefined || tenantId === undefined || id === undefined) return undefined
  return { channelId, tenantId: tenantId === '-' ? undefined : tenantId, id }
}
