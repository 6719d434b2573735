import { placesOf } from '../../book/book-manifest.ts'
import { contactsOf } from '../../book/chunks.ts'
import { manifestRecords } from '../../book/kept.ts'
import { namesIn } from '../../connection/chat-user.ts'
import { type Connection, connectionRecords } from '../../connection/connection.ts'
import type { Account } from '../../entra/account.ts'
import type { Store } from '../../store/store.ts'
import { together } from './together.ts'

/** What an administrator sees of a person. Tokens are not part of it. `user`: the key that all their records have in common.
 *  `lastUsed`: when the contacts or the tokens were fetched last. Times are as in ISO 8601. */
export type Person = {
  user: string
  channel: string | undefined
  tenant: string | undefined
  id: string | undefined
  /** The object id of the chat's own account. */
  objectId: string | undefined
  /** `none`: not connected, although something is kept. */
  access: 'delegated' | 'none'
  account: Account | undefined
  permissions: string[]
  graph: string | undefined
  since: string | undefined
  lastUsed: string | undefined
  contacts: number
  contactsReadAt: string | undefined
}

export const CONNECTION = 'connection/'

/** Everybody who is connected, in no order. Records that cannot be opened are left out. */
export async function* connectedPeople(store: Store): AsyncGenerator<Person, void> {
  const lookUp = looking(store)
  const users = store.scan(CONNECTION)
  for await (const person of together(users, (key) => lookUp(key.slice(CONNECTION.length))))
    if (person.access !== 'none') yield person
}

/** @returns a function that tells what is known of the person with a key */
export function looking(store: Store): (user: string) => Promise<Person> {
  const connections = connectionRecords(store)
  const booksOf = keptBook(store)
  return async function lookUp(user) {
    const [found, book] = await Promise.all([connections.get(`${CONNECTION}${user}`), booksOf(user)])
    return personOf(user, found?.value, book)
  }
}

type KeptBook = { contacts: number; readAt: number | undefined }

function personOf(user: string, connection: Connection | undefined, { contacts, readAt }: KeptBook): Person {
  const names = connection?.user ?? namesIn(user)
  return {
    user,
    channel: names?.channelId,
    tenant: names?.tenantId,
    id: names?.id,
    objectId: connection?.user?.aadObjectId,
    access: connection ? 'delegated' : 'none',
    account: connection?.account,
    permissions: connection?.scopes ?? [],
    graph: connection?.graphBase,
    since: atTime(connection?.since),
    lastUsed: atTime(Math.max(connection?.obtainedAt ?? 0, readAt ?? 0) || undefined),
    contacts,
    contactsReadAt: atTime(readAt),
  }
}

/** @returns a function that tells how many contacts of a person are kept */
function keptBook(store: Store): (user: string) => Promise<KeptBook> {
  const manifests = manifestRecords(store)
  return async function bookOf(user) {
    const key = `address-book/${user}`
    const book = (await manifests.get(key))?.value.book
    if (!book) return { contacts: 0, readAt: undefined }
    if (book.contacts !== undefined) return { contacts: book.contacts, readAt: book.readAt }
    let contacts = 0
    for (const { at } of placesOf(book)) {
      const chunk = await store.get(`${key}/${at}`)
      contacts += (chunk && (await contactsOf(chunk.value)))?.length ?? 0
    }
    return { contacts, readAt: book.readAt }
  }
}

function atTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString()
}
