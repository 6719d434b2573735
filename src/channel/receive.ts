import { type Activity, type ActivityHandler, CloudAdapter, type TurnContext } from 'botbuilder'
import type { AuthenticateRequestResult } from 'botframework-connector'
import { isObject } from '../json.ts'
import { StoreError } from '../store/store.ts'
import { type ChannelAuthentication, RefusedChannelError } from './authentication.ts'
import { UnauthorizedError } from './channel-token.ts'
import { ConnectorError } from './connector.ts'
import type { TurnLog } from './events.ts'
import { isAllowedServiceUrl } from './service-url.ts'
import type { Claim } from './redelivery.ts'

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
  bot: Pick<ActivityHandler, 'run'>
  claim: (key: string) => Promise<Claim | undefined>
  serviceHosts: string[]
  loopback: boolean
  log: TurnLog
  /** Work that goes on after its answer: the process waits for it when it stops. */
  track: (work: Promise<unknown>) => void
  answerWithinMs?: number
}

/** Takes one delivery of the channel: checks whose it is, does it once, and answers in time even where the turn takes
 *  longer. Never rejects. */
export function turns(options: Options) {
  const { adapter, authentication, bot, claim, log, track, answerWithinMs = ANSWER_WITHIN_MS } = options

  async function perform(activity: Activity, identity: AuthenticateRequestResult): Promise<TurnResponse> {
    const claimed = await claimTurn(activity)
    if (claimed === 'taken') return { status: 200 }
    try {
      const response = await adapter.turn(identity, activity, (context) => bot.run(context))
      await claimed?.done().catch((error: unknown) => log.fault({ error }))
      return response ? { status: response.status, body: response.body } : { status: 200 }
    } catch (error) {
      // Something could not be said. A status that is no success makes the channel deliver it once more, and it is then done
      // again; but not where the answer may have arrived, and only the word of it was lost.
      log.fault({ error })
      const mayBeSaid = error instanceof ConnectorError && error.status === undefined
      await (mayBeSaid ? claimed?.done() : claimed?.release())?.catch(() => undefined)
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

  function refused(status: number, reason: string): TurnResponse {
    log.refused({ status, reason })
    return { status }
  }

  return async function receive(body: unknown, authHeader: string): Promise<TurnResponse> {
    const activity = asActivity(body)
    if (!activity) return { status: 400 }
    let identity: AuthenticateRequestResult
    try {
      identity = await authentication.authenticateRequest(activity, authHeader)
    } catch (error) {
      if (error instanceof UnauthorizedError) return refused(401, error.message)
      if (error instanceof RefusedChannelError) return refused(403, error.message)
      // The channel's keys could not be had: not the sender's fault, so it may try again.
      log.fault({ error })
      return { status: 503 }
    }
    if (!isAllowedServiceUrl(activity.serviceUrl, options.serviceHosts, options.loopback))
      return refused(403, 'The service is on no list')
    const work = perform(activity, identity).catch((error: unknown): TurnResponse => {
      log.fault({ error })
      return { status: 500 }
    })
    track(work)
    return answerInTime(work, activity, answerWithinMs)
  }
}

/** `work`, or where it takes longer an answer in time while it goes on. */
async function answerInTime(work: Promise<TurnResponse>, activity: Activity, withinMs: number): Promise<TurnResponse> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<TurnResponse>((resolve) => {
    const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '…' }
    timer = setTimeout(resolve, withinMs, { status: 200, ...(activity.type === 'invoke' && { body }) })
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

/** The activity in a request's body, with what every turn relies on; undefined where any of that is missing. Of people and
 *  the conversation only what is known is kept: it goes into every answer, and into a record with a sign-in. */
function asActivity(body: unknown): Activity | undefined {
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
  } as unknown as Activity
  // botbuilder's own HTTP handling would have made Dates of these.
  for (const name of ['timestamp', 'localTimestamp', 'expiration'] as const) {
    const date = new Date(typeof body[name] === 'string' ? body[name] : Number.NaN)
    if (Number.isNaN(date.getTime())) delete activity[name]
    else activity[name] = date
  }
  for (const name of ['name', 'replyToId', 'locale'] as const) if (!isId(body[name])) delete activity[name]
  for (const name of LISTS) {
    const listed = body[name]
    if (Array.isArray(listed)) activity[name] = listed.filter(isObject) as never
    else delete activity[name]
  }
  if (!isObject(body['channelData'])) delete activity.channelData
  return activity
}

const LISTS = ['entities', 'membersAdded', 'membersRemoved', 'reactionsAdded', 'reactionsRemoved'] as const
const KNOWN = ['id', 'name', 'aadObjectId', 'role', 'conversationType', 'isGroup', 'tenantId']
const MAX_NAME = 256

function known(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    KNOWN.flatMap((name) => {
      const value = record[name]
      if (name === 'name') return typeof value === 'string' ? [[name, value.slice(0, MAX_NAME)]] : []
      return typeof value === 'boolean' || isId(value) ? [[name, value]] : []
    }),
  )
}

/** Text that can stand in a key and in an address: half a surrogate pair cannot, nor can dots alone. Nothing real is longer. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && !/^[\s.]*$/.test(value) && value.length <= 1_000 && value.isWellFormed()
}
