import { randomUUID } from 'node:crypto'
import type { JWK } from 'jose'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { redisRecords } from '../../emulator/demo/records.ts'
import { contoso, fabrikam } from '../../emulator/people.ts'
import { outbound } from '../../src/outbound/outbound.ts'
import { APP_ID, deliveryTo, type OwnBot, type OwnChannel, ownChannel, settingsFor } from '../channel/own-channel.ts'
import { startWorld, type World } from '../world.ts'
import { type Recorder, recorder } from './recorder.ts'
import { type Refusal, refusals, refused } from './refusal.ts'

let sockets: Recorder
let own: OwnChannel
let world: World
let deliver: OwnBot['deliver']
let refusal: (deliver: () => Promise<number>) => Promise<Refusal>

// nock slows down every request, and only one test uses it.
nock.restore()

beforeAll(async () => {
  sockets = await recorder()
  own = await ownChannel()
  world = await startWorld(settingsFor(own, 0))
  deliver = deliveryTo(portOf(world.publicUrl), own)
  refusal = refusals(world, sockets)
  // Now the bot knows the channel's keys and does not ask for them again.
  expect(await deliver()).toBe(200)
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  await world.close()
  await own.close()
  await sockets.stop()
})

const portOf = (url: string) => Number(new URL(url).port)
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const right = () => ({ iss: own.issuer, aud: APP_ID, serviceurl: `${own.issuer}/` })

async function publicKeys({ issuer }: OwnChannel): Promise<JWK[]> {
  const { keys } = (await (await fetch(`${issuer}/keys`)).json()) as { keys: JWK[] }
  return keys
}

describe('a token', () => {
  it('S1 channel token: a key in the token, or at an address in the token, is not used', async () => {
    const attacker = await ownChannel()
    const jku = `${attacker.issuer}/keys`
    await attacker.addKey(jku)
    const [jwk = {}] = await publicKeys(attacker)
    const { length } = attacker.asked
    for (const header of [
      { jku },
      { jku, x5u: jku },
      { jku, kid: jku },
      { kid: jku },
      { jwk },
      { jwk, jku },
      { jwk: { ...jwk, kid: 'first', endorsements: ['msteams'] } },
      { x5u: jku, x5c: ['MIIB'] },
    ]) {
      const token = await attacker.sign(right(), { kid: 'first', ...header })
      expect(await refusal(() => deliver({ token }))).toEqual(refused(401))
    }
    expect(attacker.asked).toHaveLength(length)
    await attacker.close()
  })

  it('S1 channel token: without a key id it is refused, although the channel signed it', async () => {
    for (const kid of [undefined, null]) {
      const token = await own.sign(right(), { kid: kid as never })
      expect(await refusal(() => deliver({ token }))).toEqual(refused(401))
    }
  })

  it('S1 channel token: it is refused if any one character was changed', async () => {
    const token = await own.sign(right())
    expect(await deliver({ token })).toBe(200)
    const statuses = new Set<number>()
    const all = await refusal(async () => {
      for (let at = 0; at < token.length; at += 1) {
        // Flips the last bit of the character. In some places this bit has no meaning.
        const other = BASE64URL[BASE64URL.indexOf(token.charAt(at)) ^ 1] ?? '-'
        statuses.add(await deliver({ token: `${token.slice(0, at)}${other}${token.slice(at + 1)}` }))
      }
      return 401
    })
    expect([...statuses]).toEqual([401])
    expect(all).toEqual(refused(401))
  })

  it('S3 time: exp 299 s ago is accepted, 301 s ago is not, nor is nbf in 301 s; a remembered token expires, too', async () => {
    const at = Math.floor(Date.now() / 1_000)
    const now = (seconds: number) => vi.setSystemTime((at + seconds) * 1_000)
    now(0)
    // A new bot, which has not seen any other time yet.
    const other = await startWorld(settingsFor(own, 0))
    const deliverThere = deliveryTo(portOf(other.publicUrl), own)
    const judge = refusals(other, sockets)
    const remembered = await own.sign({ ...right(), exp: at + 60 })
    expect(await deliverThere({ token: remembered })).toBe(200)
    for (const claims of [{ exp: at - 299 }, { nbf: at + 299 }]) expect(await deliverThere({ claims })).toBe(200)
    for (const claims of [{ exp: at - 301 }, { nbf: at + 301 }, { exp: undefined }, { exp: null }])
      expect(await judge(() => deliverThere({ claims }))).toEqual(refused(401))
    now(60 + 299)
    expect(await deliverThere({ token: remembered })).toBe(200)
    now(60 + 301)
    expect(await judge(() => deliverThere({ token: remembered }))).toEqual(refused(401))
    await other.close()
  })

  // Tokens that botbuilder's own check accepts from the Bot Framework Emulator and from skills, here even signed with the
  // channel's key.
  const tenants = [contoso.tid, fabrikam.tid, 'd6d49420-f39b-4df7-a1dc-d59a935871db']
  const ways = tenants.flatMap((tid) => [
    { iss: `https://sts.windows.net/${tid}/`, ver: '1.0', by: 'appid' },
    { iss: `https://login.microsoftonline.com/${tid}/v2.0`, ver: '2.0', by: 'azp' },
  ])
  it.each(ways)('S7 emulator and skill paths: a token from $iss is refused', async ({ by, ...claims }) => {
    const other = randomUUID()
    for (const caller of [APP_ID, other])
      for (const aud of [APP_ID, other, 'https://api.botframework.com', undefined])
        for (const serviceUrl of [`${own.issuer}/`, 'https://evil.example/'])
          for (const serviceurl of [serviceUrl, undefined]) {
            const given = { ...claims, [by]: caller, aud, serviceurl, tid: claims.iss.split('/')[3] }
            const activity = { serviceUrl, channelId: 'emulator' }
            expect(await refusal(() => deliver({ claims: given, activity }))).toEqual(refused(401))
            expect(await refusal(() => deliver({ claims: given, activity: { serviceUrl } }))).toEqual(refused(401))
          }
  })

  it('S6 channel: a key without endorsements, and one that is endorsed for another channel, are refused', async () => {
    const lying = await ownChannel()
    const wrong = [undefined, [], null, ['webchat'], ['msteams '], 'msteams', { 0: 'msteams' }]
    for (const [index, endorsements] of wrong.entries()) await lying.addKey(`wrong ${index}`, { endorsements })
    const other = await startWorld(settingsFor(lying, 0))
    const deliverThere = deliveryTo(portOf(other.publicUrl), lying)
    expect(await deliverThere()).toBe(200)
    const judge = refusals(other, sockets)
    for (const index of wrong.keys())
      expect(await judge(() => deliverThere({ header: { kid: `wrong ${index}` } }))).toEqual(refused(403))
    await other.close()
    await lying.close()
  })
})

describe('a serviceUrl', () => {
  it('S5 host on a list: the bot never connects to a host that is not on the list, although the token names it', async () => {
    const { port } = new URL(own.issuer)
    for (const url of [
      'http://smba.trafficmanager.net/amer/',
      'https://evil.example/',
      'https://evil@smba.trafficmanager.net/',
      'https://smba.trafficmanager.net@evil.example/',
      'https://smba.trafficmanager.net:443/',
      'https://smba.trafficmanager.net:8443/',
      'https://smba.trafficmanager.net.evil/',
      'https://smba.trafficmanager.net.evil.example/amer/',
      'https://smba.trafficmanager.net./',
      'https://xsmba.trafficmanager.net/',
      'https://botframework.com/',
      'https://evilbotframework.com/',
      'https://x.botframework.com.evil.example/',
      'https://xn--smb-7cd.trafficmanager.net/',
      'https://smbа.trafficmanager.net/',
      'https://smba。trafficmanager。net.evil.example/',
      'https://evil.example\\.smba.trafficmanager.net/',
      'https://evil.example#.botframework.com/',
      'https://evil.example?.botframework.com/',
      'https://169.254.169.254/metadata/',
      'http://169.254.169.254/metadata/',
      'https://10.0.0.7/',
      'https://[fd00::1]/',
      'https://2130706433/',
      'https://localhost/',
      `https://127.0.0.1:${port}/`,
      `http://127.0.0.2:${port}/`,
      `http://0.0.0.0:${port}/`,
      `http://evil@127.0.0.1:${port}/`,
      `http://127.0.0.1.nip.io:${port}/`,
      `http://localhost.evil.example:${port}/`,
      `ftp://127.0.0.1:${port}/`,
      'file:///etc/passwd',
      'javascript:alert(1)',
    ]) {
      const activity = { serviceUrl: url }
      expect(await refusal(() => deliver({ claims: { serviceurl: url }, activity }))).toEqual(refused(403))
    }
  })

  it('S5 host on a list: the bot connects to a host that is on the list, and the test sees it', async () => {
    const url = 'https://smba.trafficmanager.net/amer/'
    const judged = await refusal(() => deliver({ claims: { serviceurl: url }, activity: { serviceUrl: url } }))
    expect(judged.status).toBe(502)
    expect(judged.asked).toContain('smba.trafficmanager.net:443')
  })

  it('S5 host on a list: the test would see any other connection of this process as well', async () => {
    const out = outbound()
    for (const base of ['http://evil.example', 'https://evil.example:8443', 'http://169.254.169.254']) {
      const judged = await refusal(async () => {
        await out.request({ base, url: `${base}/`, retry: 'never' }).catch(() => undefined)
        return 0
      })
      expect(judged.asked).toContain(`${new URL(base).hostname}:${new URL(base).port || '80'}`)
    }
    await out.close()
  })

  it('S5 host on a list: loopback is not allowed if the channel’s keys come from another machine', async () => {
    const keys = await publicKeys(own)
    nock.activate()
    nock('https://login.botframework.com')
      .get('/v1/.well-known/openidconfiguration')
      .reply(200, { jwks_uri: 'https://login.botframework.com/v1/.well-known/keys' })
      .get('/v1/.well-known/keys')
      .reply(200, { keys })
    nock('https://login.microsoftonline.com')
      .post(/token$/)
      .reply(200, { access_token: 'x', expires_in: 3_600 })
    nock('https://smba.trafficmanager.net')
      .post(/activities/)
      .reply(201, { id: '1' })
    const publicCloud = {
      ToBotFromChannelOpenIdMetadataUrl: '',
      ToBotFromChannelTokenIssuer: '',
      ToChannelFromBotLoginUrl: '',
    }
    const other = await startWorld({ ...settingsFor(own, 0), ...publicCloud })
    const deliverThere = deliveryTo(portOf(other.publicUrl), own)
    const to = (serviceUrl: string) =>
      deliverThere({
        claims: { iss: 'https://api.botframework.com', serviceurl: serviceUrl },
        activity: { serviceUrl },
      })
    expect(await to('https://smba.trafficmanager.net/amer/')).toBe(200)
    expect(nock.pendingMocks()).toEqual([])
    const { port } = new URL(own.issuer)
    const judge = refusals(other, sockets)
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect(await judge(() => to(`http://${host}:${port}/`))).toEqual(refused(403))
    await other.close()
    nock.restore()
  })
})

describe('an activity', () => {
  it('S11 replay: an activity that two instances get five times within ten minutes is handled and answered once', async () => {
    const redisUrl = `${inject('redisUrl')}/2`
    const pair = await startWorld({ ...settingsFor(own, 0), REDIS_URL: redisUrl })
    const [one, two] = [pair.publicUrl, await pair.another()].map((url) => deliveryTo(portOf(url), own))
    const activity = { id: randomUUID() }
    const before = own.said.length
    const atOnce = await Promise.all([one?.({ activity }), two?.({ activity })])
    // Each has a different token; the last one has a different text, too.
    const later = [
      await two?.({ activity }),
      await one?.({ activity }),
      await two?.({ activity: { ...activity, text: 'status', timestamp: new Date().toISOString() } }),
    ]
    expect([...atOnce, ...later]).toEqual([200, 200, 200, 200, 200])
    expect(pair.log.filter(({ msg }) => msg === 'turn')).toHaveLength(1)
    expect(own.said.length - before).toBe(1)
    const [record] = await redisRecords(redisUrl, `turn/msteams/a%3A1/message/${activity.id}`)
    expect(record?.expiresInMs).toBeGreaterThan(9 * 60_000)
    await pair.close()
  })
})
