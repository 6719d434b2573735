import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import { type Connection, CONNECTION_VERSION, connectionKey } from '../../src/connection/connection.ts'
import { forgetConnection } from '../../src/commands/forget.ts'
import type { Entra } from '../../src/entra/entra.ts'
import { type Pending, PENDING_VERSION, type Pointer, pendingSignIns } from '../../src/sign-in/pending.ts'
import { type Cookie, signIn } from '../../src/sign-in/sign-in.ts'
import { records } from '../../src/store/records.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { StoreError } from '../../src/store/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'sign-in-'))
const store = sqliteStore(join(folder, 'bot.sqlite'))
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const TENANT = '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11'
const OID = '48d31887-5fad-4d73-a9f5-3c356e68a038'
const chat = { personal: true, reference: { conversation: 'a:1' } }

/** Sign-ins of one person on a real store, with an Entra that can be held up at its two calls. */
function flow({ pointersStay = false } = {}) {
  const meanwhile = { authorize: async () => {}, redeem: async () => {}, stored: async () => {} }
  const once = async (name: keyof typeof meanwhile) => {
    const happens = meanwhile[name]
    meanwhile[name] = async () => {}
    await happens()
  }
  const microsoft: Entra = {
    async authorizeUrl(_tenant, { state }) {
      await once('authorize')
      return new URL(`https://login.microsoftonline.com/authorize?state=${state}`)
    },
    async signIn(_tenant, callback) {
      const code = callback.searchParams.get('code') ?? ''
      await once('redeem')
      return {
        account: { tid: TENANT, oid: OID, name: 'Megan Bowen', username: 'megan.bowen@contoso.example' },
        graphBase: 'https://graph.microsoft.com/v1.0',
        tokens: { accessToken: `access ${code}`, refreshToken: `refresh ${code}`, expiresInMs: 3_600_000, scopes: [] },
      }
    },
    adminConsentUrl: () => new URL('https://login.microsoftonline.com/adminconsent'),
    refresh: () => Promise.reject(new Error('not here')),
  }
  const stored = records<Connection>(store, CONNECTION_VERSION)
  const connections: typeof stored = {
    ...stored,
    async put(...given) {
      await stored.put(...given)
      await once('stored')
    },
  }
  const user: ChatUser = {
    channelId: 'msteams',
    tenantId: TENANT,
    id: `29:${randomUUID()}`,
    name: 'Megan Bowen',
    aadObjectId: OID,
    vouched: true,
  }
  const pointers = records<Pointer>(store, PENDING_VERSION)
  const pendings = pendingSignIns(
    records<Pending>(store, PENDING_VERSION),
    pointersStay ? { ...pointers, delete: () => Promise.reject(new StoreError('unreachable', 'away')) } : pointers,
  )
  const signIns = signIn({
    pendings,
    connections,
    entra: microsoft,
    publicUrl: 'http://localhost',
    tenant: TENANT,
    allowedTenants: undefined,
    otherAccounts: false,
    onExpired: () => undefined,
  })

  const begin = async () => {
    const { url, epoch } = await signIns.begin(user, chat, undefined)
    return { ticket: new URL(url).searchParams.get('ticket') ?? '', epoch }
  }
  const start = async (ticket: string) => {
    const started = await signIns.start(ticket)
    if ('kind' in started) throw new Error(`It ended: ${started.kind}`)
    return { state: new URL(started.location).searchParams.get('state') ?? '', cookie: started.cookie }
  }
  const finish = ({ state, cookie }: { state: string; cookie: Cookie }, code: string) =>
    signIns.finish(new URL(`http://localhost/auth/callback?code=${code}&state=${state}`), (name) =>
      name === cookie.name ? cookie.value : undefined,
    )
  const connect = async (code: string) => finish(await start((await begin()).ticket), code)
  const disconnect = () => forgetConnection({ signIn: signIns, connections }, user)
  const connection = async () => (await stored.get(connectionKey(user)))?.value
  /** What is kept of this person. */
  async function kept(): Promise<string[]> {
    const found: string[] = []
    for await (const name of store.scan('')) {
      const value = (await store.get(name))?.value.toString() ?? ''
      if (value.includes(encodeURIComponent(user.id)) || name.includes(encodeURIComponent(user.id)))
        found.push(name.split('/')[0] ?? '')
    }
    return found
  }
  return { user, signIns, stored, meanwhile, begin, start, finish, connect, disconnect, connection, kept }
}

test('a disconnect while Microsoft is asked for the tokens: nobody is connected', async () => {
  const { meanwhile, disconnect, connect, kept } = flow()
  meanwhile.redeem = async () => void (await disconnect())
  expect(await connect('one')).toEqual({ kind: 'superseded' })
  expect(await kept()).toEqual([])
})

test('a disconnect just after the tokens were stored: they go again', async () => {
  const { meanwhile, disconnect, connect, kept } = flow()
  meanwhile.stored = async () => void (await disconnect())
  expect(await connect('one')).toEqual({ kind: 'superseded' })
  expect(await kept()).toEqual([])
})

test('a new connect just after the tokens were stored: they go again, even renewed meanwhile', async () => {
  const { user, stored, meanwhile, begin, connect, connection } = flow()
  meanwhile.stored = async () => {
    await begin()
    const found = await stored.get(connectionKey(user))
    await stored.put(connectionKey(user), { ...found!.value, accessToken: 'renewed' }, 60_000)
  }
  expect(await connect('one')).toEqual({ kind: 'superseded' })
  expect(await connection()).toBeUndefined()
})

test('a newer sign-in that is done before an older one: the newer one’s tokens stay', async () => {
  const { meanwhile, connect, connection, kept } = flow()
  meanwhile.redeem = async () => void (await connect('newer'))
  expect(await connect('older')).toEqual({ kind: 'superseded' })
  expect(await connection()).toMatchObject({ refreshToken: 'refresh newer' })
  expect(await kept()).toEqual(['connection'])
})

test('the card’s id comes while the browser starts: it goes on all the same', async () => {
  const { user, signIns, meanwhile, begin, start, finish } = flow()
  const { ticket, epoch } = await begin()
  meanwhile.authorize = () => signIns.cardSent(user, epoch, 'the card')
  expect(await finish(await start(ticket), 'one')).toMatchObject({ kind: 'connected', flow: { card: 'the card' } })
})

test('the card’s id comes while Microsoft is asked for the tokens: connected, and the card is known', async () => {
  const { user, signIns, meanwhile, begin, start, finish, connection } = flow()
  const { ticket, epoch } = await begin()
  const browser = await start(ticket)
  meanwhile.redeem = () => signIns.cardSent(user, epoch, 'the card')
  expect(await finish(browser, 'one')).toMatchObject({ kind: 'connected', flow: { card: 'the card' } })
  expect(await connection()).toMatchObject({ refreshToken: 'refresh one' })
})

test('an older card’s id does not become the newer sign-in’s', async () => {
  const { user, signIns, begin, start, finish } = flow()
  const older = await begin()
  const newer = await begin()
  await signIns.cardSent(user, older.epoch, 'the older card')
  const outcome = await finish(await start(newer.ticket), 'one')
  expect(outcome).toMatchObject({ kind: 'connected', flow: { chat } })
  expect(outcome).not.toMatchObject({ flow: { card: 'the older card' } })
})

test('a disconnect while the browser starts: it does not go to Microsoft', async () => {
  const { meanwhile, begin, start, disconnect } = flow()
  const { ticket } = await begin()
  meanwhile.authorize = async () => void (await disconnect())
  await expect(start(ticket)).rejects.toThrow('It ended: expired')
})

test('links and states that are over stay over where their records could not be taken away', async () => {
  const { signIns, begin, start, finish, connection } = flow({ pointersStay: true })
  const older = await begin()
  const olderBrowser = await start(older.ticket)
  const newer = await begin()
  expect(await signIns.asker(older.ticket)).toBeUndefined()
  await expect(start(older.ticket)).rejects.toThrow('It ended: expired')
  const [first, second] = [await start(newer.ticket), await start(newer.ticket)]
  for (const browser of [olderBrowser, first]) expect(await finish(browser, 'older')).toEqual({ kind: 'expired' })
  expect(await connection()).toBeUndefined()
  expect(await finish(second, 'newer')).toMatchObject({ kind: 'connected' })
  expect(await finish(second, 'again')).toEqual({ kind: 'expired' })
  expect(await signIns.asker(newer.ticket)).toBeUndefined()
})

test('what the command wanted is handed back', async () => {
  const { user, signIns, start, finish } = flow()
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
  const { user, signIns, start, finish, kept } = flow()
  const { url } = await signIns.begin({ ...user, ...change }, chat, undefined)
  const browser = await start(new URL(url).searchParams.get('ticket') ?? '')
  expect(await finish(browser, 'one')).toMatchObject({ kind: 'mismatch' })
  expect(await kept()).toEqual(['pending'])
})
