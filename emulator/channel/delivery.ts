import type { Activity } from './activity.ts'
import type { Signing } from './signing.ts'
import type { Idle } from './waiting.ts'

/** The bot's HTTP answer. `body` is parsed if it is JSON, otherwise it is the text. */
export type Answer = { status: number; body: unknown }

export type Delivery = {
  /** The URL that activities are posted to, such as `http://127.0.0.1:3978/api/messages`. */
  botUrl: string | undefined
  /** Resolves once the bot has nothing to do. */
  idle?: Idle | undefined
  /** Posts the activity with a valid token. @throws if the bot does not answer within 15 seconds */
  deliver(activity: Activity): Promise<Answer>
  /** Posts anything, without a token unless `headers` has one. */
  raw(body: unknown, headers?: Record<string, string>): Promise<Answer>
}

/** Teams waits about this long for a bot's answer. */
const PATIENCE_MS = 15_000

export function delivery(signing: Signing, serviceUrl: string, botUrl: string | undefined): Delivery {
  const self: Delivery = {
    botUrl,
    async deliver(activity) {
      const token = await signing.token(activity.serviceUrl ?? serviceUrl, activity.channelId ?? 'msteams')
      return self.raw(activity, { authorization: `Bearer ${token}` })
    },
    async raw(body, headers = {}) {
      if (self.botUrl === undefined) throw new Error('No bot is known yet: set channel.botUrl.')
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
