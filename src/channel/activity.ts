import { isObject } from '../json.ts'
import { hashOf } from '../secrets.ts'
import { keyPart } from '../store/key-part.ts'

/** The channel id of Teams, the one channel that vouches for its people. */
export const TEAMS = 'msteams'

type Account = { id: string; name?: string; aadObjectId?: unknown }
type Conversation = { id: string; tenantId?: unknown; conversationType?: unknown; isGroup?: unknown }

/** An activity as received. Only the typed fields have been checked; `unknown` fields contain anything that was sent.
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object */
export type Activity = {
  type: string
  id?: string
  serviceUrl: string
  channelId: string
  from: Account
  conversation: Conversation
  recipient: Account
  timestamp?: Date
  name?: string
  replyToId?: string
  locale?: string
  /** The client's time zone, such as `Europe/Berlin`. */
  localTimezone?: string
  /** The offset of the client's clock, such as `+02:00`. */
  localOffset?: string
  channelData?: Record<string, unknown>
  membersAdded?: Record<string, unknown>[]
  action?: unknown
  text?: unknown
  /** Checked to be objects; their members are not. */
  entities?: Record<string, unknown>[]
  attachments?: Record<string, unknown>[]
  value?: unknown
}

/** Reads the activity in a request's body. Undefined if a field is missing that every turn needs. Unknown fields of people and
 *  of the conversation are dropped, because these parts go into every answer and into a sign-in's record. */
export function parseActivity(body: unknown): Activity | undefined {
  if (!isObject(body)) return undefined
  const { type, serviceUrl, channelId, from, conversation, recipient, id } = body
  if (![type, serviceUrl, channelId].every(isId) || (id !== undefined && id !== '' && !isId(id))) return undefined
  if (!isObject(from) || !isId(from['id']) || !isObject(conversation) || !isId(conversation['id'])) return undefined
  const isBot = isObject(recipient) && isId(recipient['id'])
  const activity = {
    ...body,
    from: known(from),
    conversation: known(conversation),
    recipient: isBot ? known(recipient) : { id: '', name: '' },
  }
  tidy(activity)
  return activity as unknown as Activity
}

const DATES = ['timestamp', 'localTimestamp', 'expiration']
const NAMES = ['name', 'replyToId', 'locale', 'localTimezone']
const LISTS = ['entities', 'attachments', 'membersAdded', 'membersRemoved', 'reactionsAdded', 'reactionsRemoved']

/** Gives optional fields the types that botbuilder expects, and removes those that have another type. */
function tidy(activity: Record<string, unknown>): void {
  const { localTimestamp } = activity
  delete activity['localOffset']
  const offset = typeof localTimestamp === 'string' ? /[+-]\d\d:\d\d$/.exec(localTimestamp)?.[0] : undefined
  if (offset !== undefined) activity['localOffset'] = offset
  // botbuilder's own HTTP handling would have converted these to Dates.
  for (const name of DATES) {
    const value = activity[name]
    if (value === undefined) continue
    const date = new Date(typeof value === 'string' ? value : Number.NaN)
    if (Number.isNaN(date.getTime())) delete activity[name]
    else activity[name] = date
  }
  for (const name of NAMES) if (name in activity && !isId(activity[name])) delete activity[name]
  for (const name of LISTS) {
    const listed = activity[name]
    if (Array.isArray(listed)) activity[name] = listed.filter(isObject)
    else delete activity[name]
  }
  if (!isObject(activity['channelData'])) delete activity['channelData']
}

const KNOWN = ['id', 'name', 'aadObjectId', 'role', 'conversationType', 'isGroup', 'tenantId']
const MAX_NAME = 256

function known(record: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of KNOWN) {
    const value = record[name]
    if (name === 'name') {
      if (typeof value === 'string') kept[name] = value.slice(0, MAX_NAME)
    } else if (typeof value === 'boolean' || isId(value)) kept[name] = value
  }
  return kept
}

/** Far longer than any real id. */
const MAX_ID = 1_000

/** Whether a value can be part of a storage key and of a URL. Half a surrogate pair cannot, nor can dots alone. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && !/^[\s.]*$/.test(value) && value.length <= MAX_ID && value.isWellFormed()
}

/** Whether this is Teams' report on its sign-in window. Such an invoke is always answered with 200. */
export function isSignInReport({ type, name }: Activity): boolean {
  return type === 'invoke' && name?.startsWith('signin/') === true
}

/** The activity's id for the log; undefined outside Teams, where clients choose ids. */
export function loggableId({ channelId, id = '' }: Activity): string | undefined {
  return channelId === TEAMS && /^[\w:.-]{1,64}$/.test(id) ? id : undefined
}

/** The storage key of one delivery's turn; undefined for an activity without an id. Message ids are unique within a
 *  conversation only, and an edit keeps the id of its message. */
export function turnKey(activity: Activity): string | undefined {
  const edit = activity.type === 'messageUpdate' ? [String(activity.timestamp?.getTime())] : []
  const { channelId, conversation, type, id } = activity
  if (!id) return undefined
  const ids = [keyPart(channelId), idPart(channelId, conversation.id), keyPart(type), idPart(channelId, id)]
  return `turn/${[...ids, ...edit.map(keyPart)].join('/')}`
}

/** An id as a part of a storage key. Outside Teams clients choose ids, and a conversation's id can be a secret. */
export function idPart(channelId: string, id: string): string {
  return channelId === TEAMS ? keyPart(id) : `=${hashOf(id)}`
}
