import type { Asked } from './asked.ts'
import type { Replies, Reply, Step } from './reply.ts'

/** Puts one step into the chat. @returns the message's id, where the channel gives one. */
export type Send = (step: Step) => Promise<string | undefined>

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

type Offer = { step: Step; resolve: (id: string | undefined) => void; reject: (error: unknown) => void }

/** Everything that `work` sends, as steps; `send` resolves when the next step is asked for. Where the chat cannot be reached
 *  nobody asks for it, and `work` goes no further: an apology would not arrive either. */
export async function* steps(work: (send: Send) => Promise<void>): Replies {
  const offers: Offer[] = []
  let news = Promise.withResolvers<void>()
  let isOver = false
  const send: Send = (step) =>
    new Promise((resolve, reject) => {
      offers.push({ step, resolve, reject })
      news.resolve()
    })
  const done = work(send).finally(() => {
    isOver = true
    news.resolve()
  })
  for (;;) {
    const offer = offers.shift()
    if (offer) yield* taken(offer)
    else if (isOver) return done
    else {
      await news.promise
      news = Promise.withResolvers()
    }
  }
}

async function* taken({ step, resolve, reject }: Offer): Replies {
  try {
    resolve(yield step)
  } catch (error) {
    reject(error)
  }
}
