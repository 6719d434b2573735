import nock from 'nock'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Outbound, outbound } from '../../src/outbound/outbound.ts'
import { OutboundError } from '../../src/outbound/outbound-error.ts'
import { botToken, BotTokenError } from '../../src/channel/bot-token.ts'
import { connector, ConnectorError } from '../../src/channel/connector.ts'

const SERVICE = 'https://smba.trafficmanager.net/amer/'
const PATH = '/amer/v3/conversations/a%3A1%2F2/activities'
const LOGIN = { loginUrl: 'https://login.microsoftonline.com/t', oauthScope: 'https://api.botframework.com' }
const BOT = { appId: 'app', password: 'swordfish' }

let out: Outbound
let waits: number[]
let issued: number

beforeEach(() => {
  waits = []
  issued = 0
  out = outbound({ sleep: async (ms) => void waits.push(ms), attemptMs: 1_000 })
  nock.disableNetConnect()
  return async () => {
    await out.close()
    const left = nock.pendingMocks()
    nock.cleanAll()
    nock.enableNetConnect()
    if (left.length > 0) throw new Error(`Requests that were never made: ${left.join(', ')}`)
  }
})

const channel = () => nock('https://smba.trafficmanager.net')

function tokens(times = 1) {
  nock('https://login.microsoftonline.com')
    .post('/t/oauth2/v2.0/token')
    .times(times)
    .reply(() => [200, { access_token: `token-${(issued += 1)}`, expires_in: 3_600 }])
  return botToken(BOT, LOGIN, out)
}

function send(token = tokens()) {
  const { conversations } = connector(SERVICE, token, out)
  return conversations.sendToConversation('a:1/2', { type: 'message', text: 'Hello' })
}

describe('a message to the channel', () => {
  it('is posted with the bot’s token', async () => {
    channel()
      .post(PATH, { type: 'message', text: 'Hello' })
      .matchHeader('authorization', 'Bearer token-1')
      .reply(201, { id: '17' })
    expect(await send()).toEqual({ id: '17' })
  })

  it.each([
    ['an empty body', ''],
    ['not JSON', '<html>'],
    ['null', 'null'],
    ['an id that is a number', '{"id":7}'],
  ])('whose answer is %s has no id', async (_what, body) => {
    channel().post(PATH).reply(200, body)
    expect(await send()).toEqual({ id: '' })
  })

  it.each([502, 504])('is sent once more after %i', async (status) => {
    channel().post(PATH).reply(status).post(PATH).reply(201, { id: '17' })
    expect(await send()).toEqual({ id: '17' })
    expect(waits).toHaveLength(1)
  })

  it.each([502, 504])('is not sent a third time after %i', async (status) => {
    channel().post(PATH).times(2).reply(status)
    await expect(send()).rejects.toMatchObject({ name: 'ConnectorError', status })
  })

  it.each([412, 429])('is sent again after %i, after the wait that the answer asks for', async (status) => {
    channel().post(PATH).reply(status, '', { 'retry-after': '3' }).post(PATH).reply(201, { id: '17' })
    expect(await send()).toEqual({ id: '17' })
    expect(waits).toEqual([3_000])
  })

  it('is given up after four answers of 429', async () => {
    channel().post(PATH).times(4).reply(429, '', { 'retry-after': '0' })
    await expect(send()).rejects.toMatchObject({ status: 429 })
  })

  it('is not repeated if the answer asks for a wait of minutes', async () => {
    channel().post(PATH).reply(429, '', { 'retry-after': '120' })
    await expect(send()).rejects.toMatchObject({ status: 429 })
    expect(waits).toEqual([])
  })

  it('is sent again after 503 only if the answer says when', async () => {
    channel().post(PATH).reply(503, '', { 'retry-after': '1' }).post(PATH).reply(201, { id: '17' })
    expect(await send()).toEqual({ id: '17' })
    channel().post(PATH).reply(503)
    await expect(send()).rejects.toMatchObject({ status: 503 })
  })

  it.each([400, 403, 404, 405, 413, 500])('is not sent again after %i', async (status) => {
    channel()
      .post(PATH)
      .reply(status, { error: { code: 'X', message: 'quotes what was sent' } })
    const error: unknown = await send().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectorError)
    expect(error).toMatchObject({ status })
    expect(JSON.stringify(error)).not.toContain('quotes')
  })

  it('is not sent again after a reset connection: it may have arrived', async () => {
    channel()
      .post(PATH)
      .replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    const error: unknown = await send().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectorError)
    expect(error).toMatchObject({ status: undefined, cause: { code: 'unreachable' } })
  })

  it('is not sent again after a time-out: it may have arrived', async () => {
    channel().post(PATH).delay(2_000).reply(201)
    await expect(send()).rejects.toMatchObject({ name: 'ConnectorError', status: undefined })
  })

  it('that was never sent fails with another error', async () => {
    channel()
      .post(PATH)
      .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    await expect(send()).rejects.toThrow(OutboundError)
  })

  it('is sent once more, with a fresh token, if the first token was refused', async () => {
    channel().post(PATH).matchHeader('authorization', 'Bearer token-1').reply(401)
    channel().post(PATH).matchHeader('authorization', 'Bearer token-2').reply(201, { id: '17' })
    expect(await send(tokens(2))).toEqual({ id: '17' })
  })

  it('is given up if the fresh token is refused too', async () => {
    channel().post(PATH).times(2).reply(401)
    await expect(send(tokens(2))).rejects.toMatchObject({ status: 401 })
  })

  it('goes to a path below its service URL, whatever the conversation’s id is', async () => {
    const { conversations } = connector(SERVICE, undefined, out)
    const paths: string[] = []
    nock('https://smba.trafficmanager.net')
      .post((path) => paths.push(path) > 0)
      .times(3)
      .reply(201)
    for (const id of ['../../evil', '..%2f..%2f', 'x?y#z']) await conversations.sendToConversation(id, {})
    for (const path of paths) expect(path).toMatch(/^\/amer\/v3\/conversations\/[^/?#]+\/activities$/)
  })

  it('carries no token if the bot has no registration', async () => {
    nock('https://smba.trafficmanager.net', { badheaders: ['authorization'] })
      .post(PATH)
      .reply(201, { id: '17' })
    const { conversations } = connector(SERVICE, undefined, out)
    expect(await conversations.sendToConversation('a:1/2', { type: 'message', text: 'Hello' })).toEqual({ id: '17' })
  })
})

describe('an update of a message', () => {
  it('is repeated after a fault, because that does no harm', async () => {
    channel().put(`${PATH}/17`).reply(500).put(`${PATH}/17`).reply(200, { id: '17' })
    const { conversations } = connector(SERVICE, tokens(), out)
    expect(await conversations.updateActivity('a:1/2', '17', { type: 'message' })).toEqual({ id: '17' })
  })
})

describe('the bot’s own token', () => {
  it('is fetched once for all turns that wait, and kept until shortly before it ends', async () => {
    let at = 0
    nock('https://login.microsoftonline.com')
      .post('/t/oauth2/v2.0/token', {
        grant_type: 'client_credentials',
        client_id: 'app',
        client_secret: 'swordfish',
        scope: 'https://api.botframework.com/.default',
      })
      .times(2)
      .reply(() => [200, { access_token: `token-${(issued += 1)}`, expires_in: 3_600 }])
    const token = botToken(BOT, LOGIN, out, () => at)
    expect(new Set(await Promise.all(Array.from({ length: 64 }, () => token.get())))).toEqual(new Set(['token-1']))
    at = 54 * 60_000
    expect(await token.get()).toBe('token-1')
    at = 56 * 60_000
    expect(new Set(await Promise.all(Array.from({ length: 64 }, () => token.get())))).toEqual(new Set(['token-2']))
  })

  it('is forgotten after it was refused; a newer token is kept', async () => {
    const token = tokens(2)
    const first = await token.get()
    token.forget(first)
    const second = await token.get()
    token.forget(first)
    expect(await token.get()).toBe(second)
    expect(second).not.toBe(first)
  })

  it.each([
    ['a refusal', 401, { error: 'invalid_client', error_description: 'AADSTS7000215 swordfish' }],
    ['no token', 200, { token_type: 'Bearer' }],
    ['a token that is not text', 200, { access_token: 7 }],
    ['HTML', 200, '<html>'],
  ])('that could not be fetched (%s) is asked for again the next time', async (_what, status, body) => {
    nock('https://login.microsoftonline.com').post('/t/oauth2/v2.0/token').reply(status, body)
    const token = tokens()
    const error: unknown = await token.get().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BotTokenError)
    expect(JSON.stringify(error)).not.toContain('swordfish')
    expect(await token.get()).toBe('token-1')
  })
})
