import type { Adapter } from '../channel/adapter.ts'
import { isFinalNo, statusOf } from '../channel/connector.ts'
import type { Events } from '../channel/log-events.ts'
import { mayPass, type TryAgain } from '../channel/try-again.ts'
import type { Turn } from '../channel/turn.ts'

/** Does `work` in a chat, while nobody waits for it. @param reference `Turn.reference` of an earlier turn. */
export type InBackground = (reference: unknown, work: (turn: Turn) => Promise<void>) => Promise<void>

type Options = { adapter: Pick<Adapter, 'continueIn'>; events: Events; tryAgain: TryAgain }

/** @returns a function that never rejects. If the channel fails, the work is tried again. */
export function inBackground({ adapter, events, tryAgain }: Options): InBackground {
  return async function doIn(reference, work) {
    /** @returns whether another attempt may bring more. */
    async function attempt(): Promise<boolean> {
      try {
        await adapter.continueIn(reference, work)
        return false
      } catch (error) {
        if (isFinalNo(error)) events.undeliverable({ status: statusOf(error) })
        else events.fault({ error })
        return mayPass(error)
      }
    }
    if (await attempt()) tryAgain(attempt)
  }
}
