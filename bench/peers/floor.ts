// The floor: an echo bot of Node's own HTTP server, jose and undici, with the token checks and nothing else.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { Pool } from 'undici'
import { botToken } from './bot-token.ts'

type Activity = {
  id: string
  text: string
  serviceUrl: string
  conversation: { id: string }
  from: object
  recipient: object
}

const {
  PORT,
  MicrosoftAppId = '',
  ToBotFromChannelOpenIdMetadataUrl = '',
  ToBotFromChannelTokenIssuer = '',
} = process.env
const metadata = (await (await fetch(ToBotFromChannelOpenIdMetadataUrl)).json()) as { jwks_uri: string }
const keys = createRemoteJWKSet(new URL(metadata.jwks_uri))
const pools = new Map<string, Pool>()

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end())
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/readyz') return void response.end()
  const activity = await bodyOf(request)
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  const { payload } = await jwtVerify(token, keys, { issuer: ToBotFromChannelTokenIssuer, audience: MicrosoftAppId })
  if (payload['serviceurl'] !== activity.serviceUrl) return void response.writeHead(401).end()
  await reply(activity)
  response.end()
}

async function bodyOf(request: IncomingMessage): Promise<Activity> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString()) as Activity
}

async function reply({ id, text, serviceUrl, conversation, from, recipient }: Activity): Promise<void> {
  const { origin, pathname } = new URL(serviceUrl)
  const pool = pools.get(origin) ?? new Pool(origin)
  pools.set(origin, pool)
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: `${pathname.replace(/\/$/, '')}/v3/conversations/${encodeURIComponent(conversation.id)}/activities/${encodeURIComponent(id)}`,
    headers: { authorization: `Bearer ${await botToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      text: `Echo: ${text}`,
      from: recipient,
      recipient: from,
      conversation,
      replyToId: id,
    }),
  })
  await body.dump()
  if (statusCode >= 300) throw new Error(`The channel answers ${statusCode}`)
}
