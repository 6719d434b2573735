import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { browser, type Page, signIn } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { redisRecords } from '../../emulator/demo/records.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { crowd } from '../attacks/crowd.ts'
import { said, startUrl, startWorld, type World } from '../world.ts'
import { connectionOf } from './stored.ts'

/** `TEST_RACES=500` in a long run. */
const RACES = Number(process.env['TEST_RACES'] ?? 12)

/** The instances are restarted after this many races, because each allows one address to open only so many sign-in pages. */
const RACES_EACH = 25

const WEB = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }

let world: World
let urls: string[] = []
/** In Teams everybody races with their own account; in Web Chat the code proves that the account is Megan's. */
const everybody = crowd(RACES)
const people = everybody.slice(-RACES)

beforeAll(async () => {
  const env = { REDIS_URL: `${inject('redisUrl')}/5`, OAUTH_TENANT: 'organizations', LOG_LEVEL: 'error' }
  world = await startWorld(env, { people: everybody })
  await useBoth()
})
afterAll(() => world.close())

async function useBoth(): Promise<void> {
  urls = [world.emulator.channel.botUrl ?? '', await world.another()]
}

async function startAnew(turn: number): Promise<void> {
  if (turn % RACES_EACH !== RACES_EACH - 1) return
  await world.restart({})
  await useBoth()
}

type Racer = { chat: Chat; deliver: (activity: object) => Promise<void> }

/** Delivers what a chat sends to the instances in turn. */
async function racer(chat: Chat, turn: number): Promise<Racer> {
  const headers = {
    authorization: `Bearer ${await world.emulator.channel.sign()}`,
    'content-type': 'application/json',
  }
  let next = turn
  const deliver = async (activity: object): Promise<void> => {
    const url = urls[(next += 1) % urls.length] ?? ''
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(activity) })
    expect(status).toBe(200)
  }
  return { chat, deliver }
}

const removal = (chat: Chat) => ({
  ...chat.compose(''),
  type: 'installationUpdate',
  action: 'remove',
  id: randomUUID(),
})

async function isConnected({ chat }: Racer): Promise<boolean> {
  const key = connectionOf(chat)
  const kept = await redisRecords(`${inject('redisUrl')}/5`, 'connection/')
  return kept.some((record) => record.key === key)
}

/** A random pause, so that both orders occur. */
const pause = (most: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * most))

/** From the page behind the card to the last click before Microsoft sends the browser back. */
async function atMicrosoft(chat: Chat): Promise<() => Promise<Page>> {
  const by = browser()
  const page = await by.submit(await by.open(startUrl((await chat.ask('connect')).at(-1))), 'continue')
  return () => signIn(by, page.url, { username: chat.member.username })
}

const CONNECTED = /You’re connected as|Signed in as/

/** What the last message about the connection says. */
function lastWord(chat: Chat): 'connected' | 'not connected' | undefined {
  const words = said(chat).flatMap((text) => {
    if (text.startsWith('You’re connected as')) return ['connected' as const]
    const isOver = [en.disconnected, en.nothingConnected, en.status.notConnected, en.cancelled].some((over) =>
      text.startsWith(over.slice(0, 24)),
    )
    return isOver ? ['not connected' as const] : []
  })
  return words.at(-1)
}

type Ended = { rival: (typeof RIVALS)[number]; connected: boolean; chat: Chat }

/** Statements of the bot that are not true, and states that must not occur. */
function opposites({ rival, connected, chat }: Ended): string[] {
  const word = rival === 'leave' ? undefined : lastWord(chat)
  const wrong: [boolean, string][] = [
    [connected && (rival === 'disconnect' || rival === 'leave'), 'connected after it was forgotten'],
    [connected && said(chat).includes(en.cancelled), 'connected after it was cancelled'],
    [connected && word === 'not connected', 'connected, and told the opposite'],
    [!connected && word === 'connected', 'not connected, and told the opposite'],
    [connected && !CONNECTED.test(said(chat).join(' ')), 'connected without a word'],
    [rival === 'disconnect' && word !== 'not connected', 'no word of the disconnect'],
  ]
  return wrong.flatMap(([is, what]) => (is ? [`${rival}: ${what}: ${said(chat).join(' | ')}`] : []))
}

const RIVALS = ['disconnect', 'cancel', 'connect', 'leave'] as const

test(
  `${RACES} races of the callback with disconnect, cancel, connect and leave: every reply is true`,
  async () => {
    const seen = { connected: 0, not: 0 }
    // How long the last way back took: on a busy machine the rival must not always come first.
    let tookMs = 80
    for (const [turn, person] of people.entries()) {
      await startAnew(turn)
      const racing = await racer(world.emulator.channel.personal(person), turn)
      const { chat, deliver } = racing
      const rival = RIVALS[turn % RIVALS.length]!
      const finish = await atMicrosoft(chat)
      const activity = rival === 'leave' ? removal(chat) : chat.compose(rival)
      const begunAt = performance.now()
      const finishing = finish().then(() => void (tookMs = performance.now() - begunAt))
      await Promise.all([finishing, pause(tookMs * 1.5).then(() => deliver(activity))])
      await chat.settled()
      const connected = await isConnected(racing)
      seen[connected ? 'connected' : 'not'] += 1
      expect(opposites({ rival, connected, chat })).toEqual([])
    }
    if (RACES >= 100) console.log('races of the callback:', seen)
  },
  30_000 + RACES * 3_000,
)

test(
  `${RACES} races of the right code with disconnect, cancel and connect: every reply is true`,
  async () => {
    const seen = { connected: 0, not: 0 }
    for (let turn = 0; turn < RACES; turn += 1) {
      await startAnew(turn)
      const person = { ...megan, oid: randomUUID() }
      const racing = await racer(world.emulator.channel.personal(person, WEB), turn)
      const { chat, deliver } = racing
      const rival = RIVALS[turn % 3]!
      const page = await (await atMicrosoft(chat))()
      await chat.settled()
      const code = /data-result="(\d{6})"/.exec(page.html)?.[1] ?? ''
      expect(code).toMatch(/^\d{6}$/)
      await Promise.all([
        pause(20).then(() => deliver(chat.compose(code))),
        pause(20).then(() => deliver(chat.compose(rival))),
      ])
      await chat.settled()
      const connected = await isConnected(racing)
      seen[connected ? 'connected' : 'not'] += 1
      expect(opposites({ rival, connected, chat })).toEqual([])
    }
    if (RACES >= 100) console.log('races of the code:', seen)
  },
  30_000 + RACES * 3_000,
)
