import type { Conversation, Message } from './conversation.ts'

export type Patience = { timeoutMs?: number }

/** Waits until `look` finds something, looking again after every change of the conversation.
 *  @throws where `timeoutMs` pass first */
export function until<T>(place: Conversation, look: () => T | undefined, { timeoutMs = 60_000 }: Patience): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => {
      const found = look()
      if (found === undefined) return false
      stop()
      resolve(found)
      return true
    }
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`Nothing of the kind within ${timeoutMs} ms. The chat so far:\n${transcript(place)}`))
    }, timeoutMs)
    const unsubscribe = place.subscribe(() => void give())
    const stop = () => {
      clearTimeout(timer)
      unsubscribe()
    }
    give()
  })
}

/** How to tell that a bot does nothing any more. Without it that is guessed: after `quietMs` without any change. */
export type Idle = () => Promise<void>

type Quiet = Patience & { quietMs?: number; idle?: Idle | undefined }

/** Waits until no delivery is unanswered, and the bot does nothing.
 *  @throws where `timeoutMs` pass first */
export function quiet(place: Conversation, options: Quiet = {}): Promise<void> {
  const { quietMs = 100, timeoutMs = 60_000, idle } = options
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      clearTimeout(limit)
      unsubscribe()
    }
    const end = () => {
      stop()
      resolve()
    }
    const look = async () => {
      if (idle) await idle()
      if (place.inFlight === 0) end()
    }
    const check = () => void look().catch(reject)
    const limit = setTimeout(() => {
      stop()
      reject(new Error(`Not quiet within ${timeoutMs} ms. The chat so far:\n${transcript(place)}`))
    }, timeoutMs)
    const waitMs = idle ? 0 : quietMs
    let timer = setTimeout(check, waitMs)
    const unsubscribe = place.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(check, waitMs)
    })
  })
}

/** The chat for an error's text: one line a message. */
export function transcript(place: Conversation): string {
  return place.messages().map(line).join('\n')
}

function line({ from, text, attachments }: Message): string {
  const who = from === 'bot' ? 'bot' : from.name
  const cards = attachments.map(({ contentType, content }) => `\n    [${contentType}] ${JSON.stringify(content)}`)
  return `  ${who}: ${text}${from === 'bot' ? cards.join('') : ''}`.slice(0, 2_000)
}
