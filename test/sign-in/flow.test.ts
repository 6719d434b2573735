import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { PERSONAL_TENANT } from '../../src/entra/account.ts'
import { EntraError } from '../../src/entra/entra-error.ts'
import type { Flow } from '../../src/sign-in/outcome.ts'
import { SIGN_IN_TTL_MS } from '../../src/sign-in/pending.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { chat, onePerson } from './one-person.ts'

const folder = mkdtempSync(join(tmpdir(), 'sign-in-'))
const store = sqliteStore(join(folder, 'bot.sqlite'))
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const resume = { type: 'find', query: 'Alice', offset: 0 }
const STRANGER = '99999999-5fad-4d73-a9f5-3c356e68a038'

/** A sign-in whose card was sent and whose browser is at Microsoft. */
async function atMicrosoft(given: Parameters<typeof onePerson>[1] = {}) {
  const person = onePerson(store, given)
  const { ticket, epoch } = await person.begin(resume)
  await person.signIns.cardSent(person.user, epoch, 'the card')
  const browser = await person.start(ticket)
  return { ...person, ticket, browser, flow: { user: person.user, chat, resume, card: 'the card', epoch } }
}

/** A sign-in up to its code, in a chat whose channel does not vouch for the person. */
async function parked() {
  const waiting = await atMicrosoft({ user: { vouched: false } })
  const outcome = await waiting.finish(waiting.browser, 'one')
  if (outcome.kind !== 'code') throw new Error(`It ended: ${outcome.kind}`)
  const wrong = outcome.code === '000000' ? '111111' : '000000'
  return { ...waiting, outcome, wrong }
}

// The stored record also holds the nonce, the code verifier, hashes and, while a code is awaited, tokens.
test('a connected sign-in hands out the fields of its flow and nothing else', async () => {
  const { finish, browser, flow } = await atMicrosoft()
  expect(await finish(browser, 'one')).toEqual({ kind: 'connected', account: expect.anything() as unknown, flow })
})

test('a sign-in that waits for its code hands out only its flow', async () => {
  const { outcome, flow } = await parked()
  expect(outcome.flow).toEqual(flow)
})

test('a sign-in with another account that a code may connect hands out only its flow', async () => {
  const { finish, browser, flow } = await atMicrosoft({ account: { oid: STRANGER }, otherAccounts: true })
  expect(await finish(browser, 'one')).toMatchObject({ kind: 'code', flow: expect.toSatisfy(isExactly(flow)) })
})

test('a refused sign-in with another account hands out only its flow', async () => {
  const { finish, browser, flow } = await atMicrosoft({ account: { oid: STRANGER } })
  expect(await finish(browser, 'one')).toEqual({ kind: 'mismatch', account: expect.anything() as unknown, flow })
})

test('a sign-in from a tenant that may not connect hands out only its flow', async () => {
  const { finish, browser, flow } = await atMicrosoft({ account: { tid: PERSONAL_TENANT } })
  expect(await finish(browser, 'one')).toEqual({ kind: 'tenant_not_allowed', flow })
})

test.each(['unavailable', 'operator', 'refused', 'no_graph'] as const)(
  'a sign-in that failed as %s hands out only its flow',
  async (code) => {
    const { finish, browser, meanwhile, flow } = await atMicrosoft()
    meanwhile.redeem = () => Promise.reject(new EntraError(code))
    expect(await finish(browser, 'one')).toMatchObject({
      kind: 'failed',
      code,
      flow: expect.toSatisfy(isExactly(flow)),
    })
  },
)

test.each(['access_denied&error_subcode=cancel', 'access_denied&error_description=AADSTS90094'])(
  'a sign-in that Microsoft ended with %s hands out only its flow',
  async (error) => {
    const { comeBack, browser, flow } = await atMicrosoft()
    const outcome = await comeBack(browser, `error=${error}`)
    expect('flow' in outcome && outcome.flow).toEqual(flow)
  },
)

test('a sign-in that failed on its way to Microsoft hands out only its flow', async () => {
  const { signIns, ticket, meanwhile, flow } = await atMicrosoft()
  meanwhile.authorize = () => Promise.reject(new EntraError('operator'))
  const outcome = await signIns.start(ticket)
  expect('flow' in outcome && outcome.flow).toEqual(flow)
})

test('a sign-in that was declined on the page hands out only its flow', async () => {
  const { signIns, ticket, flow } = await atMicrosoft()
  expect(await signIns.decline(ticket)).toEqual({ kind: 'failed', code: 'cancelled', flow })
})

test('the confirmation of a right code hands out only its flow', async () => {
  const { signIns, user, outcome, flow } = await parked()
  const confirmation = await signIns.confirm(user, outcome.code)
  expect(confirmation).toEqual({ kind: 'connected', account: outcome.account, flow })
})

test('the confirmation of the third wrong code hands out only its flow', async () => {
  const { signIns, user, wrong, flow } = await parked()
  expect(await signIns.confirm(user, wrong)).toEqual({ kind: 'wrong', triesLeft: 2 })
  expect(await signIns.confirm(user, wrong)).toEqual({ kind: 'wrong', triesLeft: 1 })
  expect(await signIns.confirm(user, wrong)).toEqual({ kind: 'used_up', flow })
})

test.each([
  ['waits for its browser', atMicrosoft],
  ['waits for its code', parked],
])(
  'asking for a sign-in that %s hands out only its flow, and when it went on, until it is cancelled',
  async (_when, begun) => {
    const { signIns, user, flow } = await begun()
    expect(await signIns.underWay(user)).toEqual({ ...flow, at: expect.any(Number) })
    await signIns.cancel(user, 'another')
    expect(await signIns.underWay(user)).toBeDefined()
    await signIns.cancel(user, flow.epoch)
    expect(await signIns.underWay(user)).toBeUndefined()
  },
)

test('an expired sign-in is reported with only its flow', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  try {
    const { promise: expired, resolve: onExpired } = Promise.withResolvers<Flow>()
    const { flow } = await atMicrosoft({ onExpired })
    await vi.advanceTimersByTimeAsync(SIGN_IN_TTL_MS)
    expect(await expired).toEqual(flow)
  } finally {
    vi.useRealTimers()
  }
})

/** `toEqual` as a predicate, for a field of a larger object. */
function isExactly(flow: Flow) {
  return (found: unknown) => {
    expect(found).toEqual(flow)
    return true
  }
}
