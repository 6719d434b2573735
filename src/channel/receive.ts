// The Bot Framework's wire: tokens, deliveries, and the messages that go back. Only this folder imports botbuilder,
// botframework-connector and jose.
import type { AuthenticateRequestResult } from 'botframework-connector'
import { type Activity, parseActivity } from './activity.ts'
import { refusalOf, refused } from './admission.ts'
import type { ChannelAuthentication } from './authentication.ts'
import type { Events } from './events.ts'
import { performer, type PerformOptions } from './perform.ts'
import { isAllowedServiceUrl } from './service-url.ts'
import type { TurnResponse } from './turn.ts'

/** Teams delivers again what is not answered within 15 s. */
const ANSWER_WITHIN_MS = 9_000

type Options = PerformOptions & {
  authentication: ChannelAuthentication
  /** Hosts that an activity may name as the place to answer. */
  serviceHosts: string[]
  loopback: boolean
  /** Hears of work that goes on after its answer, so that the process can wait for it when it stops. */
  track: (work: Promise<unknown>) => void
  answerWithinMs?: number
}

/** Takes the channel's deliveries: checks who sent each, handles it once, and answers in time even where the turn takes
 *  longer. @returns a function that never rejects. */
export function turns(options: Options) {
  const { authentication, events, track, answerWithinMs = ANSWER_WITHIN_MS } = options
  const identify = identifying(authentication, events)
  const perform = performer(options)

  return async function receive(body: unknown, authHeader: string): Promise<TurnResponse> {
    const activity = parseActivity(body)
    if (!activity) return { status: 400 }
    const identity = await identify(activity, authHeader)
    if ('status' in identity) return identity
    if (!isAllowedServiceUrl(activity.serviceUrl, options.serviceHosts, options.loopback))
      return refused(events, 403, 'The host of the service URL is not allowed')
    const work = perform(activity, identity).catch((error: unknown): TurnResponse => {
      events.fault({ error })
      return { status: 500 }
    })
    track(work)
    return answerInTime(work, activity, answerWithinMs)
  }
}

function identifying(authentication: ChannelAuthentication, events: Events) {
  /** Who sent an activity, or the answer that refuses it. */
  return async function identify(
    activity: Activity,
    authHeader: string,
  ): Promise<AuthenticateRequestResult | TurnResponse> {
    try {
      return await authentication.authenticateRequest(activity, authHeader)
    } catch (error) {
      return refusalOf(error, events)
    }
  }
}

/** What `work` gives, or where that takes longer than `withinMs` an answer that says nothing yet. `work` goes on. */
async function answerInTime(work: Promise<TurnResponse>, activity: Activity, withinMs: number): Promise<TurnResponse> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<TurnResponse>((resolve) => {
    const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '…' }
    timer = setTimeout(resolve, withinMs, { status: 200, ...(activity.type === 'invoke' && { body }) })
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
