import type { Asked } from './asked.ts'
import type { Command } from './command.ts'
import type { Decision } from './turn-memory.ts'
import type { Opening } from './early-reads.ts'
import type { Reply, Step } from './reply.ts'

/** Sends one step to the chat. @returns the message's id, if the channel gives one.
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
  /** The records that were read when the turn began. */
  opening?: Opening | undefined
  /** Sends a reply in a new message, or replaces the message `replaces` with it. */
  say(reply: Reply, replaces?: string): Promise<void>
  /** Shows the answer, or its progress. Each reply replaces the one shown before; the first replaces the message whose button
   *  was pressed, if `replaces` is set. */
  show(reply: Reply): Promise<void>
  /** Continues after the turn has been answered. Replies that are shown then replace the earlier ones. */
  later(work: (exchange: Exchange) => Promise<void>): Promise<void>
  /** The message that `show` has written to; undefined before that. */
  shownIn(): string | undefined
  /** Decides once and sends the reply, however often the message is delivered: the decision is stored before the reply is sent.
   *  @returns the command to continue with */
  once(decide: () => Promise<Decision>, options?: Once): Promise<Command | void>
}

type Once = {
  /** Does what was decided, before any of it is said. If the instance ends in between, the next delivery does it again. */
  carryOut?: (decision: Decision) => Promise<unknown>
  /** The reply to send instead if the decision is no longer true; undefined if it is. */
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
      // The decision may have become wrong while the reply was sent.
      const after = last === undefined ? undefined : await correct(decision)
      if (after) return void (await send({ reply: after, replaces: last }))
      return decision.next
    },
  }
}
