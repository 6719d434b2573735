import { setTimeout as sleep } from 'node:timers/promises'
import type { AuthenticateRequestResult } from 'botframework-connector'
import { StoreError } from '../store/store.ts'
import { type Activity, isSignInReport } from './activity.ts'
import type { Adapter } from './adapter.ts'
import { isFinalNo, statusOf } from './connector.ts'
import type { Events } from './log-events.ts'
import type { Claim, Claimed } from './redelivery.ts'
import { mayPass } from './try-again.ts'
import type { TurnMemory, TurnResponse } from './turn.ts'

export type PerformOptions = {
  adapter: Pick<Adapter, 'handle'>
  /** Returns undefined for an activity without an id, because its deliveries cannot be recognized. */
  claim: (activity: Activity) => Promise<Claimed | undefined>
  events: Events
}

/** The result of a delivery. `unsaid`: replies must still be sent, and the turn continues from this value. */
export type Performed = { response: TurnResponse; unsaid?: { memory: unknown } }

/** Handles each activity once, however often it is delivered.
 *  @returns a function that returns the answer to a delivery. `earlier`: the memory of an earlier attempt. */
export function performer({ adapter, claim, events }: PerformOptions) {
  const claimTurn = claiming(claim, events)

  return async function perform(
    activity: Activity,
    identity: AuthenticateRequestResult,
    earlier?: unknown,
  ): Promise<Performed> {
    const claimed = await outcomeOf(() => claimTurn(activity))
    if (claimed?.kind === 'done') return { response: claimed.response ?? answerOf(activity) }
    if (claimed?.kind === 'under_way') return { response: answerOf(activity) }
    const memory = claimed?.claim.memory ?? { value: earlier, save: async () => undefined }
    try {
      const response = await adapter.handle(activity, identity, memory)
      await claimed?.claim.done(response).catch((error: unknown) => events.fault({ error }))
      return { response: response ?? { status: 200 } }
    } catch (error) {
      return failed(activity, claimed?.claim, memory, error)
    }
  }

  /** Ends the claim of a failed turn. The channel then delivers the activity again, and the turn continues. The claim does not
   *  end if the reply may have arrived and only the channel's confirmation was lost, nor if the reply was refused for good. */
  async function failed(
    activity: Activity,
    claim: Claim | undefined,
    { value: memory }: TurnMemory,
    error: unknown,
  ): Promise<Performed> {
    const goesOn = mayPass(error)
    await (goesOn ? claim?.release() : claim?.done())?.catch(() => undefined)
    if (isFinalNo(error)) {
      events.undeliverable({ status: statusOf(error) })
      return { response: answerOf(activity) }
    }
    events.fault({ error })
    // Teams would show any other status to the person as an error.
    const response = isSignInReport(activity) ? { status: 200 } : { status: 502 }
    return { response, ...(goesOn && { unsaid: { memory } }) }
  }
}

/** The answer if no reply can be sent now. An invoke must have one with a body, or Teams shows an error on the card. */
export function answerOf(activity: Activity): TurnResponse {
  if (activity.type !== 'invoke' || isSignInReport(activity)) return { status: 200 }
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '…' },
  }
}

/** A delivery that comes while the first one is under way waits for it: an invoke because it needs the answer, any other
 *  activity because the first delivery may fail without the channel noticing. Then this delivery continues the work. */
const WAITS_MS = 7_000
const LOOK_EVERY_MS = 100

async function outcomeOf(claimTurn: () => Promise<Claimed | undefined>): Promise<Claimed | undefined> {
  const until = performance.now() + WAITS_MS
  let claimed = await claimTurn()
  while (claimed?.kind === 'under_way' && performance.now() < until) {
    await sleep(LOOK_EVERY_MS)
    claimed = await claimTurn()
  }
  return claimed
}

function claiming(claim: PerformOptions['claim'], events: Events) {
  /** Undefined if the turn continues without a claim. If the store does not answer, the turn itself tells the person. */
  return async function claimTurn(activity: Activity): Promise<Claimed | undefined> {
    try {
      return await claim(activity)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      events.fault({ error })
      return undefined
    }
  }
}
