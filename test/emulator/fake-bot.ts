// The emulator's own tests. They use it without our bot: with this fake bot, openid-client, jose and the Bot Framework SDK.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { head } from '../http/raw.ts'
import type { Activity } from '../../emulator/channel/activity.ts'
import type { Emulator } from '../../emulator/emulator.ts'

export type Heard = { activity: Activity; claims: JWTPayload }

/** The bot's answer to the HTTP request that brought the activity. */
type Answer = { status: number; body?: unknown } | undefined

export type FakeBot = {
  /** Every activity that came with a valid token. */
  heard: Heard[]
  /** Sets what to do with an activity. The answer is 200 without a body unless it returns another. */
  on(does: (activity: Activity) => Promise<Answer | void>): void
  /** Calls the connector, with the bot's own token unless `headers` are given. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** Replies to an activity. @returns the message's id */
  reply(activity: Activity, message: object): Promise<string>
  token(): Promise<string>
  close(): Promise<void>
}

/** A bot that checks the channel's tokens with jose and gets its own from the token endpoint. */
export async function fakeBot(emulator: Emulator): Promise<FakeBot> {
  const settings = emulator.settings('http://127.0.0.1:1')
  const metadata = (await (await fetch(settings.ToBotFromChannelOpenIdMetadataUrl ?? '')).json()) as {
    jwks_uri: string
  }
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri))
  const heard: Heard[] = []
  let does: (activity: Activity) => Promise<Answer | void> = async () => {}

  async function verified(req: IncomingMessage): Promise<JWTPayload | undefined> {
    const token = req.headers.authorization?.replace('Bearer ', '') ?? ''
    const expected = {
      issuer: settings.ToBotFromChannelTokenIssuer ?? '',
      audience: settings.MicrosoftAppId ?? '',
      algorithms: ['RS256'],
    }
    return jwtVerify(token, keys, expected).then(
      ({ payload }) => payload,
      () => undefined,
    )
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of req) parts.push(part as Buffer)
    const activity = JSON.parse(Buffer.concat(parts).toString()) as Activity
    const claims = await verified(req)
    if (claims?.serviceurl === undefined || claims.serviceurl !== activity.serviceUrl) {
      head(res, 401).end()
      return
    }
    heard.push({ activity, claims })
    const { status, body } = (await does(activity)) ?? { status: 200 }
    head(res, status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body))
  }

  const server = createServer((req, res) => void serve(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  emulator.channel.botUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`

  const bot: FakeBot = {
    heard,
    on: (how) => void (does = how),
    async token() {
      const response = await fetch(`${settings.ToChannelFromBotLoginUrl}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: settings.MicrosoftAppId ?? '',
          client_secret: settings.MicrosoftAppPassword ?? '',
          scope: `${settings.ToChannelFromBotOAuthScope}/.default`,
        }),
      })
      return ((await response.json()) as { access_token: string }).access_token
    },
    async call(method, path, body, headers) {
      return fetch(`${emulator.channel.serviceUrl}v3/conversations${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(headers ?? { authorization: `Bearer ${await bot.token()}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    },
    async reply(activity, message) {
      const path = `/${encodeURIComponent(conversationId(activity))}/activities/${activity.id}`
      const response = await bot.call('POST', path, { type: 'message', ...message })
      return ((await response.json()) as { id: string }).id
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return bot
}

export function conversationId(activity: Activity): string {
  return (activity.conversation as { id: string }).id
}
