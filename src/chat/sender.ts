import { type Activity, TEAMS } from '../channel/activity.ts'
import type { Turn } from '../channel/turn.ts'
import type { Chat, ChatUser } from '../connection/chat-user.ts'
import { isGuid, isObject } from '../json.ts'
import { isTimeZone } from '../text/format.ts'

/** The sender of an activity. The channel vouches for them only in Teams itself, with a checked token, and if both ids are
 *  GUIDs, because a Direct Line client can claim any id. */
export function chatUser(activity: Activity, checksIdentity: boolean): ChatUser {
  const { from, conversation, channelId } = activity
  const aadObjectId = guid(from.aadObjectId)
  const tenantId = guid(conversation.tenantId) ?? guid(tenantIn(activity.channelData))
  return {
    channelId,
    tenantId,
    id: from.id,
    conversationId: conversation.id,
    name: typeof from.name === 'string' ? from.name : '',
    aadObjectId,
    vouched: checksIdentity && channelId === TEAMS && aadObjectId !== undefined && tenantId !== undefined,
  }
}

/** The chat that an activity came from, in the language of the person who sent it. */
export function chatOf({ activity, reference }: Turn): Chat {
  const { channelId, conversation } = activity
  const { conversationType, isGroup } = conversation
  const personal = conversationType === undefined ? !isGroup : conversationType === 'personal'
  return { personal, reference, locale: activity.locale, files: personal && channelId === TEAMS }
}

/** The person's time zone: the one that the client reports, else the offset of its clock.
 *  https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages */
export function timeZoneOf({ entities = [], localTimezone, localOffset }: Activity): string | undefined {
  const client = entities.find(({ type }) => type === 'clientInfo')
  const named = [client?.['timezone'], localTimezone].find(isTimeZone)
  return named ?? localOffset
}

function tenantIn(channelData: Activity['channelData']): unknown {
  const tenant = channelData?.['tenant']
  return isObject(tenant) ? tenant['id'] : undefined
}

function guid(value: unknown): string | undefined {
  return isGuid(value) ? value.toLowerCase() : undefined
}
