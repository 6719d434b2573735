import { placesOf } from '../../book/book-manifest.ts'
import { contactsOf } from '../../book/chunks.ts'
import { manifestRecords } from '../../book/stored-book.ts'
import { namesIn, userKeyIn } from '../../connection/chat-user.ts'
import { type Connection, connectionRecords } from '../../connection/connection.ts'
import type { Account } from '../../entra/account.ts'
import type { Store } from '../../store/store.ts'
import { together } from './in-batches.ts'
import { objectIn } from './records-of-person.ts'

/** The data about a person that an administrator may see. It contains no tokens. `user`: the key that all their records have in
 *  common. `lastUsed`: when the contacts or the tokens were fetched last. Times are as in ISO 8601. */
export type Person = {
  user: string
  channel: string | undefined
  tenant: string | undefined
  id: string | undefined
  /** The object id of the chat's own account. */
  objectId: string | undefined
  /** `application`: nobody signed in, because the application reads mailboxes with its own permission. `none`: not connected,
   *  but some data is stored. */
  access: 'delegated' | 'application' | 'none'
  account: Account | undefined
  permissions: string[]
  graph: string | undefined
  since: string | undefined
  lastUsed: string | undefined
  contacts: number
  contactsReadAt: string | undefined
}

const CONNECTION = 'connection/'
const BOOK = 'address-book/'
const RECENT = 'recent/'

/** Everybody whose contacts are read, in no order. Records that cannot be opened are left out.
 *  @param withApplication also people whose contacts the application reads with its own permission */
export async function* connectedPeople(store: Store, withApplication: boolean): AsyncGenerator<Person, void> {
  const lookUp = looking(store)
  for await (const person of together(usersIn(store, withApplication), lookUp))
    if (person.access !== 'none') yield person
}

/** The people who have these records, each once. The first kind that a person has a record of counts. */
async function* usersIn(store: Store, withApplication: boolean): AsyncGenerator<string, void> {
  const kinds = withApplication ? [CONNECTION, BOOK, RECENT] : [CONNECTION]
  for (const [at, kind] of kinds.entries()) {
    for await (const key of store.scan(kind)) {
      const user = key.slice(kind.length)
      // Chunks of an address book have longer keys.
      if (userKeyIn(user) === user && !(await isAny(store, kinds.slice(0, at), user))) yield user
    }
  }
}

async function isAny(store: Store, kinds: readonly string[], user: string): Promise<boolean> {
  for (const kind of kinds) if (await store.get(`${kind}${user}`)) return true
  return false
}

/** @returns a function that returns the data about the person with a key */
export function looking(store: Store): (user: string) => Promise<Person> {
  const connections = connectionRecords(store)
  const booksOf = keptBook(store)
  return async function lookUp(user) {
    const [found, book] = await Promise.all([connections.get(`${CONNECTION}${user}`), booksOf(user)])
    return personOf(user, found?.value, book)
  }
}

type KeptBook = { contacts: number; readAt: number | undefined; mailbox: string | undefined }

function personOf(user: string, connection: Connection | undefined, { contacts, readAt, mailbox }: KeptBook): Person {
  const names = connection?.user ?? namesIn(user)
  const own = connection ? undefined : applicationsMailbox(mailbox)
  return {
    user,
    channel: names?.channelId,
    tenant: names?.tenantId,
    id: names?.id,
    objectId: connection?.user?.aadObjectId ?? own?.oid,
    access: connection ? 'delegated' : own ? 'application' : 'none',
    account: connection?.account ?? own,
    permissions: connection?.scopes ?? [],
    graph: connection?.graphBase,
    since: atTime(connection?.since),
    lastUsed: atTime(Math.max(connection?.obtainedAt ?? 0, readAt ?? 0) || undefined),
    contacts,
    contactsReadAt: atTime(readAt),
  }
}

/** The account whose mailbox the application reads with its own permission, from the name of the mailbox. */
function applicationsMailbox(mailbox: string | undefined): Account | undefined {
  const [way, tid, oid] = mailbox?.split('/') ?? []
  return way === 'application' && tid && oid ? { tid, oid, name: '', username: '' } : undefined
}

/** @returns a function that returns how many contacts of a person are stored, and whose mailbox was read */
function keptBook(store: Store): (user: string) => Promise<KeptBook> {
  const manifests = manifestRecords(store)
  return async function bookOf(user) {
    const key = `${BOOK}${user}`
    const manifest = (await manifests.get(key))?.value
    if (!manifest) return { contacts: 0, readAt: undefined, mailbox: await recentMailbox(store, user) }
    const { book, mailbox } = manifest
    if (!book) return { contacts: 0, readAt: undefined, mailbox }
    if (book.contacts !== undefined) return { contacts: book.contacts, readAt: book.readAt, mailbox }
    let contacts = 0
    for (const { at } of placesOf(book)) {
      const chunk = await store.get(`${key}/${at}`)
      contacts += (chunk && (await contactsOf(chunk.value)))?.length ?? 0
    }
    return { contacts, readAt: book.readAt, mailbox }
  }
}

/** Even if contacts are never stored, the list of recent look-ups is. */
async function recentMailbox(store: Store, user: string): Promise<string | undefined> {
  const mailbox = (await objectIn(store, `${RECENT}${user}`))?.['mailbox']
  return typeof mailbox === 'string' ? mailbox : undefined
}

function atTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString()
}
