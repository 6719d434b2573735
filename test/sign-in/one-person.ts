import { randomUUID } from 'node:crypto'
import { forgetConnection } from '../../src/commands/forget.ts'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import { connectionKey, connectionRecords } from '../../src/connection/connection.ts'
import type { Account } from '../../src/entra/account.ts'
import type { Entra } from '../../src/entra/entra.ts'
import { departures } from '../../src/connection/departures.ts'
import type { Asking } from '../../src/sign-in/begin.ts'
import type { Cookie } from '../../src/sign-in/cookie.ts'
import type { Flow } from '../../src/sign-in/outcome.ts'
import { signIn } from '../../src/sign-in/sign-in.ts'
import { sealing } from '../../src/store/sealed-links.ts'
import { type Store, StoreError } from '../../src/store/store.ts'

const TENANT = '6b1f2c0a-53d4-4a57-9c2e-3f0d9a8e7b11'
const OID = '48d31887-5fad-4d73-a9f5-3c356e68a038'

export const chat = { personal: true, reference: { conversation: 'a:1' } }

type Given = {
  /** Pointer records cannot be deleted. */
  pointersStay?: boolean
  user?: Partial<ChatUser>
  /** The differences of the account that signs in at Microsoft. */
  account?: Partial<Account>
  otherAccounts?: boolean
  edits?: boolean
  onExpired?: (flow: Flow) => void
}

/** Sign-ins of one person on a real store, with an Entra whose two calls a test can delay. */
export function onePerson(store: Store, given: Given = {}) {
  const meanwhile = {
    authorize: async () => {},
    redeem: async () => {},
    stored: async () => {},
    ending: async () => {},
    ended: async () => {},
  }
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
        account: {
          tid: TENANT,
          oid: OID,
          name: 'Megan Bowen',
          username: 'megan.bowen@contoso.example',
          ...given.account,
        },
        graphBase: 'https://graph.microsoft.com/v1.0',
        tokens: { accessToken: `access ${code}`, refreshToken: `refresh ${code}`, expiresInMs: 3_600_000, scopes: [] },
      }
    },
    checkTenant: async () => undefined,
    adminConsentUrl: () => new URL('https://login.microsoftonline.com/adminconsent'),
    refresh: () => Promise.reject(new Error('not here')),
    applicationToken: () => Promise.reject(new Error('not here')),
  }
  const stored = connectionRecords(store)
  const connections: typeof stored = {
    ...stored,
    async put(...written) {
      await stored.put(...written)
      await once('stored')
    },
    async update(...change) {
      const updated = await stored.update(...change)
      await once('stored')
      return updated
    },
  }
  const user: ChatUser = {
    channelId: 'msteams',
    tenantId: TENANT,
    id: `29:${randomUUID()}`,
    conversationId: 'a:1',
    name: 'Megan Bowen',
    aadObjectId: OID,
    vouched: true,
    ...given.user,
  }
  const signInStore: Store = {
    ...store,
    async delete(key) {
      if (given.pointersStay && /^(?:ticket|state)\//.test(key)) throw new StoreError('unreachable', 'away')
      await store.delete(key)
    },
    async replace(key, version, value, ttlMs) {
      const isEnd = key.startsWith('pending/') && value === undefined
      if (isEnd) await once('ending')
      const replaced = await store.replace(key, version, value, ttlMs)
      if (isEnd) await once('ended')
      return replaced
    },
  }
  const signIns = signIn({
    store: signInStore,
    sealing: sealing([Buffer.alloc(32, 7)]),
    connections,
    entra: microsoft,
    publicUrl: 'http://localhost',
    isNeeded: true,
    edits: given.edits ?? true,
    usernameOf: async () => undefined,
    tenant: given.otherAccounts ? 'organizations' : TENANT,
    allowedTenants: undefined,
    otherAccounts: given.otherAccounts ?? false,
    onExpired: given.onExpired ?? (() => undefined),
  })

  const begin = async (resume?: unknown, asking: Asking = {}) => {
    const { url, epoch } = await signIns.begin(user, chat, resume, asking)
    return { ticket: new URL(url).searchParams.get('ticket') ?? '', epoch }
  }
  const start = async (ticket: string) => {
    const started = await signIns.start(ticket)
    if ('kind' in started) throw new Error(`It ended: ${started.kind}`)
    return { state: new URL(started.location).searchParams.get('state') ?? '', cookie: started.cookie }
  }
  /** The browser comes back from Microsoft with `answer` in its address. */
  const comeBack = ({ state, cookie }: { state: string; cookie: Cookie }, answer: string) =>
    signIns.finish(new URL(`http://localhost/auth/callback?${answer}&state=${state}`), (name) =>
      name === cookie.name ? cookie.value : undefined,
    )
  const finish = (browser: { state: string; cookie: Cookie }, code: string) => comeBack(browser, `code=${code}`)
  const connect = async (code: string) => finish(await start((await begin()).ticket), code)
  const disconnect = () => forgetConnection({ signIn: signIns, connections, departures: departures(store) }, user)
  const connection = async () => (await stored.get(connectionKey(user)))?.value
  /** The kinds of records that are stored for this person. */
  async function kept(): Promise<string[]> {
    const found: string[] = []
    for await (const name of store.scan('')) {
      const value = (await store.get(name))?.value.toString() ?? ''
      if (value.includes(encodeURIComponent(user.id)) || name.includes(encodeURIComponent(user.id)))
        found.push(name.split('/')[0] ?? '')
    }
    return found
  }
  return { user, signIns, stored, meanwhile, begin, start, comeBack, finish, connect, disconnect, connection, kept }
}
