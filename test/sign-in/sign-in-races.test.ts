import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connectionKey } from '../../src/connection/connection.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { chat, onePerson } from './one-person.ts'

const folder = mkdtempSync(join(tmpdir(), 'sign-in-'))
const store = sqliteStore(join(folder, 'bot.sqlite'))
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a disconnect while the bot waits for tokens from Microsoft: nobody is connected', async () => {
  const { meanwhile, disconnect, connect, kept } = onePerson(store)
  meanwhile.redeem = async () => void (await disconnect())
  expect(await connect('one')).toEqual({ kind: 'superseded' })
  expect(await kept()).toEqual([])
})

test('a disconnect just after the tokens were stored: the connection is deleted', async () => {
  const { meanwhile, disconnect, connect, kept } = onePerson(store)
  meanwhile.stored = async () => void (await disconnect())
  expect(await connect('one')).toEqual({ kind: 'superseded' })
  expect(await kept()).toEqual([])
})

test('a new connect just after the tokens were stored: the connection is deleted, even if its tokens were renewed meanwhile', async () => {
  const { user, stored, meanwhile, begin, connect, connection } = onePerson(store)
  meanwhile.stored = async () => {
    await begin()
    const found = await stored.get(connectionKey(user))
    await stored.put(connectionKey(user), { ...found!.value, accessToken: 'renewed' }, 60_000)
  }
  expect(await connect('one')).toEqual({ kind: 'superseded' })
  expect(await connection()).toBeUndefined()
})

test('a newer sign-in finishes before an older one: the newer tokens stay', async () => {
  const { meanwhile, connect, connection, kept } = onePerson(store)
  meanwhile.redeem = async () => void (await connect('newer'))
  expect(await connect('older')).toEqual({ kind: 'superseded' })
  expect(await connection()).toMatchObject({ refreshToken: 'refresh newer' })
  expect(await kept()).toEqual(['connection', 'ended', 'ended'])
})

test('the card’s id arrives while the browser starts: the sign-in still succeeds', async () => {
  const { user, signIns, meanwhile, begin, start, finish } = onePerson(store)
  const { ticket, epoch } = await begin()
  meanwhile.authorize = () => signIns.cardSent(user, epoch, 'the card')
  expect(await finish(await start(ticket), 'one')).toMatchObject({ kind: 'connected', flow: { card: 'the card' } })
})

test('the card’s id arrives while the bot waits for tokens: the sign-in succeeds and knows its card', async () => {
  const { user, signIns, meanwhile, begin, start, finish, connection } = onePerson(store)
  const { ticket, epoch } = await begin()
  const browser = await start(ticket)
  meanwhile.redeem = () => signIns.cardSent(user, epoch, 'the card')
  expect(await finish(browser, 'one')).toMatchObject({ kind: 'connected', flow: { card: 'the card' } })
  expect(await connection()).toMatchObject({ refreshToken: 'refresh one' })
})

test('the id of an older card is not attached to the newer sign-in', async () => {
  const { user, signIns, begin, start, finish } = onePerson(store)
  const older = await begin()
  const newer = await begin()
  await signIns.cardSent(user, older.epoch, 'the older card')
  const outcome = await finish(await start(newer.ticket), 'one')
  expect(outcome).toMatchObject({ kind: 'connected', flow: { chat } })
  expect(outcome).not.toMatchObject({ flow: { card: 'the older card' } })
})

test('a disconnect while the browser starts: the browser is not sent to Microsoft', async () => {
  const { meanwhile, begin, start, disconnect } = onePerson(store)
  const { ticket } = await begin()
  meanwhile.authorize = async () => void (await disconnect())
  await expect(start(ticket)).rejects.toThrow('It ended: expired')
})

test('old links and states do not work even when their pointer records could not be deleted', async () => {
  const { signIns, begin, start, finish, connection } = onePerson(store, { pointersStay: true })
  const older = await begin()
  const olderBrowser = await start(older.ticket)
  const newer = await begin()
  expect(await signIns.asker(older.ticket)).toEqual({ kind: 'expired' })
  await expect(start(older.ticket)).rejects.toThrow('It ended: expired')
  const [first, second] = [await start(newer.ticket), await start(newer.ticket)]
  expect(await finish(olderBrowser, 'older')).toEqual({ kind: 'expired' })
  expect(await connection()).toBeUndefined()
  expect(await finish(second, 'newer')).toMatchObject({ kind: 'connected' })
  const over = { kind: 'over', as: { kind: 'connected' } }
  for (const browser of [second, first]) expect(await finish(browser, 'again')).toEqual(over)
  expect(await connection()).toMatchObject({ refreshToken: 'refresh newer' })
  expect(await signIns.asker(newer.ticket)).toEqual({ kind: 'over', as: { kind: 'connected' } })
})

test('the question from before the sign-in is returned when it is done', async () => {
  const { user, signIns, start, finish } = onePerson(store)
  const resume = { type: 'find', query: 'Alice', offset: 0 }
  const { url } = await signIns.begin(user, chat, resume)
  const browser = await start(new URL(url).searchParams.get('ticket') ?? '')
  expect(await finish(browser, 'one')).toMatchObject({ kind: 'connected', flow: { resume, user } })
})

test.each([
  { says: 'another object id', change: { aadObjectId: '99999999-5fad-4d73-a9f5-3c356e68a038' } },
  { says: 'no object id', change: { aadObjectId: undefined } },
  { says: 'another tenant', change: { tenantId: '99999999-53d4-4a57-9c2e-3f0d9a8e7b11' } },
  { says: 'no tenant', change: { tenantId: undefined } },
])('$says: nothing is connected', async ({ change }) => {
  const { user, signIns, start, finish, kept } = onePerson(store)
  const { url } = await signIns.begin({ ...user, ...change }, chat, undefined)
  const browser = await start(new URL(url).searchParams.get('ticket') ?? '')
  expect(await finish(browser, 'one')).toMatchObject({ kind: 'mismatch' })
  expect(await kept()).toEqual(['ended', 'ended', 'pending'])
})
