/** The person who writes to the bot, as the channel describes them. */
export type ChatUser = {
  /** `msteams`, `webchat`, … */
  channelId: string
  tenantId: string | undefined
  /** The channel's own id for the person (`29:…` in Teams). */
  id: string
  /** As shown in the chat. For display only. */
  name: string
  /** The account's object id in the tenant, where the channel names it. */
  aadObjectId: string | undefined
  /** Whether `aadObjectId` and `tenantId` can be trusted: the activity's token is valid, the channel is Teams itself, and both
   *  are GUIDs. In a Direct Line chat anybody can claim any id. */
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

/** `channelId/tenant/from.id`: the part that the keys of all records about a person have in common. */
export function userKey(user: Pick<ChatUser, 'channelId' | 'tenantId' | 'id'>): string {
  return [user.channelId, user.tenantId ?? '-', user.id].map(encodeURIComponent).join('/')
}
