import { type Activity, CloudAdapter, type TurnContext } from 'botbuilder'
import type { AuthenticateRequestResult } from 'botframework-connector'
import { StoreError } from '../store/store.ts'
import { type ChannelAuthentication, UnauthorizedError } from './authentication.ts'
import type { ContactsBot } from './bot.ts'
import type { TurnLog } from './log.ts'
import { isAllowedServiceUrl } from './service-url.ts'
import type { Claim } from './turn-records.ts'

/** What the channel is answered. */
export type TurnResponse = { status: number; body?: unknown }

/** Teams delivers again what is not answered within 15 s. */
const ANSWER_WITHIN_MS = 9_000

/** botbuilder's adapter at the seam below its own HTTP handling, which logs to the console and tells clients the reason of
 *  every error. */
export class Adapter extends CloudAdapter {
  turn(identity: AuthenticateRequestResult, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(identity, activity, logic)
  }
}

type Options = {
  adapter: Adapter
  authentication: ChannelAuthentication
  bot: ContactsBot
  claim: (key: string) => Promise<Claim | undefined>
  serviceHosts: string[]
  loopback: boolean
  log: TurnLog
  /** Work that goes on after its answer: the process waits for it when it stops. */
  track: (work: Promise<unknown>) => void
}

/** Takes one delivery of the channel: checks whose it is, does it once, and answers in time even where the turn takes
 *  longer. Never rejects. */
export function turns(options: Options) {
  const { adapter, authentication, bot, claim, log, track } = options

  async function perform(activity: Activity, identity: AuthenticateRequestResult): Promise<TurnResponse> {
    const claimed = await claimTurn(activity)
    if (claimed === 'taken') return { status: 200 }
    try {
      const response = await adapter.turn(identity, activity, (context) => bot.run(context))
      await claimed?.done().catch((error: unknown) => log.fault({ error }))
      return response ? { status: response.status, body: response.body } : { status: 200 }
    } catch (error) {
      // Nothing could be said. A status that is no success makes the channel deliver it once more.
      log.fault({ error })
      await claimed?.release().catch(() => undefined)
      return { status: 502 }
    }
  }

  /** `undefined`: the store does not answer, and the turn is done all the same; it will say so itself. */
  async function claimTurn(activity: Activity): Promise<Claim | 'taken' | undefined> {
    const key = turnKey(activity)
    if (key === undefined) return undefined
    try {
      return (await claim(key)) ?? 'taken'
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      log.fault({ error })
      return undefined
    }
  }

  return async function receive(body: unknown, authHeader: string): Promise<TurnResponse> {
    const activity = asActivity(body)
    if (!activity) return { status: 400 }
    let identity: AuthenticateRequestResult
    try {
      identity = await authentication.authenticateRequest(activity, authHeader)
    } catch (error) {
      if (error instanceof UnauthorizedError) return { status: 401 }
      // The channel's keys could not be had: not the sender's fault, so it may try again.
      log.fault({ error })
      return { status: 503 }
    }
    if (!isAllowedServiceUrl(activity.serviceUrl, options.serviceHosts, options.loopback)) return { status: 403 }
    const work = perform(activity, identity).catch((error: unknown): TurnResponse => {
      log.fault({ error })
      return { status: 500 }
    })
    track(work)
    return answerInTime(work, activity)
  }
}

/** `work`, or where it takes longer an answer in time while it goes on. */
async function answerInTime(work: Promise<TurnResponse>, activity: Activity): Promise<TurnResponse> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<TurnResponse>((resolve) => {
    const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '…' }
    timer = setTimeout(resolve, ANSWER_WITHIN_MS, { status: 200, ...(activity.type === 'invoke' && { body }) })
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Message ids are unique within a conversation only, and an edit keeps its id. */
function turnKey(activity: Activity): string | undefined {
  if (!activity.id) return undefined
  const edit = activity.type === 'messageUpdate' ? [String(activity.timestamp?.getTime())] : []
  const parts = [activity.channelId, activity.conversation.id, activity.type, activity.id, ...edit]
  return `turn/${parts.map(encodeURIComponent).join('/')}`
}

/** The activity in a request's body, with what every turn relies on; undefined where any of that is missing. */
function asActivity(body: unknown): Activity | undefined {
  if (!isRecord(body)) return undefined
  const { type, serviceUrl, channelId, from, conversation, id } = body
  if (![type, serviceUrl, channelId].every(isFilled)) return undefined
  if (!isRecord(from) || !isFilled(from['id']) || !isRecord(conversation) || !isFilled(conversation['id']))
    return undefined
  if (id !== undefined && typeof id !== 'string') return undefined
  const activity = { ...body } as unknown as Activity
  // botbuilder's own HTTP handling would have made Dates of these.
  for (const name of ['timestamp', 'localTimestamp', 'expiration'] as const) {
    const date = new Date(String(body[name]))
    if (body[name] === undefined || Number.isNaN(date.getTime())) delete activity[name]
    else activity[name] = date
  }
  if (!isRecord(body['recipient'])) activity.recipient = { id: '', name: '' }
  if (!isRecord(body['channelData'])) delete activity.channelData
  if (typeof body['name'] !== 'string') delete activity.name
  if (typeof body['replyToId'] !== 'string') delete activity.replyToId
  if (!Array.isArray(body['entities'])) delete activity.entities
  return activity
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
