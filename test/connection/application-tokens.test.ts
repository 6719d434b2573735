import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { applicationTokens } from '../../src/connection/application-tokens.ts'
import type { ApplicationToken } from '../../src/entra/application-token.ts'
import { EntraError } from '../../src/entra/entra-error.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import type { Store } from '../../src/store/store.ts'

const TENANT = '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11'
const KEY = `app-token/${TENANT}`
const HOUR_MS = 3_600_000
const base = 'https://graph.microsoft.com/v1.0'

const folder = mkdtempSync(join(tmpdir(), 'application-tokens-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let store: Store
let nowMs: number
/** How often Entra was asked, and with which claims. */
let asked: (string | undefined)[]
/** What happens at Entra. */
let say: () => Promise<void>

beforeEach(() => {
  store = sqliteStore(join(folder, `${randomUUID()}.sqlite`))
  nowMs = Date.now()
  asked = []
  say = async () => undefined
})
afterEach(() => store.close())

async function request(_tenant: string, claims?: string): Promise<ApplicationToken> {
  asked.push(claims)
  const accessToken = `token ${asked.length}`
  await say()
  return { accessToken, expiresInMs: HOUR_MS, graphBase: base }
}

/** An instance of the bot. All share one store. */
const instance = (client = 'one') => applicationTokens({ store, request, client, now: () => nowMs })

test('one token is used for everybody of a tenant at every instance, until it is old', async () => {
  const [one, other] = [instance(), instance()]
  expect(await one.of(TENANT)).toMatchObject({ accessToken: 'token 1', graphBase: base })
  expect(await other.of(TENANT.toUpperCase())).toMatchObject({ accessToken: 'token 1' })
  nowMs += HOUR_MS - 60_000
  expect(await other.of(TENANT)).toMatchObject({ accessToken: 'token 2' })
  expect(await one.of(TENANT)).toMatchObject({ accessToken: 'token 2' })
  expect(asked).toHaveLength(2)
})

test('64 questions at four instances ask Entra once, for the first token and for each next one', async () => {
  const instances = Array.from({ length: 4 }, () => instance())
  const all = () => Promise.all(Array.from({ length: 64 }, (_, n) => instances[n % 4]!.of(TENANT)))
  for (const round of [1, 2, 3]) {
    const answers = await all()
    expect(new Set(answers.map(({ accessToken }) => accessToken))).toEqual(new Set([`token ${round}`]))
    nowMs += 2 * HOUR_MS
  }
  expect(asked).toHaveLength(3)
})

test('while another instance asks, the old token is used until it expires', async () => {
  await instance().of(TENANT)
  nowMs += HOUR_MS - 60_000
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: isAsked, resolve: askedNow } = Promise.withResolvers<void>()
  say = async () => {
    askedNow()
    await held
  }
  const asking = instance().of(TENANT)
  await isAsked
  expect(await instance().of(TENANT)).toMatchObject({ accessToken: 'token 1' })
  letGo()
  expect(await asking).toMatchObject({ accessToken: 'token 2' })
})

test('a token that Graph refused is renewed once, with what Graph demands', async () => {
  const one = instance()
  await one.of(TENANT)
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
  const answers = await Promise.all([one.of(TENANT, 'token 1', claims), instance().of(TENANT, 'token 1', claims)])
  expect(new Set(answers.map(({ accessToken }) => accessToken))).toEqual(new Set(['token 2']))
  expect(asked).toEqual([undefined, claims])
})

test('if Entra is unreachable, the present token is used until it expires, and then nobody gets one', async () => {
  const one = instance()
  await one.of(TENANT)
  say = () => Promise.reject(new EntraError('unavailable'))
  nowMs += HOUR_MS - 60_000
  expect(await one.of(TENANT)).toMatchObject({ accessToken: 'token 1' })
  nowMs += 120_000
  await expect(one.of(TENANT)).rejects.toMatchObject({ code: 'unavailable' })
  say = async () => undefined
  expect(await one.of(TENANT)).toMatchObject({ accessToken: expect.stringMatching(/^token [34]$/) as string })
})

test('if an administrator must approve first, nothing is kept', async () => {
  say = () => Promise.reject(new EntraError('admin_approval'))
  await expect(instance().of(TENANT)).rejects.toMatchObject({ code: 'admin_approval' })
  expect(await store.get(KEY)).toBeUndefined()
})

test('the token of another registration is not used, and neither is its Graph', async () => {
  await instance('one').of(TENANT)
  expect(await instance('other').graphBaseOf(TENANT)).toBeUndefined()
  expect(await instance('other').of(TENANT)).toMatchObject({ accessToken: 'token 2' })
  expect(await instance('other').graphBaseOf(TENANT)).toBe(base)
})

test('each tenant has its own token', async () => {
  const one = instance()
  await one.of(TENANT)
  expect(await one.of('c2a7d9e4-1f36-4b0c-8d52-7e94ab31f622')).toMatchObject({ accessToken: 'token 2' })
})
