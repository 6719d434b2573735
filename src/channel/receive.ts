// The Bot Framework's protocol: tokens, deliveries, and the messages that are sent back. Only this folder imports botbuilder,
// botframework-connector and jose.
import type { AuthenticateRequestResult } from 'botframework-connector'
import { inTime } from '../in-time.ts'
import { type Activity, isSignInReport, parseActivity } from './activity.ts'
import { refusalOf, refused } from './admission.ts'
import type { ChannelAuthentication, Sender } from './authentication.ts'
import type { Events } from './log-events.ts'
import { newcomerLimit } from './newcomers.ts'
import { answerOf, performer, type Performed, type PerformOptions } from './perform.ts'
import { isAllowedServiceUrl } from './service-url.ts'
import type { TryAgain } from './try-again.ts'
import type { TurnResponse } from './turn.ts'

/** Teams repeats a delivery that is not answered within 15 s. */
const ANSWER_WITHIN_MS = 9_000

export type TurnsOptions = PerformOptions & {
  authentication: ChannelAuthentication
  /** Hosts that an activity may name as the address to answer to. */
  serviceHosts: string[]
  loopback: boolean
  /** Called with work that continues after the answer, so that the process can wait for it when it stops. */
  track: (work: Promise<unknown>) => void
  /** For a turn that failed after its delivery was answered, because the channel does not deliver it again. */
  tryAgain: TryAgain
  answerWithinMs?: number | undefined
  /** How many unknown people are accepted from a channel that does not vouch for them. */
  newcomers?: Parameters<typeof newcomerLimit>[0] | undefined
}

/** Handles the channel's deliveries: checks that each belongs to its token, handles it once, and answers in time even if the
 *  turn takes longer. @returns a function that never rejects. */
export function turns(options: TurnsOptions) {
  const { authentication, events, track, tryAgain, answerWithinMs = ANSWER_WITHIN_MS } = options
  const identify = identifying(authentication, events)
  const perform = performer(options)
  const mayCome = newcomerLimit(options.newcomers)

  return async function receive(body: unknown, sender: Sender): Promise<TurnResponse> {
    const activity = parseActivity(body)
    if (!activity) return refused(events, 400, 'The activity is malformed')
    const identity = identify(activity, sender)
    if ('status' in identity) return identity
    if (!isAllowedServiceUrl(activity.serviceUrl, options.serviceHosts, options.loopback))
      return refused(events, 403, 'The host of the service URL is not allowed')
    if (!mayCome(activity)) return refused(events, 429, 'A channel that vouches for nobody brought too many new people')
    const work = attempt(activity, identity)
    track(work)
    const answer = await inTime(work, answerWithinMs)
    if (!answer || isSignInReport(activity)) void work.then((performed) => goOn(performed, activity, identity))
    return answer?.response ?? answerOf(activity)
  }

  function attempt(activity: Activity, identity: AuthenticateRequestResult, earlier?: unknown): Promise<Performed> {
    return perform(activity, identity, earlier).catch((error: unknown): Performed => {
      events.fault({ error })
      return { response: { status: 500 } }
    })
  }

  /** Sends the remaining replies when the channel accepts messages again. */
  function goOn({ unsaid }: Performed, activity: Activity, identity: AuthenticateRequestResult): void {
    let left = unsaid
    if (!left) return
    tryAgain(async () => {
      left = (await attempt(activity, identity, left?.memory)).unsaid
      return left !== undefined
    })
  }
}

function identifying(authentication: ChannelAuthentication, events: Events) {
  /** The sender of an activity, or the answer that refuses it. */
  return function identify(activity: Activity, sender: Sender): AuthenticateRequestResult | TurnResponse {
    try {
      return authentication.identify(activity, sender)
    } catch (error) {
      return refusalOf(error, events)
    }
  }
}
