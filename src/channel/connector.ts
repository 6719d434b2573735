import type { Activity, ResourceResponse } from 'botbuilder'
import type { ConnectorClient } from 'botframework-connector'
import { isObject, parseJson } from '../json.ts'
import type { Outbound, OutboundResponse } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { Retry } from '../outbound/retry.ts'
import { activityJson } from './activity-json.ts'
import type { BotToken } from './bot-token.ts'

/** The channel did not accept a message. `status`: of its answer; the answer's body may quote the message and is dropped.
 *  Undefined if no answer came: the message may still have arrived. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly status: number | undefined
  constructor(status: number | undefined, options?: ErrorOptions) {
    super('The channel did not take the message', options)
    this.status = status
  }
}

/** 401, 412, 425 and 429 are about the moment, not about the message. 408 does not say whether the message was accepted. */
const NOT_FINAL = [401, 408, 412, 425, 429]

/** Whether the channel has refused a message for good: trying again cannot help. After a 5xx, or without an answer, the message
 *  may have been accepted. */
export function isFinalNo(error: unknown): boolean {
  const status = statusOf(error)
  return status === 501 || (status >= 400 && status < 500 && !NOT_FINAL.includes(status))
}

/** Whether a new message can be sent instead of a refused update: the older message is gone, or this channel does not support
 *  updates. A 403 forbids new messages too. */
export function isGone(error: unknown): boolean {
  const status = statusOf(error)
  return status === 412 || (isFinalNo(error) && ![403, 413].includes(status))
}

export function isTooLarge(error: unknown): boolean {
  return statusOf(error) === 413
}

/** The status of the channel's answer; 0 if there was none. */
export function statusOf(error: unknown): number {
  return error instanceof ConnectorError ? (error.status ?? 0) : 0
}

const JSON_HEADERS = { 'content-type': 'application/json' }

/** The part of the SDK's connector that this bot uses. The SDK's own connector posts a reply up to four times and never times
 *  out.
 *  @param token undefined if the bot has no registration.
 *  https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */
export function connector(serviceUrl: string, token: BotToken | undefined, outbound: Outbound): ConnectorClient {
  const base = serviceUrl.replace(/\/+$/, '')

  async function call(
    method: 'GET' | 'POST' | 'PUT',
    path: string[],
    retry: Retry,
    activity?: Partial<Activity>,
  ): Promise<string> {
    const url = [base, 'v3', 'conversations', ...path.map(encodeURIComponent)].join('/')
    const sent = activity && { bytes: activityJson(activity), headers: JSON_HEADERS }
    async function send(bearer: string | undefined): Promise<OutboundResponse> {
      const authorized = bearer !== undefined && { token: bearer }
      try {
        return await outbound.request({ base, url, method, ...sent, retry, party: 'channel', ...authorized })
      } catch (error) {
        throw mayHaveArrived(error) ? new ConnectorError(undefined, { cause: error }) : error
      }
    }
    const bearer = await token?.get()
    let answer = await send(bearer)
    if (answer.status === 401 && token && bearer !== undefined) {
      token.forget(bearer)
      answer = await send(await token.get())
    }
    if (answer.status < 200 || answer.status > 299) throw new ConnectorError(answer.status)
    return answer.body
  }

  async function say(method: 'POST' | 'PUT', path: string[], activity: Partial<Activity>): Promise<ResourceResponse> {
    return { id: idIn(await call(method, path, method === 'PUT' ? 'read' : 'post', activity)) }
  }

  const conversations = {
    sendToConversation: (conversation: string, activity: Partial<Activity>): Promise<ResourceResponse> =>
      say('POST', [conversation, 'activities'], activity),
    replyToActivity: (conversation: string, to: string, activity: Partial<Activity>): Promise<ResourceResponse> =>
      say('POST', [conversation, 'activities', to], activity),
    updateActivity: (conversation: string, id: string, activity: Partial<Activity>): Promise<ResourceResponse> =>
      say('PUT', [conversation, 'activities', id], activity),
    getConversationMember: async (conversation: string, id: string): Promise<unknown> =>
      parseJson(await call('GET', [conversation, 'members', id], 'never')),
  }
  // The adapter uses no other part of a connector.
  return { conversations } as unknown as ConnectorClient
}

const NEVER_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

/** Whether the connection was made before it broke or timed out, so that the channel may have got the message. */
function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof OutboundError) || error.code === 'foreign_host') return false
  const { cause } = error
  return !(cause instanceof Error && 'code' in cause && NEVER_CONNECTED.includes(String(cause.code)))
}

/** The message's id; empty if the channel accepted the message but returned no id. */
function idIn(body: string): string {
  const answer = parseJson(body)
  return isObject(answer) && typeof answer['id'] === 'string' ? answer['id'] : ''
}
