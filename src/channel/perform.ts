import type { AuthenticateRequestResult } from 'botframework-connector'
import { StoreError } from '../store/store.ts'
import { type Activity, turnKey } from './activity.ts'
import type { Adapter } from './adapter.ts'
import { ConnectorError } from './connector.ts'
import type { Events } from './events.ts'
import type { Claim } from './redelivery.ts'
import type { TurnResponse } from './turn.ts'

export type PerformOptions = {
  adapter: Pick<Adapter, 'handle'>
  /** Claims a turn for this instance; undefined where it is done already, or under way elsewhere. */
  claim: (key: string) => Promise<Claim | undefined>
  events: Events
}

/** Handles each activity once, however often it is delivered. @returns a function that gives the status to answer with. */
export function performer({ adapter, claim, events }: PerformOptions) {
  const claimTurn = claiming(claim, events)

  return async function perform(activity: Activity, identity: AuthenticateRequestResult): Promise<TurnResponse> {
    const claimed = await claimTurn(activity)
    if (claimed === 'taken') return { status: 200 }
    try {
      const response = await adapter.handle(activity, identity)
      await claimed?.done().catch((error: unknown) => events.fault({ error }))
      return response ?? { status: 200 }
    } catch (error) {
      events.fault({ error })
      await settle(claimed, error)
      return { status: 502 }
    }
  }
}

/** Ends the claim of a failed turn. The channel delivers the activity again, and the turn is then done again; but not where
 *  its answer may have arrived and only the channel's word of that was lost. */
async function settle(claimed: Claim | undefined, error: unknown): Promise<void> {
  const mayBeSaid = error instanceof ConnectorError && error.status === undefined
  await (mayBeSaid ? claimed?.done() : claimed?.release())?.catch(() => undefined)
}

function claiming(claim: PerformOptions['claim'], events: Events) {
  /** Undefined where the turn goes on without a claim: deliveries of an activity without an id cannot be told apart, and
   *  while the store does not answer the turn itself tells the person so. */
  return async function claimTurn(activity: Activity): Promise<Claim | 'taken' | undefined> {
    const key = turnKey(activity)
    if (key === undefined) return undefined
    try {
      return (await claim(key)) ?? 'taken'
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      events.fault({ error })
      return undefined
    }
  }
}
