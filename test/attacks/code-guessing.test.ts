import { createHash, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Measured, startMeasured } from '../../bench/process.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { redisRecords } from '../../emulator/demo/records.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { freePort, type RedisServer, startRedis } from '../redis-server.ts'
import { readable, said, signInWith, startWorld, type World } from '../world.ts'

/** `TEST_FULL=1`: as many as the checklist asks for. The guesses are spread over the sign-ins. */
const [INSTANCES, GUESSES, SIGN_INS] = process.env['TEST_FULL'] ? [4, 10_000, 20] : [2, 60, 3]
const A_DAY = 20

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const KEY = createHash('sha256').update('the key of the guessing tests').digest('base64')

let redis: RedisServer
let world: World
const others: Measured[] = []
/** The URL of each instance that activities are posted to. */
const urls: string[] = []

beforeAll(async () => {
  redis = await startRedis()
  const env = { REDIS_URL: redis.url, ENCRYPTION_KEYS: KEY, OAUTH_TENANT: 'organizations', LOG_LEVEL: 'warn' }
  world = await startWorld(env)
  urls.push(world.emulator.channel.botUrl ?? '')
  for (let started = 1; started < INSTANCES; started += 1) {
    const port = String(await freePort())
    const settings = { ...world.emulator.settings(world.publicUrl), PUBLIC_URL: world.publicUrl, ...env, PORT: port }
    others.push(await startMeasured(MAIN, settings))
    urls.push(`http://127.0.0.1:${port}/api/messages`)
  }
})
afterAll(async () => {
  await Promise.all(others.map((other) => other.stop()))
  await world.close()
  await redis.stop()
})

/** A chat in which the channel does not vouch for the person. */
function stranger(): Chat {
  const identity = { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined }
  return world.emulator.channel.personal({ ...megan, oid: randomUUID() }, identity)
}

/** Sends these texts to the instances in turn, sixteen at a time. */
async function say(chat: Chat, texts: string[]): Promise<void> {
  const authorization = `Bearer ${await world.emulator.channel.sign()}`
  const headers = { authorization, 'content-type': 'application/json' }
  const waiting = [...texts.entries()]
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [at, text] = next
        const body = JSON.stringify(chat.compose(text))
        const answer = await fetch(urls[at % INSTANCES] ?? '', { method: 'POST', headers, body })
        expect(answer.status).toBe(200)
      }
    }),
  )
  await chat.settled()
}

const count = (all: string[], text: string) => all.filter((each) => each === text).length

/** Signs in up to the page with the code. */
async function codeFor(chat: Chat): Promise<string> {
  const card = (await chat.ask('connect')).at(-1)
  const page = await signInWith(card, megan)
  await chat.settled()
  return /data-result="(\d{6})"/.exec(page.html)?.[1] ?? ''
}

test(
  `S23 code guessing: ${GUESSES} guesses at ${INSTANCES} instances are three tries for each sign-in, and twenty sign-ins a day`,
  async () => {
    const chat = stranger()
    const each = GUESSES / SIGN_INS
    for (let times = 0; times < SIGN_INS; times += 1) {
      const code = await codeFor(chat)
      expect(code).toMatch(/^\d{6}$/)
      const before = said(chat).length
      const wrong = Array.from({ length: each }, (_, n) => String((Number(code) + 1 + n) % 1_000_000).padStart(6, '0'))
      await say(chat, wrong)
      const answers = said(chat).slice(before)
      expect(answers).toHaveLength(each)
      expect(count(answers, en.wrongCode(2))).toBe(1)
      expect(count(answers, en.wrongCode(1))).toBe(1)
      expect(answers.filter((answer) => answer.startsWith(en.codeUsedUp)).length).toBe(1)
      expect(answers.filter((answer) => answer.startsWith(en.noCodeWanted)).length).toBe(each - 3)
      // The right code comes too late.
      expect((await chat.ask(code)).map(readable)).toEqual([expect.stringContaining(en.noCodeWanted)])
    }
    // Codes that nobody typed count as well, and questions do not.
    for (let times = SIGN_INS; times < A_DAY; times += 1) {
      await say(chat, ['find contact Bob', 'disconnect'])
      expect(await codeFor(chat)).toMatch(/^\d{6}$/)
      await chat.ask('cancel')
    }
    expect(said(chat)).not.toContain(en.signInsUsedUp(A_DAY))
    for (const asked of ['connect', 'find contact Alice', 'connect'])
      expect((await chat.ask(asked)).map(readable)).toEqual([en.signInsUsedUp(A_DAY)])
    await chat.ask('disconnect')
    await chat.uninstall()
    await chat.install()
    await chat.settled()
    expect((await chat.ask('connect')).map(readable)).toEqual([en.signInsUsedUp(A_DAY)])
    expect(await redisRecords(redis.url, 'connection/')).toEqual([])
  },
  120_000 + GUESSES * 20,
)

test('S23 code guessing: 64 questions at the same time are all answered with a card', async () => {
  const chat = stranger()
  await say(chat, Array<string>(64).fill('connect'))
  expect(said(chat)).toHaveLength(64)
  expect(said(chat)).not.toContain(en.signInsUsedUp(A_DAY))
})

test('S23 code guessing: the record that counts a person’s sign-ins does not reveal who they are', async () => {
  const chat = stranger()
  await codeFor(chat)
  const id = String(chat.compose('').from?.id)
  const kept = await redisRecords(redis.url, 'sign-ins/')
  expect(kept).not.toEqual([])
  for (const { key, expiresInMs } of kept) {
    expect(key).toMatch(/^sign-ins\/[\w-]{43}$/)
    expect(decodeURIComponent(key)).not.toContain(id)
    expect(expiresInMs).toBeGreaterThan(86_000_000)
    expect(expiresInMs).toBeLessThanOrEqual(86_400_000)
  }
})
