import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Contact } from '../graph/contact.ts'

/** Everyone in a mailbox's folders of contacts. Never changed: what was changed since gives another one, which shares the
 *  folders and chunks in which nothing has happened. `readAt`: epoch milliseconds when the reading began, so that whatever
 *  was changed before is in it. */
export type AddressBook = { folders: readonly BookFolder[]; readAt: number }

/** `path`: the names of the folders down to this one. `deltaLink`: where Graph tells what has changed since; none where it
 *  does not. An id stands in one folder once; in several for as long as it takes to hear that it has moved. */
export type BookFolder = {
  id: string
  path: readonly string[]
  isDefault: boolean
  deltaLink?: string | undefined
  chunks: readonly Chunk[]
}

export type Chunk = readonly Contact[]

export function chunksIn({ folders }: AddressBook): Chunk[] {
  return folders.flatMap(({ chunks }) => chunks)
}

/** So many chunks are looked at in one go: a few milliseconds. */
const SLICE = 20

/** Everybody in `book` once, the default folder's first. */
export async function contactsIn(book: AddressBook): Promise<Contact[]> {
  const byId = new Map<string, Contact>()
  for await (const chunk of inSlices(chunksIn(book)))
    for (const contact of chunk) if (!byId.has(contact.id)) byId.set(contact.id, contact)
  return [...byId.values()]
}

/** What must be done to come from one address book to another: from {@link contactsIn} of the one to that of the other. */
export async function difference(
  before: AddressBook,
  after: AddressBook,
): Promise<{ put: Contact[]; removed: Set<string> }> {
  const [old, now] = [chunksIn(before), chunksIn(after)]
  const touched = new Set<string>()
  await addIdsOf(old, new Set(now), touched)
  await addIdsOf(now, new Set(old), touched)
  const was = await firstOf(old, touched)
  const is = await firstOf(now, touched)
  return {
    put: [...is.values()].filter((contact) => was.get(contact.id) !== contact),
    removed: new Set([...was.keys()].filter((id) => !is.has(id))),
  }
}

/** Of those who are not in one of the `others`. */
async function addIdsOf(chunks: readonly Chunk[], others: ReadonlySet<Chunk>, ids: Set<string>): Promise<void> {
  for await (const chunk of inSlices(chunks.filter((chunk) => !others.has(chunk))))
    for (const { id } of chunk) ids.add(id)
}

/** The first of each id. */
async function firstOf(chunks: readonly Chunk[], ids: ReadonlySet<string>): Promise<Map<string, Contact>> {
  const found = new Map<string, Contact>()
  if (ids.size === 0) return found
  for await (const chunk of inSlices(chunks))
    for (const contact of chunk) if (ids.has(contact.id) && !found.has(contact.id)) found.set(contact.id, contact)
  return found
}

/** Others get their turn in between. */
async function* inSlices(chunks: readonly Chunk[]): AsyncGenerator<Chunk, void> {
  for (const [n, chunk] of chunks.entries()) {
    if (n % SLICE === SLICE - 1) await nextTurn()
    yield chunk
  }
}
