import type { Asked } from './asked.ts'
import type { Command } from './command.ts'
import type { Decision } from './turn-memory.ts'
import type { Opening } from './early-reads.ts'
import type { Reply, Step } from './reply.ts'

/** Puts one step into the chat. @returns the message's id, if the channel gives one.
 *  @throws {NotSaidError} if the channel did not take the message: an apology would not arrive either. */
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
  /** What was read of the store when the turn began. */
  opening?: Opening | undefined
  /** Says something in a new message, or in place of the message `replaces`. */
  say(reply: Reply, replaces?: string): Promise<void>
  /** Shows the answer, or the progress towards it. Each reply takes the place of the one shown before; the first takes the
   *  place of the message whose button was pressed, if `replaces` is set. */
  show(reply: Reply): Promise<void>
  /** Goes on after the turn has been answered. What is shown then takes the place of what was shown before. */
  later(work: (exchange: Exchange) => Promise<void>): Promise<void>
  /** The message that `show` has written to; undefined before that. */
  shownIn(): string | undefined
  /** Does something once and says what came of it, however often the message is delivered: the decision is kept before it is
   *  said. @returns the command to go on with */
  once(decide: () => Promise<Decision>, options?: Once): Promise<Command | void>
}

type Once = {
  /** Does what was decided, before any of it is said. If the instance ends in between, the next delivery does it again. */
  carryOut?: (decision: Decision) => Promise<unknown>
  /** What to say instead of a decision that is not true any more; undefined if it is. */
  correct?: (decision: Decision) => Promise<Reply | undefined>
}

type Reading = Reply & { kind: 'reading' }

/** @returns a function that gives the furthest progress so far: a reading that begins again must not seem to go backwards. */
function onlyForward(): (reading: Reading) => Reading {
  let furthest: Reading | undefined
  return (now) => {
    const { contacts = 0, folders = now.folders } = furthest ?? {}
    const most = { read: Math.max(folders.read, now.folders.read), found: Math.max(folders.found, now.folders.found) }
    furthest = { ...now, contacts: Math.max(contacts, now.contacts), folders: most }
    return furthest
  }
}

export function exchangeOf(asked: Asked, send: Send): Exchange {
  const { kept } = asked
  const earlier = kept.get().shownIn
  let replaces = earlier ?? asked.replaces
  let hasShown = earlier !== undefined

  const forward = onlyForward()

  async function decisionOf(decide: () => Promise<Decision>): Promise<Decision> {
    const { decision: earlier } = kept.get()
    if (earlier) return earlier
    const decision = await decide()
    kept.set({ ...kept.get(), decision })
    await kept.save()
    return decision
  }

  /** Replacing a message twice does no harm. A new message is not sent twice. @returns the last message */
  async function sayUnsaid({ steps }: Decision): Promise<string | undefined> {
    let last: string | undefined
    const { said = 0 } = kept.get()
    for (const [at, step] of steps.entries()) {
      if (at < said && step.replaces === undefined) continue
      last = await send(step)
      kept.set({ ...kept.get(), said: Math.max(said, at + 1) })
    }
    return last
  }

  return {
    ...asked,
    send,
    async say(reply, replaces) {
      await send({ reply, replaces })
    },
    async show(reply) {
      hasShown = true
      const shown = reply.kind === 'reading' ? forward(reply) : reply
      replaces = (await send({ reply: shown, replaces })) ?? replaces
      kept.set({ ...kept.get(), shownIn: replaces })
    },
    shownIn: () => (hasShown ? replaces : undefined),
    async later(work) {
      const goOn = (by: Send) => work(exchangeOf(asked, by))
      if (asked.afterTurn) asked.afterTurn(goOn)
      else await goOn(send)
    },
    async once(decide, { carryOut, correct = async () => undefined } = {}) {
      const decision = await decisionOf(decide)
      await carryOut?.(decision)
      const before = await correct(decision)
      if (before) return void (await send({ reply: before }))
      const last = await sayUnsaid(decision)
      // It may have ceased to be true while it was said.
      const after = last === undefined ? undefined : await correct(decision)
      if (after) return void (await send({ reply: after, replaces: last }))
      return decision.next
    },
  }
}
