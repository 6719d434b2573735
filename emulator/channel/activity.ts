import { createHash, randomUUID } from 'node:crypto'

/** Who takes part, as far as a chat knows: `oid` and `tid` are the directory's ids of the person and of the tenant. */
export type Member = { oid: string; tid: string; name: string; username: string }

export type Bot = { appId: string; name: string }

export type Account = { id: string; name?: string; aadObjectId?: string; [field: string]: unknown }

export type Attachment = { contentType: string; content?: unknown; contentUrl?: string; name?: string }

/** A Bot Framework activity. Only what the channel itself reads is named; the rest travels along untouched.
 *  https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md */
export type Activity = {
  type: string
  id?: string | undefined
  text?: string | undefined
  value?: unknown
  from?: Account | undefined
  recipient?: Account | undefined
  replyToId?: string | undefined
  serviceUrl?: string | undefined
  channelId?: string | undefined
  attachments?: Attachment[] | undefined
  [field: string]: unknown
}

export type ConversationKind = 'personal' | 'groupChat' | 'channel'

/** How a person shows up in activities. Teams vouches for people: channelId `msteams`, and both ids GUIDs.
 *  Other channels and other clients do not, and that is what the overrides are for; `undefined` leaves a field out. */
export type Identity = {
  channelId?: string
  aadObjectId?: string | undefined
  tenantId?: string | undefined
  locale?: string
}

/** The bot as others in a chat see it: Teams prefixes a bot's app id with `28:`. */
export function botAccount(bot: Bot): Account {
  return { id: `28:${bot.appId}`, name: bot.name }
}

/** Teams gives a person another id towards every bot: `29:` and something opaque. */
export function userId(bot: Bot, member: Member): string {
  return `29:1${opaque(bot.appId, member.tid, member.oid)}`
}

/** The same parts always give the same text, which tells nothing about them. */
export function opaque(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}

type Envelope = {
  bot: Bot
  member: Member
  identity: Identity
  conversation: { id: string; kind: ConversationKind; name?: string | undefined }
  serviceUrl: string
}

/** What every activity out of this chat carries, whatever its type. Has no id yet. */
export function envelope({ bot, member, identity, conversation, serviceUrl }: Envelope): Activity {
  const now = new Date()
  const { channelId, aadObjectId, tenantId, locale } = whoIs(member, identity)
  const account: Account = { id: userId(bot, member), name: member.name }
  if (aadObjectId !== undefined) account.aadObjectId = aadObjectId
  return {
    type: 'message',
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString().replace('Z', '+00:00'),
    localTimezone: 'Europe/London',
    channelId,
    serviceUrl,
    from: account,
    conversation: {
      ...(conversation.kind === 'personal' ? {} : { isGroup: true, name: conversation.name }),
      conversationType: conversation.kind,
      id: conversation.id,
      ...(tenantId === undefined ? {} : { tenantId }),
    },
    recipient: botAccount(bot),
    entities: [{ type: 'clientInfo', locale, country: 'GB', platform: 'Web', timezone: 'Europe/London' }],
    channelData: {
      ...(tenantId === undefined ? {} : { tenant: { id: tenantId } }),
      ...(conversation.kind === 'channel' ? team(conversation.id, conversation.name) : {}),
    },
    locale,
  }
}

function whoIs(member: Member, identity: Identity) {
  return { channelId: 'msteams', aadObjectId: member.oid, tenantId: member.tid, locale: 'en-GB', ...identity }
}

function team(conversationId: string, name: string | undefined) {
  const id = baseOf(conversationId)
  return { teamsChannelId: id, teamsTeamId: id, channel: { id }, team: { id, name } }
}

/** Threads in a team's channel share its id: `19:…@thread.tacv2;messageid=<the first message's id>`. */
export function baseOf(conversationId: string): string {
  return conversationId.split(';messageid=')[0] ?? conversationId
}

/** `base` as a typed message. `mention` puts the bot's name in front, as anywhere but in a personal chat. */
export function typed(base: Activity, text: string, mention?: Account): Activity {
  const at = mention ? `<at>${mention.name}</at>` : ''
  const entities = Array.isArray(base.entities) ? base.entities : []
  return {
    ...base,
    text: mention ? `${at} ${text}` : text,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${mention ? `${at} ` : ''}${escapeHtml(text)}</p>` }],
    entities: mention ? [...entities, { type: 'mention', mentioned: mention, text: at }] : entities,
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Ids of invokes have a form of their own, and Teams gives a repeated one a new id. */
export function invokeId(): string {
  return `f:${randomUUID()}`
}
