import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { outbound } from '../../src/outbound/outbound.ts'
import { botToken } from '../../src/channel/bot-token.ts'

/** The platform's library keeps a good token for the whole process, so the test of a refusal comes first. */
const IDS = ['5f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48', '6f0c4e9b-8a3d-4f6e-b1c7-2d9e0a6b3c48'] as const
const LOGIN = { loginUrl: 'http://127.0.0.1:9/unused', oauthScope: 'https://api.botframework.com' }

/** The endpoint that App Service offers an app for its managed identity.
 *  https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
let server: Server
const asked: { query: Record<string, string>; secret: unknown }[] = []
let says = 200

beforeAll(async () => {
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    asked.push({ query: Object.fromEntries(searchParams), secret: request.headers['x-identity-header'] })
    const token = `token ${asked.length}`
    const expires_on = String(Math.floor(Date.now() / 1000) + 24 * 3600)
    response.writeHead(says, { 'content-type': 'application/json' })
    if (says !== 200) return response.end(JSON.stringify({ statusCode: says, message: 'No such identity' }))
    response.end(JSON.stringify({ access_token: token, expires_on, resource: LOGIN.oauthScope, token_type: 'Bearer' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${address.port}/msi/token`)
  vi.stubEnv('IDENTITY_HEADER', 'the platforms secret')
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})
beforeEach(() => {
  asked.length = 0
  says = 200
})

const token = (appId: string) => botToken({ appId, password: undefined }, LOGIN, outbound())

test('a refusal by the platform is an error, and nothing hangs', async () => {
  says = 400
  await expect(token(IDS[1]).get()).rejects.toThrow(/400|[Cc]redential/)
})

test('a managed identity gets its token from the platform, for the channel’s scope, once for all turns that wait', async () => {
  const bot = token(IDS[0])
  const got = await Promise.all(Array.from({ length: 8 }, () => bot.get()))
  expect(new Set(got)).toEqual(new Set(['token 1']))
  expect(asked).toHaveLength(1)
  expect(asked[0]?.query).toMatchObject({ resource: LOGIN.oauthScope, client_id: IDS[0] })
  expect(asked[0]?.secret).toBe('the platforms secret')
})
