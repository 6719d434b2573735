import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { connectionKey } from '../../src/connection/connection.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { onePerson } from './one-person.ts'

const folder = mkdtempSync(join(tmpdir(), 'second-sign-in-'))
const store = sqliteStore(join(folder, 'bot.sqlite'))
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const changes = { changes: true } as const
const OTHER = { oid: '0b9c5c1e-0d3f-4c5c-8f3e-6a2b8f1d7c44', username: 'alex@contoso.example' }

/** Somebody who is connected, and begins the sign-in that asks for the right to change contacts. */
async function second(person: ReturnType<typeof onePerson>, code: string) {
  return person.finish(await person.start((await person.begin(undefined, changes)).ticket), code)
}

describe('only the connected account can finish the second sign-in', () => {
  test('another account is a mismatch if other accounts may connect, and the connection stays', async () => {
    const given = { otherAccounts: true, account: {} }
    const person = onePerson(store, given)
    await person.connect('one')
    given.account = OTHER
    expect(await second(person, 'two')).toMatchObject({ kind: 'mismatch', account: OTHER })
    expect(await person.connection()).toMatchObject({ refreshToken: 'refresh one' })
  })

  test('another account is a mismatch if the channel vouches for nobody', async () => {
    const given = { user: { vouched: false }, account: {} }
    const person = onePerson(store, given)
    const connected = await person.connect('one')
    expect(connected.kind === 'code' && (await person.signIns.confirm(person.user, connected.code)).kind).toBe(
      'connected',
    )
    given.account = OTHER
    expect((await second(person, 'two')).kind).toBe('mismatch')
    expect(await person.connection()).toMatchObject({ refreshToken: 'refresh one' })
  })

  test('the chat’s own account is a mismatch if another one is connected', async () => {
    const given = { otherAccounts: true, account: OTHER as Partial<typeof OTHER> }
    const person = onePerson(store, given)
    const connected = await person.connect('one')
    expect(connected.kind === 'code' && (await person.signIns.confirm(person.user, connected.code)).kind).toBe(
      'connected',
    )
    given.account = {}
    expect((await second(person, 'two')).kind).toBe('mismatch')
    expect(await person.connection()).toMatchObject({ account: OTHER })
  })

  test('a code does not connect it if another account was connected since it was shown', async () => {
    const person = onePerson(store, { user: { vouched: false } })
    const connected = await person.connect('one')
    expect(connected.kind === 'code' && (await person.signIns.confirm(person.user, connected.code)).kind).toBe(
      'connected',
    )
    const shown = await second(person, 'two')
    const first = (await person.connection())!
    const account = { ...first.account, ...OTHER }
    await person.stored.put(connectionKey(person.user), { ...first, account }, 60_000)
    expect(shown.kind === 'code' && (await person.signIns.confirm(person.user, shown.code)).kind).toBe('none')
    expect(await person.connection()).toMatchObject({ account, refreshToken: 'refresh one' })
  })

  test('the connected account gets the right', async () => {
    const person = onePerson(store)
    await person.connect('one')
    expect((await second(person, 'two')).kind).toBe('connected')
    expect(await person.connection()).toMatchObject({ refreshToken: 'refresh two', scopes: ['Contacts.ReadWrite'] })
  })
})

describe('at the very end of the second sign-in', () => {
  test('a press on Cancel leaves the first connection as it is', async () => {
    const person = onePerson(store)
    await person.connect('one')
    person.meanwhile.ending = () => person.signIns.cancel(person.user)
    expect(await second(person, 'two')).toEqual({ kind: 'superseded' })
    expect(await person.connection()).toMatchObject({ refreshToken: 'refresh one' })
  })

  test.each(['ending', 'ended', 'stored'] as const)('a disconnect leaves nobody connected (%s)', async (moment) => {
    const person = onePerson(store)
    await person.connect('one')
    person.meanwhile[moment] = async () => void (await person.disconnect())
    await second(person, 'two')
    expect(await person.connection()).toBeUndefined()
  })
})

describe('if changes are switched off', () => {
  test('a link from before leads to a sign-in that only requests the right to read', async () => {
    const before = onePerson(store)
    const url = before.signIns.offer({ user: before.user, chat: { personal: true, reference: {} }, ...changes })
    const ticket = new URL(url ?? '').searchParams.get('ticket') ?? ''
    const after = onePerson(store, { edits: false, user: before.user })
    expect(await before.signIns.asker(ticket)).toMatchObject(changes)
    expect(await after.signIns.asker(ticket)).toMatchObject({ changes: undefined })
    expect(await after.finish(await after.start(ticket), 'one')).toMatchObject({ kind: 'connected' })
    expect(await after.connection()).toMatchObject({ scopes: [] })
  })

  test('so does a sign-in that was open before', async () => {
    const before = onePerson(store)
    await before.connect('one')
    const { ticket } = await before.begin(undefined, changes)
    const after = onePerson(store, { edits: false, user: before.user })
    expect(await after.signIns.asker(ticket)).toMatchObject({ changes: undefined })
    expect(await after.finish(await after.start(ticket), 'two')).toMatchObject({ kind: 'connected' })
    expect(await after.connection()).toMatchObject({ scopes: [] })
  })
})
