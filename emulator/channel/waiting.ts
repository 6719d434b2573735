import type { Conversation, Message } from './conversation.ts'

export type Patience = { timeoutMs?: number }

/** Waits until `look` finds something. Looks again after every change of the conversation.
 *  @throws after `timeoutMs` */
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
      reject(new Error(`No such message within ${timeoutMs} ms. The chat so far:\n${transcript(place)}`))
    }, timeoutMs)
    const unsubscribe = place.subscribe(() => void give())
    const stop = () => {
      clearTimeout(timer)
      unsubscribe()
    }
    give()
  })
}

/** Resolves once the bot has nothing to do. */
export type Idle = () => Promise<void>

type Quiet = Patience & { quietMs?: number; idle?: Idle | undefined }

/** Waits until every delivery is answered and the bot is idle. Without `idle` it counts as idle when nothing has happened for
 *  `quietMs`.
 *  @throws after `timeoutMs` */
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
      reject(new Error(`The chat was not quiet within ${timeoutMs} ms. The chat so far:\n${transcript(place)}`))
    }, timeoutMs)
    const waitMs = idle ? 0 : quietMs
    let timer = setTimeout(check, waitMs)
    const unsubscribe = place.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(check, waitMs)
    })
  })
}

/** The chat as text for an error, one line for each message. */
export function transcript(place: Conversation): string {
  return place.messages().map(line).join('\n')
}

function line({ from, text, attachments }: Message): string {
  const who = from === 'bot' ? 'bot' : from.name
  const cards = attachments.map(({ contentType, content }) => `\n    [${contentType}] ${JSON.stringify(content)}`)
  return `  ${who}: ${text}${from === 'bot' ? cards.join('') : ''}`.slice(0, 2_000)
}
