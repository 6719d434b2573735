import type { DefaultAzureCredential } from '@azure/identity'
import { isObject, parseJson } from '../json.ts'
import type { Outbound } from '../outbound/outbound.ts'

/** `password`: undefined for a managed identity (UserAssignedMSI), which has none. */
type BotRegistration = { appId: string; password: string | undefined }
type Login = { loginUrl: string; oauthScope: string }

/** `until`: epoch milliseconds. */
type Token = { token: string; until: number }

/** A token is renewed this long before it expires. */
const EARLY_MS = 5 * 60_000

export type BotToken = ReturnType<typeof botToken>

/** The bot's own token, with which it answers in the channel. The whole process shares one token, and requests it once, however
 *  many turns wait for it. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export function botToken({ appId, password }: BotRegistration, login: Login, outbound: Outbound, now = Date.now) {
  const fetchToken =
    password === undefined
      ? managedIdentity(appId, login)
      : () => byClientSecret({ appId, password }, login, outbound, now)
  let current: Token | undefined
  let fetching: Promise<Token> | undefined

  return {
    /** @throws {BotTokenError} if the registration is refused. @throws {OutboundError} if Entra does not answer. A
     *  managed identity fails with the platform's own error. */
    async get(): Promise<string> {
      const lifetimeMs = current ? current.until - now() : 0
      if (current && lifetimeMs > EARLY_MS) return current.token
      fetching ??= fetchToken().finally(() => {
        fetching = undefined
      })
      current = await fetching
      return current.token
    },
    /** Drops `token`, which the channel has refused. A newer token that has arrived in the meantime is kept. */
    forget(token: string): void {
      if (current?.token === token) current = undefined
    },
  }
}

export class BotTokenError extends Error {
  override readonly name = 'BotTokenError'
  readonly status: number
  /** Microsoft's number for the reason, such as AADSTS7000215. */
  readonly aadsts: string | undefined
  constructor(status: number, aadsts?: string) {
    super('There is no token for the bot')
    this.status = status
    this.aadsts = aadsts
  }
}

/** The platform proves the bot's identity. The SDK knows how each platform does that. */
function managedIdentity(appId: string, { oauthScope }: Login): () => Promise<Token> {
  let credential: DefaultAzureCredential | undefined
  return async () => {
    // Loaded only here, because it is large and a bot with a password does not need it.
    credential ??= new (await import('@azure/identity')).DefaultAzureCredential({ managedIdentityClientId: appId })
    const answer = await credential.getToken(`${oauthScope}/.default`)
    if (!answer) throw new BotTokenError(0)
    return { token: answer.token, until: answer.expiresOnTimestamp }
  }
}

async function byClientSecret(
  { appId, password }: { appId: string; password: string },
  { loginUrl, oauthScope }: Login,
  outbound: Outbound,
  now: () => number,
): Promise<Token> {
  const { status, body } = await outbound.request({
    base: loginUrl,
    url: `${loginUrl}/oauth2/v2.0/token`,
    party: 'entra',
    method: 'POST',
    form: {
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: password,
      scope: `${oauthScope}/.default`,
    },
    // Requesting a token twice does no harm.
    retry: 'read',
  })
  const answer = parseJson(body)
  const { access_token: token, expires_in: seconds, error_description: why } = isObject(answer) ? answer : {}
  if (status !== 200 || typeof token !== 'string') throw new BotTokenError(status, numberIn(why))
  return { token, until: now() + (typeof seconds === 'number' ? seconds : 3_600) * 1000 }
}

function numberIn(description: unknown): string | undefined {
  return typeof description === 'string' ? /\bAADSTS\d{4,9}\b/.exec(description)?.[0] : undefined
}
