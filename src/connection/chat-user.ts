/** Who speaks to the bot, by what the channel says of them. */
export type ChatUser = {
  /** `msteams`, `webchat`, … */
  channelId: string
  tenantId: string | undefined
  /** The channel's own id for them (`29:…` in Teams). */
  id: string
  /** As shown in the chat; only to be displayed. */
  name: string
  /** The account's object id in the tenant, where the channel tells it. */
  aadObjectId: string | undefined
  /** Whether `aadObjectId` and `tenantId` may be believed: a validated token, Teams itself, and both are GUIDs. Anybody
   *  can claim any id in a Direct Line chat. */
  vouched: boolean
}

/** Where to answer, and in which language. */
export type Chat = {
  personal: boolean
  /** The channel's address of the conversation: made and read by `chat/`, kept as it is. */
  reference: unknown
  /** The language of the person's client, as a BCP 47 tag; undefined where it does not say. */
  locale?: string | undefined
}

/** `channelId/tenant/from.id`, the name under which everything of one person is stored. */
export function userKey(user: Pick<ChatUser, 'channelId' | 'tenantId' | 'id'>): string {
  return [user.channelId, user.tenantId ?? '-', user.id].map(encodeURIComponent).join('/')
}
