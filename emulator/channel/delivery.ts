import type { Activity } from './activity.ts'
import type { Signing } from './signing.ts'
import type { Idle } from './waiting.ts'

/** What the bot answered over HTTP. `body` is parsed where it is JSON, else the text. */
export type Answer = { status: number; body: unknown }

export type Delivery = {
  /** Where the bot takes activities, such as `http://127.0.0.1:3978/api/messages`. */
  botUrl: string | undefined
  /** Where the bot's own process is this one. */
  idle?: Idle | undefined
  /** Posts the activity with a good token. @throws where the bot gave no answer within 15 seconds */
  deliver(activity: Activity): Promise<Answer>
  /** Posts anything, with these headers alone: no token unless it is among them. */
  raw(body: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** Teams gives a bot about this long before it calls the activity lost. */
const PATIENCE_MS = 15_000

export function delivery(signing: Signing, serviceUrl: string, botUrl: string | undefined): Delivery {
  const self: Delivery = {
    botUrl,
    async deliver(activity) {
      const token = await signing.token(activity.serviceUrl ?? serviceUrl)
      return self.raw(activity, { authorization: `Bearer ${token}` })
    },
    async raw(body, headers = {}) {
      if (self.botUrl === undefined) throw new Error('No bot yet: set channel.botUrl.')
      const response = await fetch(self.botUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'channel-emulator', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      return { status: response.status, body: parsed(await response.text()) }
    },
  }
  return self
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
