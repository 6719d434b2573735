import type { Outbound } from '../outbound.ts'

type Registration = { appId: string; password: string }
type Login = { loginUrl: string; oauthScope: string }

/** Renewed this long before it ends. */
const EARLY_MS = 5 * 60_000

/** The bot's own token for answering in the channel: one at a time for the whole process, asked for once however many turns
 *  wait for it. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 *  @throws {BotTokenError} where the registration is refused. @throws {OutboundError} where Entra does not answer. */
export function botToken(registration: Registration, login: Login, outbound: Outbound, now = Date.now) {
  let current: { token: string; until: number } | undefined
  let fetching: Promise<string> | undefined

  async function fetchToken(): Promise<string> {
    const { status, body } = await outbound.request({
      base: login.loginUrl,
      url: `${login.loginUrl}/oauth2/v2.0/token`,
      method: 'POST',
      form: {
        grant_type: 'client_credentials',
        client_id: registration.appId,
        client_secret: registration.password,
        scope: `${login.oauthScope}/.default`,
      },
      // Asking twice for a token harms nobody.
      retry: 'read',
    })
    const { access_token: token, expires_in: seconds } = parse(body)
    if (status !== 200 || typeof token !== 'string') throw new BotTokenError(status)
    const lifetimeMs = (typeof seconds === 'number' ? seconds : 3_600) * 1000
    current = { token, until: now() + lifetimeMs - Math.min(EARLY_MS, lifetimeMs / 2) }
    return token
  }

  return {
    async get(): Promise<string> {
      if (current && now() < current.until) return current.token
      fetching ??= fetchToken().finally(() => {
        fetching = undefined
      })
      return fetching
    },
    /** After the channel has refused `token`; another one that came meanwhile stays. */
    forget(token: string): void {
      if (current?.token === token) current = undefined
    },
  }
}

export type BotToken = ReturnType<typeof botToken>

export class BotTokenError extends Error {
  override readonly name = 'BotTokenError'
  readonly status: number
  constructor(status: number) {
    super('No token for the bot')
    this.status = status
  }
}

function parse(body: string): { access_token?: unknown; expires_in?: unknown } {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}
