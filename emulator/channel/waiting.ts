import type { Conversation, Message } from './conversation.ts'

export type Patience = { timeoutMs?: number }

/** Waits until `look` finds something. Looks again after every change of the conversation.
 *  @throws after `timeoutMs` */
export function until<T>(place: Conversation, look: () => T | undefined, { timeoutMs = 5_000 }: Patience): Promise<T> {
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

/** Waits until every delivery is answered and nothing has happened for `quietMs`.
 *  @throws after `timeoutMs` */
export function quiet(place: Conversation, options: Patience & { quietMs?: number } = {}): Promise<void> {
  const { quietMs = 100, timeoutMs = 20_000 } = options
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      clearTimeout(limit)
      unsubscribe()
    }
    const check = () => {
      if (place.inFlight > 0) return
      stop()
      resolve()
    }
    const limit = setTimeout(() => {
      stop()
      reject(new Error(`The chat was not quiet within ${timeoutMs} ms. The chat so far:\n${transcript(place)}`))
    }, timeoutMs)
    let timer = setTimeout(check, quietMs)
    const unsubscribe = place.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(check, quietMs)
    })
  })
}

/** The chat for an error's text, one line for each message. */
export function transcript(place: Conversation): string {
  return place.messages().map(line).join('\n')
}

function line({ from, text, attachments }: Message): string {
  const who = from === 'bot' ? 'bot' : from.name
  const cards = attachments.map(({ contentType, content }) => `\n    [${contentType}] ${JSON.stringify(content)}`)
  return `  ${who}: ${text}${from === 'bot' ? cards.join('') : ''}`.slice(0, 2_000)
}
