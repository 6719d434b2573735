import { createHash, randomUUID } from 'node:crypto'
import type { Untidy } from '../untidy.ts'

/** A person in a chat. `oid` and `tid` are the directory's ids of the person and of the tenant. */
export type Member = { oid: string; tid: string; name: string; username: string }

export type Bot = { appId: string; name: string }

export type Account = { id: string; name?: string; aadObjectId?: string; [field: string]: unknown }

export type Attachment = { contentType: string; content?: unknown; contentUrl?: string; name?: string }

/** A Bot Framework activity. The type names the fields that the channel reads; all others are passed on unchanged.
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

/** The parts of activities that identify a person, where they differ from Teams. Teams vouches for people: the channelId is
 *  `msteams` and both ids are GUIDs. Other channels and clients do not vouch for them. `undefined` leaves a field out. */
export type Identity = {
  channelId?: string
  aadObjectId?: string | undefined
  tenantId?: string | undefined
  locale?: string
}

/** The bot's account. Teams puts `28:` before a bot's app id. */
export function botAccount(bot: Bot): Account {
  return { id: `28:${bot.appId}`, name: bot.name }
}

/** A person's id in activities. In Teams it differs from bot to bot: `29:` and an opaque text. */
export function userId(bot: Bot, member: Member): string {
  return `29:1${opaque(bot.appId, member.tid, member.oid)}`
}

/** A text that is always the same for the same parts, but does not reveal them. */
export function opaque(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}

type Envelope = {
  bot: Bot
  member: Member
  identity: Identity
  conversation: { id: string; kind: ConversationKind; name?: string | undefined }
  serviceUrl: string
  untidy: Untidy
}

/** The fields that every activity from this chat has. The id is still missing. */
export function envelope({ bot, member, identity, conversation, serviceUrl, untidy }: Envelope): Activity {
  const now = new Date()
  const { channelId, aadObjectId, tenantId, locale } = whoIs(member, identity)
  const account: Account = { id: userId(bot, member), name: member.name }
  if (aadObjectId !== undefined) account.aadObjectId = aadObjectId
  return {
    type: 'message',
    ...(untidy.has('recorded-shapes') ? recordedTimes(now) : times(now)),
    ...(untidy.has('no-timestamp') ? { timestamp: undefined } : {}),
    channelId,
    serviceUrl,
    from: account,
    conversation: {
      ...(conversation.kind === 'personal' ? {} : { isGroup: true, name: conversation.name }),
      ...(untidy.has('no-conversation-type') ? {} : { conversationType: conversation.kind }),
      id: conversation.id,
      ...(tenantId === undefined ? {} : { tenantId }),
    },
    recipient: botAccount(bot),
    entities: [{ type: 'clientInfo', locale, country: 'GB', platform: 'Web', timezone: 'Europe/London' }],
    channelData: {
      ...(tenantId === undefined ? {} : { tenant: { id: tenantId } }),
      ...(conversation.kind === 'channel' ? team(conversation, untidy) : {}),
    },
    locale,
  }
}

function whoIs(member: Member, identity: Identity) {
  return { channelId: 'msteams', aadObjectId: member.oid, tenantId: member.tid, locale: 'en-GB', ...identity }
}

function times(now: Date) {
  return {
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString().replace('Z', '+00:00'),
    localTimezone: 'Europe/London',
  }
}

/** Teams writes seven decimal places, and the time in the person's own time zone. */
function recordedTimes(now: Date) {
  const zone = 5.5 * 3_600_000
  return {
    timestamp: now.toISOString().replace('Z', '4513Z'),
    localTimestamp: new Date(now.getTime() + zone).toISOString().replace('Z', '4513+05:30'),
    localTimezone: 'Asia/Kolkata',
  }
}

function team({ id: conversationId, name }: Envelope['conversation'], untidy: Untidy) {
  const id = baseOf(conversationId)
  if (!untidy.has('recorded-shapes'))
    return { teamsChannelId: id, teamsTeamId: id, channel: { id }, team: { id, name } }
  const teamId = `19:${opaque(id)}@thread.tacv2`
  return { teamsChannelId: id, teamsTeamId: teamId, channel: { id }, team: { id: teamId } }
}

/** The id of a conversation without its thread. In a team's channel a thread's conversation has the channel's id and
 *  `;messageid=<id of the first message>`. */
export function baseOf(conversationId: string): string {
  return conversationId.split(';messageid=')[0] ?? conversationId
}

/** `base` as a message that was typed. `mention` puts the bot's name before it, as people do in groups and channels. */
export function typed(base: Activity, text: string, mention: Account | undefined, untidy: Untidy): Activity {
  const shown = untidy.has('invisible-characters') ? `\u202A${text.replaceAll(' ', '\u200B ')}\u202C` : text
  const placed = (at: string) => (untidy.has('mention-last') ? [escapeHtml(shown), at] : [at, escapeHtml(shown)])
  const at = mention ? `<at>${mention.name}</at>` : ''
  const said = untidy.has('text-without-address') ? shown.replace(/<[^<>\s@]+@[^<>\s@]+>/g, '') : shown
  const written = untidy.has('mention-last') ? `${said} ${at}` : `${at} ${said}`
  const html = mention ? placed(untidy.has('recorded-shapes') ? spanOf(mention) : at).join('&nbsp;') : escapeHtml(shown)
  const entity = { type: 'mention', mentioned: mention, ...(untidy.has('mention-without-text') ? {} : { text: at }) }
  const entities = Array.isArray(base.entities) ? base.entities : []
  return {
    ...base,
    ...(untidy.has('recorded-shapes') ? { conversation: withoutName(base.conversation) } : {}),
    text: untidy.has('html-only') ? '' : mention ? written : said,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: untidy.has('office-html') ? ofOffice(html) : `<p>${html}</p>` }],
    entities: mention ? [...entities, entity] : entities,
  }
}

/** HTML as Word puts it on the clipboard. */
function ofOffice(html: string): string {
  const style = '<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style>'
  return `<html xmlns:o="urn:schemas-microsoft-com:office:office">${style}<body lang=EN-GB><!--StartFragment--><p class=MsoNormal><span style='color:black'>${html}<o:p></o:p></span></p><!--EndFragment--></body></html>`
}

/** A mention as Teams writes it in HTML. */
function spanOf({ name }: Account): string {
  return `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">${name}</span>`
}

/** Only events and pressed buttons contain the name of a conversation. */
function withoutName(conversation: unknown): object {
  const { name: _name, ...rest } = conversation as { name?: string }
  return rest
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A new id for an invoke. Its form differs from a message's id. When Teams repeats an invoke, the repetition has a new id. */
export function invokeId(): string {
  return `f:${randomUUID()}`
}
