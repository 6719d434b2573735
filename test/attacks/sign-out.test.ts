import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Activity, Identity } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { alex, megan, type Person } from '../../emulator/people.ts'
import { redisRecords } from '../../emulator/demo/records.ts'
import { en } from '../../src/text/en.ts'
import { redisCli, type RedisServer, startRedis } from '../redis-server.ts'
import { askForLink, start, toCallback, visit } from '../visit.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'
import { expectWithin } from '../timing.ts'

const WEB: Identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

let redis: RedisServer
let world: World
/** The URLs of two instances that activities are posted to. The instances share only the store. */
let instances: string[]
beforeAll(async () => {
  redis = await startRedis()
  world = await startWorld({ REDIS_URL: redis.url, OAUTH_TENANT: 'organizations' })
  instances = [world.emulator.channel.botUrl ?? '', await world.another()]
})
afterAll(async () => {
  await world?.close()
  await redis?.stop()
})
beforeEach(async () => {
  // Work that an earlier test has started must not send messages to the chat of this test.
  await world.emulator.channel.idle?.()
  redisCli(redis.port, 'FLUSHALL')
  at(0)
})

/** Sends all following activities to this instance. */
const at = (instance: number) => void (world.emulator.channel.botUrl = instances[instance])
const chatOf = (person: Person, identity?: Identity): Chat => world.emulator.channel.personal(person, identity)

/** How many requests Graph and the token endpoint got. */
const outside = () => [world.emulator.graph.count(), world.emulator.entra.count('token')]

/** The keys in the store that name this person or their chat, except for those of handled activities. */
async function keptOf(chat: Chat): Promise<string[]> {
  const { oid, username, name } = chat.member
  const theirs = [chat.compose('').from?.id ?? '', chat.conversation.id, oid, username, name].map(encodeURIComponent)
  const keys = (await redisRecords(redis.url, '')).map(({ key }) => key)
  return keys.filter((key) => !key.startsWith('turn/') && theirs.some((id) => key.includes(id)))
}

/** Connects Megan. @returns the link of the sign-in card */
async function connected(chat: Chat): Promise<string> {
  const { link, callback, cookie } = await almost(chat)
  expect((await visit(callback, { cookie })).status).toBe(200)
  await chat.settled()
  return link
}

/** A sign-in up to the callback's address, which is not opened. */
async function almost(chat: Chat, person = megan) {
  const link = await askForLink(chat)
  const { cookie, location } = await start(link)
  return { link, cookie, callback: await toCallback(location, person) }
}

/** Signs in if the channel does not vouch for the person. @returns the code on the page */
async function codeFor(chat: Chat, person = megan): Promise<string> {
  const page = await signInWith((await chat.ask('connect')).at(-1), person)
  await chat.settled()
  const code = /data-result="(\d{6})"/.exec(page.html)?.[1]
  if (code === undefined) throw new Error(`No code: ${page.text}`)
  return code
}

describe('a code', () => {
  test('S22 code bound to its flow: typed by another person in the same conversation → refused', async () => {
    const chat = chatOf(megan, WEB)
    const code = await codeFor(chat)
    const other = chatOf(alex, WEB).compose('').from
    await chat.send(code, { from: other })
    await chat.settled()
    expect(said(chat).at(-1)).toContain(en.noCodeWanted)
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
  })

  test('S22 code bound to its flow: typed under the same id in another conversation, with and without a flow of its own → refused', async () => {
    const chat = chatOf(megan, WEB)
    const other = chatOf(megan, { ...WEB, locale: 'en-NZ' })
    expect(other.compose('').from?.id).toBe(chat.compose('').from?.id)
    const code = await codeFor(chat)
    await other.ask(code)
    expect(said(other).at(-1)).toContain(en.noCodeWanted)
    await codeFor(other)
    await other.ask(code)
    expect(said(other).at(-1)).toBe(en.wrongCode(2))
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
    await chat.ask(code)
    expect(said(chat).at(-1)).toContain(en.connected(megan.username))
  })

  test('S22 code bound to its flow: typed in a group by another member, or by its owner → refused', async () => {
    const code = await codeFor(chatOf(megan, WEB))
    const group = world.emulator.channel.group([megan, alex], { identity: WEB })
    for (const member of [alex, megan]) {
      const [answer] = await group.as(member).ask(code)
      expect(readable(answer)).toContain(en.notHere)
    }
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
  })

  test('S22 code bound to its flow: typed again after success → refused', async () => {
    const chat = chatOf(megan, WEB)
    const code = await codeFor(chat)
    await chat.ask(code)
    expect(said(chat).at(-1)).toContain(en.connected(megan.username))
    await chat.ask('disconnect')
    await chat.ask(code)
    expect(said(chat).at(-1)).toContain(en.noCodeWanted)
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
  })
})

describe('in the chat', () => {
  /** The only message that `happens` causes in the chat. */
  async function toldBy(chat: Chat, happens: () => Promise<unknown>): Promise<string> {
    const before = said(chat).length
    const begun = performance.now()
    await happens()
    await chat.next({ where: () => said(chat).length > before })
    expectWithin(10_000, performance.now() - begun)
    await chat.settled()
    expect(said(chat)).toHaveLength(before + 1)
    return said(chat).at(-1) ?? ''
  }

  test('S42 the person is told: that they are connected and disconnected, each in one message within ten seconds', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat)
    expect(await toldBy(chat, () => visit(callback, { cookie }))).toContain(en.connected(megan.username))
    expect(await toldBy(chat, () => chat.send('disconnect'))).toContain(en.disconnected)
  })

  test('S42 the person is told: that another account was refused, but not which', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat, alex)
    const before = said(chat).length
    await visit(callback, { cookie })
    await expect.poll(() => said(chat).at(-1), { timeout: 10_000 }).toContain(en.mismatch)
    await chat.settled()
    // The sign-in card says so.
    expect(said(chat)).toHaveLength(before)
    expect(JSON.stringify(chat.history)).not.toContain(alex.username)
  })

  test('S42 the person is told: also if another instance gets the callback', async () => {
    const chat = chatOf(megan)
    const { callback, cookie } = await almost(chat)
    const elsewhere = new URL(callback)
    elsewhere.host = new URL(instances[1] ?? '').host
    expect(await toldBy(chat, () => visit(elsewhere.href, { cookie }))).toContain(en.connected(megan.username))
  })
})

describe('after disconnect', () => {
  test('S43 sign-out is final: cards, buttons and questions from before → no instance calls Graph', async () => {
    const chat = chatOf(megan)
    const link = await connected(chat)
    const [list] = await chat.ask('find contact Smith')
    at(1)
    await chat.ask('find contact Smith')
    await chat.ask('disconnect')
    const before = outside()
    for (const instance of [0, 1]) {
      at(instance)
      await chat.press(list!, 'Jane Smith, Woodgrove Bank')
      await chat.press(list!, 'Jane Smith, Woodgrove Bank', { fallback: true })
      for (const state of ['connected', '123456', 'CancelledByUser']) await chat.invoke('signin/verifyState', { state })
      for (const question of ['find contact Smith', 'status', '123456', 'connect']) await chat.ask(question)
      const page = new URL(new URL(link).search, new URL('/auth/start', instances[instance]))
      expect((await visit(page.href)).status).toBe(410)
    }
    await chat.settled()
    expect(outside()).toEqual(before)
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
  })

  test('S43 sign-out is final: a late callback at either instance → nobody is connected, and no token is requested', async () => {
    const chat = chatOf(megan)
    await connected(chat)
    await chat.ask('disconnect')
    const { link, callback, cookie } = await almost(chat)
    at(1)
    await chat.ask('disconnect')
    const before = outside()
    for (const instance of instances) {
      const late = new URL(callback)
      late.host = new URL(instance).host
      expect((await visit(late.href, { cookie })).status).toBe(410)
      expect((await start(new URL(new URL(link).search, new URL('/auth/start', instance)).href)).status).toBe(410)
    }
    expect(outside()).toEqual(before)
    expect(await keptOf(chat)).toEqual([])
  })

  test('S43 sign-out is final: a code from before, typed or sent by Teams → nobody is connected', async () => {
    const chat = chatOf(megan, WEB)
    const code = await codeFor(chat)
    await chat.ask('disconnect')
    const before = outside()
    for (const instance of [1, 0]) {
      at(instance)
      await chat.ask(code)
      expect(said(chat).at(-1)).toContain(en.noCodeWanted)
      await chat.invoke('signin/verifyState', { state: code })
    }
    expect(outside()).toEqual(before)
    expect(await keptOf(chat)).toEqual([])
  })

  test('S43 sign-out is final: while another instance refreshes the tokens → they are neither stored nor used', async () => {
    const chat = chatOf(megan)
    await connected(chat)
    world.emulator.entra.expireAccessTokens()
    const { faults } = world.emulator
    const struckBefore = faults.struck()
    faults.add({ match: 'token', delayMs: 4_000, times: 1 })
    // Graph refuses the old token, so the bot refreshes it, which takes a while.
    const asking = chat.send('find contact Alice')
    await expect.poll(faults.struck).toBe(struckBefore + 1)
    const refused = world.emulator.graph.count()
    at(1)
    await chat.send('disconnect')
    await asking
    await chat.settled()
    expect(world.emulator.graph.count()).toBe(refused)
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
  })
})

describe('after the app was removed', () => {
  test('S44 leaver: the app is removed → no key names the person, whatever was under way', async () => {
    const chat = chatOf(megan)
    await connected(chat)
    await almost(chatOf(alex))
    expect(await keptOf(chat)).not.toEqual([])
    expect(await keptOf(chatOf(alex))).not.toEqual([])
    at(1)
    await chat.uninstall()
    await chatOf(alex).uninstall()
    for (const left of [chat, chatOf(alex)]) {
      await left.settled()
      expect(await keptOf(left)).toEqual([])
    }
    expect(await redisRecords(redis.url, 'ticket/')).toEqual([])
    expect(await redisRecords(redis.url, 'state/')).toEqual([])
  })

  test('S44 leaver: the app is removed → no contacts are left, whether stored, looked up or being read', async () => {
    const chat = chatOf(megan)
    await chat.install()
    await connected(chat)
    await chat.ask('find contact Alice')
    await vi.waitFor(async () => {
      const kinds = (await keptOf(chat)).map((key) => key.split('/')[0])
      expect(new Set(kinds)).toEqual(new Set(['connection', 'address-book', 'recent', 'photo']))
    }, 60_000)
    await chat.uninstall()
    await chat.settled()
    expect(await keptOf(chat)).toEqual([])

    // An activity of the same millisecond counts as sent before the removal.
    await sleep(20)
    await chat.install()
    await connected(chat)
    world.emulator.graph.setLatency(300)
    const before = world.emulator.graph.calls.length
    const answered = chat.send('find contact Alice')
    await expect.poll(() => world.emulator.graph.calls.length).toBeGreaterThan(before)
    at(1)
    await chat.uninstall()
    await answered
    world.emulator.graph.setLatency(5)
    await sleep(1_000)
    expect(await keptOf(chat)).toEqual([])
  })

  test('S44 leaver: any activity from before that arrives late, at either instance → nothing is stored again', async () => {
    const person = { ...megan, oid: randomUUID() }
    const chat = chatOf(person)
    const [help] = await chat.ask('help')
    const { callback, cookie } = await almost(chat)
    const of = (text: string, more: Partial<Activity> = {}) => ({ ...chat.compose(text), ...more })
    const invoke = { type: 'invoke', text: undefined }
    const action = { action: { type: 'Action.Execute', verb: 'connect', data: { command: 'connect' } } }
    const late = () => [
      of('connect'),
      of('find contact Alice'),
      of('123456'),
      of('connect', { type: 'messageUpdate', channelData: { eventType: 'editMessage', tenant: { id: megan.tid } } }),
      of('', { value: { command: 'connect' }, replyToId: help?.id }),
      of('', { ...invoke, name: 'adaptiveCard/action', value: action, replyToId: help?.id }),
      of('', { ...invoke, name: 'signin/verifyState', value: { state: '123456' } }),
    ]
    const sent = [late(), late()]
    await sleep(20)
    await chat.uninstall()
    await chat.settled()
    const before = outside()
    const heard = said(chat)
    for (const [instance, activities] of sent.entries()) {
      at(instance)
      for (const activity of activities) expect((await chat.redeliver(activity)).status).toBe(200)
      const page = new URL(callback)
      page.host = new URL(instances[instance] ?? '').host
      expect((await visit(page.href, { cookie })).status).toBe(410)
    }
    await chat.settled()
    expect(said(chat)).toEqual(heard)
    expect(outside()).toEqual(before)
    expect(await keptOf(chat)).toEqual([])
  })
})
