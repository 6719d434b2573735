import type { Asked } from './asked.ts'
import type { Reply, Step } from './reply.ts'

/** Puts one step into the chat. @returns the message's id, where the channel gives one.
 *  @throws {NotSaidError} where the channel did not take the message: an apology would not arrive either. */
export type Send = (step: Step) => Promise<string | undefined>

/** A message did not reach the chat. `cause`: the channel's error. */
export class NotSaidError extends Error {
  override readonly name = 'NotSaidError'
  constructor(cause: unknown) {
    super('A message did not reach the chat', { cause })
  }
}

/** One command and its replies: who asks, and how to answer. */
export type Exchange = Asked & {
  send: Send
  /** Says something in a new message, or in place of the message `replaces`. */
  say(reply: Reply, replaces?: string): Promise<void>
  /** Shows the answer, or the progress towards it. Each reply takes the place of the one shown before; the first takes the
   *  place of the message whose button was pressed, where `replaces` is set. */
  show(reply: Reply): Promise<void>
  /** The message that `show` has written to; undefined before that. */
  shownIn(): string | undefined
}

export function exchangeOf(asked: Asked, send: Send): Exchange {
  let { replaces } = asked
  let hasShown = false
  return {
    ...asked,
    send,
    async say(reply, replaces) {
      await send({ reply, replaces })
    },
    async show(reply) {
      hasShown = true
      replaces = (await send({ reply, replaces })) ?? replaces
    },
    shownIn: () => (hasShown ? replaces : undefined),
  }
}
