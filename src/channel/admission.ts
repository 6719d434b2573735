import { type ChannelAuthentication, RefusedChannelError, type Sender } from './authentication.ts'
import { UnauthorizedError } from './channel-token.ts'
import type { Events } from './log-events.ts'
import type { TurnResponse } from './turn.ts'

/** The sender of a delivery according to its token, or the answer that refuses it. */
type Admission = { sender: Sender } | { refusal: TurnResponse }

/** @returns a function that checks a delivery's token before its body is read, so that nobody without a valid token can make the
 *  bot read and hold bodies */
export function admission(authentication: ChannelAuthentication, events: Events) {
  return async function admit(authHeader: string): Promise<Admission> {
    try {
      return { sender: await authentication.verify(authHeader) }
    } catch (error) {
      return { refusal: refusalOf(error, events) }
    }
  }
}

/** The answer to a delivery whose sender could not be identified. */
export function refusalOf(error: unknown, events: Events): TurnResponse {
  if (error instanceof UnauthorizedError) return refused(events, 401, error.message)
  if (error instanceof RefusedChannelError) return refused(events, 403, error.message)
  // The channel's keys could not be read. That is not the sender's fault, so it may try again.
  events.fault({ error })
  return { status: 503 }
}

export function refused(events: Events, status: number, reason: string): TurnResponse {
  events.refused({ status, reason })
  return { status }
}
