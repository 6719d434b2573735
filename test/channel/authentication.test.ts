import { randomUUID, type webcrypto } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { exportSPKI, importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, contoso, megan } from '../../emulator/people.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { channelTokens, UnauthorizedError } from '../../src/channel/channel-token.ts'
import { type Recorder, recorder } from '../attacks/recorder.ts'
import { refusals, refused } from '../attacks/refusal.ts'
import { said, startWorld, type World } from '../world.ts'
import { botOf, type OwnBot, type OwnChannel, ownChannel } from './own-channel.ts'
import { expectWithin } from '../timing.ts'

// restify replaces writeHead in every response of this process by one that does not return the response.
const fail = (response: ServerResponse, status: number) => {
  response.statusCode = status
  response.end()
}
/** `canary` and `telegram` are served, but the emulator's key is not endorsed for them. */
const SERVED = ['msteams', 'webchat', 'canary', 'telegram']
const seconds = () => Math.floor(Date.now() / 1000)

describe('a delivery', () => {
  let world: World
  let chat: Chat
  let appId: string
  let serviceUrl: string
  let sockets: Recorder

  beforeAll(async () => {
    sockets = await recorder()
    world = await startWorld({ CHANNELS: SERVED.join(',') })
    chat = world.emulator.channel.personal(megan)
    appId = world.emulator.channel.bot.appId
    serviceUrl = world.emulator.channel.serviceUrl
    // From now on the channel's keys are known, and no request is made for them.
    await chat.send('hi')
  })
  afterAll(async () => {
    await world.close()
    await sockets.stop()
  })

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const sign = (...given: Parameters<World['emulator']['channel']['sign']>) => world.emulator.channel.sign(...given)

  /** Delivers `hi`. @returns the answer's status, a word in it that reveals a reason, and all other effects. */
  async function heard(headers: Record<string, string>, overrides: object = {}) {
    let reason: string | undefined
    const refusal = await refusals(
      world,
      sockets,
    )(async () => {
      const { status, body } = await chat.sendRaw({ ...chat.compose('hi'), ...overrides }, headers)
      reason = /token|key|signature|issuer|audience/i.exec(String(body))?.[0]
      return status
    })
    return { ...refusal, reason }
  }

  /** Refused without a reason and without a trace. */
  const silently = (status: number) => ({ ...refused(status), reason: undefined })

  it('with a good token is answered', async () => {
    const answer = await chat.sendRaw(chat.compose('hi'), bearer(await sign()))
    expect(answer.status).toBe(200)
    expect(said(chat).at(-1)).toContain('find contact')
  })

  it('S1 channel token: a missing or malformed token is refused', async () => {
    const good = await sign()
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer x',
      'Bearer ..',
      'Bearer a.b.c',
      'Bearer e30.e30.e30',
      `Basic ${good}`,
      good,
      `Bearer ${good} ${good}`,
      `Bearer ${good}, Bearer ${good}`,
      `Bearer ${good}.${good}`,
      `Bearer ${good.split('.').slice(0, 2).join('.')}`,
      `Bearer ${'a'.repeat(9_000)}`,
    ])
      expect(await heard(authorization === undefined ? {} : { authorization })).toEqual(silently(401))
  })

  it('S1 channel token: a forged signature is refused', async () => {
    expect(await heard(bearer(await sign({}, { alg: 'none' })))).toEqual(silently(401))
    expect(await heard(bearer(await sign({}, { key: 'other' })))).toEqual(silently(401))
    expect(await heard(bearer(await sign({}, { kid: 'unknown' })))).toEqual(silently(401))
    expect(await heard(bearer(await sign({}, { kid: '' })))).toEqual(silently(401))
    const [head = '', body = '', signature = ''] = (await sign()).split('.')
    const changed = Buffer.from(signature, 'base64url')
    changed[10] = (changed[10] ?? 0) ^ 1
    expect(await heard(bearer(`${head}.${body}.${changed.toString('base64url')}`))).toEqual(silently(401))
    expect(await heard(bearer(`${head}.${body}.`))).toEqual(silently(401))
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
    const other = Buffer.from(JSON.stringify({ ...claims, serviceurl: 'http://127.0.0.1:1/' })).toString('base64url')
    expect(await heard(bearer(`${head}.${other}.${signature}`), { serviceUrl: 'http://127.0.0.1:1/' })).toEqual(
      silently(401),
    )
    const noAlg = Buffer.from(JSON.stringify({ alg: 'None', kid: 'x' })).toString('base64url')
    expect(await heard(bearer(`${noAlg}.${body}.${signature}`))).toEqual(silently(401))
  })

  it('S1 channel token: an HMAC under the public key is refused', async () => {
    const metadata = (await (await fetch(world.emulator.channel.metadataUrl)).json()) as { jwks_uri: string }
    const { keys } = (await (await fetch(metadata.jwks_uri)).json()) as {
      keys: [{ kid: string; n: string; e: string }]
    }
    const [{ kid, n, e }] = keys
    const publicKey = (await importJWK({ kty: 'RSA', n, e }, 'RS256', { extractable: true })) as webcrypto.CryptoKey
    const claims = { iss: world.emulator.channel.issuer, aud: appId, serviceurl: serviceUrl, exp: seconds() + 600 }
    const pem = await exportSPKI(publicKey)
    for (const secret of [pem, pem.trim(), n, Buffer.from(n, 'base64url'), JSON.stringify(keys[0])])
      expect(
        await heard(
          bearer(await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(secret))),
        ),
      ).toEqual(silently(401))
  })

  it('S2 issuer and audience: a token for another bot, or for several, is refused', async () => {
    const wrong = [
      randomUUID(),
      '',
      appId.toUpperCase(),
      appId.slice(0, -1),
      `${appId} `,
      [appId],
      [appId, 'x'],
      null,
      7,
    ]
    for (const aud of [...wrong, undefined]) expect(await heard(bearer(await sign({ aud })))).toEqual(silently(401))
  })

  it('S2 issuer and audience: 21 other issuers are refused', async () => {
    const { issuer } = world.emulator.channel
    const others = [
      'https://api.botframework.com',
      'https://api.botframework.com/',
      'https://api.botframework.us',
      'https://api.botframework.azure.cn',
      'https://login.botframework.com/v1',
      `https://sts.windows.net/${contoso.tid}/`,
      `https://login.microsoftonline.com/${contoso.tid}/v2.0`,
      'https://login.microsoftonline.com/common/v2.0',
      world.emulator.origin,
      `${issuer}/`,
      `${issuer}x`,
      `${issuer} `,
      ` ${issuer}`,
      `${issuer}\u0000`,
      issuer.slice(0, -1),
      issuer.toUpperCase(),
      issuer.replace('http:', 'https:'),
      '',
      null,
      [issuer],
      undefined,
    ]
    expect(new Set(others).size).toBe(21)
    for (const iss of others) expect(await heard(bearer(await sign({ iss })))).toEqual(silently(401))
  })

  it('S3 time: a token that expired more than 5 minutes ago, or becomes valid in more than 5 minutes, is refused', async () => {
    const at = seconds()
    for (const claims of [
      { exp: at - 310 },
      { exp: at - 86_400 },
      { exp: undefined },
      { exp: null },
      { exp: String(at + 600) },
      { nbf: at + 310 },
      { nbf: 'now' },
    ])
      expect(await heard(bearer(await sign(claims)))).toEqual(silently(401))
    for (const claims of [{ exp: at - 290 }, { nbf: at + 290 }, { nbf: undefined }])
      expect((await chat.sendRaw(chat.compose('hi'), bearer(await sign(claims)))).status).toBe(200)
  })

  it('S4 serviceUrl: a service URL other than the token’s is refused', async () => {
    const { origin } = world.emulator
    for (const serviceurl of [
      undefined,
      null,
      '',
      origin,
      `${origin}/team/`,
      `${origin}/teams//`,
      `${origin}//teams/`,
      `${origin}/teams/.`,
      `${origin}/teams/?`,
      `${origin}/teams/ `,
      `${origin}/%74eams/`,
      `${origin}:80/teams/`,
      [`${origin}/teams/`],
      'https://smba.trafficmanager.net/amer/',
    ])
      expect(await heard(bearer(await sign({ serviceurl })))).toEqual(silently(401))
    for (const other of [`${origin}/teams/x`, `${origin}/teamsx`, 'http://127.0.0.1:1/'])
      expect(await heard(bearer(await sign()), { serviceUrl: other })).toEqual(silently(401))
  })

  it('C27: with a service URL that the token spells in another case, or with one slash more or less, is answered', async () => {
    const { origin } = world.emulator
    const spellings = [`${origin}/teams`, `${origin}/Teams/`, `${origin.toUpperCase()}/TEAMS`, `${origin}/teams/`]
    for (const serviceurl of spellings)
      for (const serviceUrl of [`${origin}/teams`, `${origin}/teams/`]) {
        const answer = await chat.sendRaw({ ...chat.compose('hi'), serviceUrl }, bearer(await sign({ serviceurl })))
        expect(answer.status).toBe(200)
      }
  })

  const missing = [undefined, null, '', '  ', 7, {}, []]

  it('S4 serviceUrl: a missing service URL is refused, whatever the token names', async () => {
    for (const serviceUrl of missing) {
      expect(await heard(bearer(await sign()), { serviceUrl })).toEqual(silently(400))
      // A token that names no service URL is refused before the activity is read.
      const { status } = await heard(bearer(await sign({ serviceurl: serviceUrl })), { serviceUrl })
      expect([400, 401]).toContain(status)
    }
  })

  it('S6 channel: a missing channel, and one that the key is not endorsed for, is refused', async () => {
    for (const channelId of missing) expect(await heard(bearer(await sign()), { channelId })).toEqual(silently(400))
    for (const channelId of ['msteams ', ' msteams', 'MSTEAMS', 'telegram', 'AseChannel', 'msteams,webchat', 'm'])
      expect(await heard(bearer(await sign()), { channelId })).toEqual(silently(403))
  })

  it('is checked again although its token was good for another activity', async () => {
    const token = await sign()
    expect((await chat.sendRaw(chat.compose('hi'), bearer(token))).status).toBe(200)
    expect(await heard(bearer(token), { serviceUrl: `${world.emulator.origin}/other/` })).toEqual(silently(401))
    expect(await heard(bearer(token), { channelId: 'telegram' })).toEqual(silently(403))
  })

  it('that is refused is logged without a secret, and a flood of them as one line a second', async () => {
    const lines = () => world.log.filter(({ msg }) => msg === 'Refused a request')
    const before = lines().length
    const begun = performance.now()
    const token = await sign({ serviceurl: 'https://canary.example/' }, { key: 'other' })
    for (let times = 0; times < 200; times += 1) await heard(bearer(token), { serviceUrl: 'https://canary.example/' })
    await heard(bearer(await sign()), { channelId: 'canary' })
    const seconds = Math.ceil((performance.now() - begun) / 1_000)
    const counted = () =>
      lines()
        .slice(before)
        .filter(({ reason }) => reason === 'The token was refused')
        .reduce((sum, { times }) => sum + Number(times), 0)
    await expect.poll(counted).toBeGreaterThanOrEqual(200)
    expect(lines()).toContainEqual(expect.objectContaining({ level: 40, status: 401, reason: 'The token was refused' }))
    expect(lines()).toContainEqual(
      expect.objectContaining({ level: 40, status: 403, reason: 'The key is not endorsed for this channel' }),
    )
    // Tests before this one may have left refusals that are still to be logged.
    expect(lines().length - before).toBeLessThanOrEqual((seconds + 2) * 2 + 8)
    expect(JSON.stringify(lines())).not.toMatch(/canary|eyJ|Megan/)
  })
})

/** The paths of all requests that this process makes by undici while `work` goes on. */
async function requestsOf(work: () => Promise<unknown>): Promise<string[]> {
  const paths: string[] = []
  const note = (message: unknown) => paths.push((message as { request: { path: string } }).request.path)
  subscribe('undici:request:create', note)
  await work().finally(() => unsubscribe('undici:request:create', note))
  return paths
}

describe('64 deliveries to a bot that has just started', () => {
  it('lead to one request each for metadata, keys and the bot’s token', async () => {
    const world = await startWorld()
    const { channel } = world.emulator
    const chats = Array.from({ length: 64 }, (_, index) =>
      channel.personal({ ...alex, oid: randomUUID(), name: `A ${index}` }),
    )
    const paths = await requestsOf(() =>
      Promise.all(
        chats.map(async (chat, index) => {
          const authorization = `Bearer ${await channel.sign({ jti: String(index) })}`
          expect((await chat.sendRaw(chat.compose('hi'), { authorization })).status).toBe(200)
        }),
      ),
    )
    const count = (pattern: RegExp) => paths.filter((path) => pattern.test(path)).length
    expect(count(/openidconfiguration$/)).toBe(1)
    expect(count(/well-known\/keys$/)).toBe(1)
    expect(count(/oauth2\/v2\.0\/token$/)).toBe(1)
    for (const chat of chats) expect(said(chat)).toHaveLength(1)
    await world.close()
  })
})

describe('keys of the channel', () => {
  let own: OwnChannel
  let bot: OwnBot

  beforeEach(async () => {
    own = await ownChannel()
    bot = await botOf(own)
    return async () => {
      await bot.close()
      await own.close()
    }
  })

  it.each([
    ['no endorsements', {}],
    ['empty endorsements', { endorsements: [] }],
    ['another channel’s endorsement', { endorsements: ['webchat'] }],
    ['an endorsement that is no list', { endorsements: 'msteams' }],
  ])('S6 channel: with %s they do not speak for Teams, which vouches for its people', async (_what, jwk) => {
    await own.addKey('second', jwk)
    expect(await bot.deliver({ header: { kid: 'second' } })).toBe(403)
    expect(own.said).toEqual([])
    expect(await bot.deliver()).toBe(200)
  })

  it.each(['webchat', 'directline', 'slack'])(
    'S6 channel: for %s, which vouches for nobody, a key without endorsements will do (C2)',
    async (channelId) => {
      const activity = { channelId }
      const good = { bare: undefined, empty: [], null: null }
      const bad = { other: ['msteams'], space: [`${channelId} `], text: channelId }
      for (const [kid, endorsements] of Object.entries({ ...good, ...bad })) await own.addKey(kid, { endorsements })
      for (const kid of Object.keys(good)) expect(await bot.deliver({ activity, header: { kid } })).toBe(200)
      for (const kid of Object.keys(bad)) expect(await bot.deliver({ activity, header: { kid } })).toBe(403)
      expect(await bot.deliver({ activity, header: { kid: 'stranger' } })).toBe(401)
    },
  )

  it('of other kinds do not get in the way of the right one', async () => {
    await own.addKey('ec', { kty: 'EC', crv: 'P-256' })
    await own.addKey('half', { n: undefined })
    await own.addKey('broken', { n: '!', e: '' })
    expect(await bot.deliver({ header: { kid: 'ec' } })).toBe(401)
    expect(await bot.deliver({ header: { kid: 'half' } })).toBe(401)
    expect(await bot.deliver()).toBe(200)
  })

  it.each<[string, OwnChannel['instead']]>([
    ['answer 500', (response) => fail(response, 500)],
    [
      'answer 404 for the keys',
      (response, path) =>
        path === '/metadata'
          ? void response.end(JSON.stringify({ jwks_uri: `${own.issuer}/keys` }))
          : fail(response, 404),
    ],
    ['answer HTML', (response) => void response.end('<html>')],
    ['answer null', (response) => void response.end('null')],
    ['hold no keys', (response) => void response.end('{"jwks_uri":7,"keys":{}}')],
    ['are cut off', (response) => void response.destroy()],
  ])('that %s are answered 503: that is not the sender’s fault', async (_what, instead) => {
    own.instead = instead
    const answered = await Promise.all(Array.from({ length: 64 }, () => bot.deliver()))
    expect(new Set(answered)).toEqual(new Set([503]))
    expect(own.asked.length).toBeLessThanOrEqual(2)
  })

  it('that can be read again are used soon afterwards', async () => {
    own.instead = (response) => fail(response, 500)
    expect(await bot.deliver()).toBe(503)
    own.instead = undefined
    await expect.poll(() => bot.deliver(), { interval: 100 }).toBe(200)
  })

  it('that do not come are waited for 5 s at most', async () => {
    own.instead = () => {}
    const begun = performance.now()
    const answered = await Promise.all(Array.from({ length: 64 }, () => bot.deliver()))
    expectWithin(8_000, performance.now() - begun)
    expect(new Set(answered)).toEqual(new Set([503]))
    expect(own.asked.length).toBeLessThanOrEqual(2)
  })

  it('are not requested for tokens that are not for this bot', async () => {
    expect(await bot.deliver({ claims: { iss: 'https://evil.example' } })).toBe(401)
    expect(await bot.deliver({ claims: { aud: randomUUID() } })).toBe(401)
    expect(own.asked).toEqual([])
  })

  it('are not requested again for unknown key ids', async () => {
    expect(await bot.deliver()).toBe(200)
    const answered = await Promise.all(
      Array.from({ length: 200 }, (_, index) => bot.deliver({ header: { kid: `bogus-${index}` } })),
    )
    expect(new Set(answered)).toEqual(new Set([401]))
    expect(own.asked).toEqual(['/metadata', '/keys'])
  })
})

describe('a new key of the channel', () => {
  it('is accepted after 5 minutes at most, and old keys stay in use while the keys cannot be read', async () => {
    const own = await ownChannel()
    const out = outbound()
    let at = Date.now()
    const appId = randomUUID()
    const verify = channelTokens({
      metadataUrl: own.metadataUrl,
      issuer: own.issuer,
      appId,
      outbound: out,
      now: () => at,
    })
    const token = (kid: string) => own.sign({ aud: appId, serviceurl: 'x', exp: seconds() + 90 * 3_600 }, { kid })

    await verify(await token('first'))
    await own.addKey('second')
    await expect(verify(await token('second'))).rejects.toThrow(UnauthorizedError)
    at += 5 * 60_000
    expect(await verify(await token('second'))).toMatchObject({ endorsements: ['msteams'] })
    expect(own.asked).toHaveLength(4)

    at += 25 * 3_600_000
    own.instead = (response) => fail(response, 500)
    expect(await verify(await token('first'))).toMatchObject({ claims: { aud: appId } })
    expect(own.asked).toHaveLength(5)
    own.instead = undefined
    at += 10_000
    await verify(await token('first'))
    expect(own.asked).toHaveLength(7)
    await out.close()
    await own.close()
  })
})
