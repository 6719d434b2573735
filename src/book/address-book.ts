import type { Contact } from '../graph/contact.ts'
import { nextTurn } from '../next-turn.ts'

/** All contacts of a mailbox, by folder. It is immutable: changes make another book, which shares the folders and chunks that
 *  stayed the same. `readAt`: when the reading began (epoch milliseconds). The book has all earlier changes, except in `unread`
 *  folders. `unlisted`: Outlook did not list all folders. */
export type AddressBook = { folders: readonly BookFolder[]; readAt: number; unlisted?: true | undefined }

/** `path`: the names of the folders down to this one. `deltaLink`: where Graph lists the changes since; undefined if it does
 *  not. `wholeAt`: when the whole folder was last read, and not only its changes (epoch milliseconds). `unread`: Outlook did not
 *  return everything in the folder; the contacts that were read, now or earlier, are there. A folder has each contact once.
 *  After a contact was moved, it may be in two folders until the changes of both are read. */
export type BookFolder = {
  id: string
  path: readonly string[]
  isDefault: boolean
  deltaLink?: string | undefined
  wholeAt?: number | undefined
  unread?: true | undefined
  chunks: readonly Chunk[]
}

export type Chunk = readonly Contact[]

/** The path of a folder as people read it, such as `Customers › Nordics`. */
export function pathOf({ path }: BookFolder): string {
  return path.join(' › ')
}

export function chunksIn({ folders }: AddressBook): Chunk[] {
  return folders.flatMap(({ chunks }) => chunks)
}

/** How many chunks are searched before other work gets its turn: a few milliseconds. */
const SLICE = 20

/** Each contact in `book` once, those of the default folder first. */
export async function contactsIn(book: AddressBook): Promise<Contact[]> {
  const byId = new Map<string, Contact>()
  for await (const chunk of inSlices(chunksIn(book)))
    for (const contact of chunk) if (!byId.has(contact.id)) byId.set(contact.id, contact)
  return [...byId.values()]
}

/** The contacts to add and to remove to get from the {@link contactsIn} of one book to those of another. */
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

/** Adds the ids of the contacts in `chunks`, except in chunks that are among the `others`. */
async function addIdsOf(chunks: readonly Chunk[], others: ReadonlySet<Chunk>, ids: Set<string>): Promise<void> {
  for await (const chunk of inSlices(chunks.filter((chunk) => !others.has(chunk))))
    for (const { id } of chunk) ids.add(id)
}

/** The contacts in `book` that have one of these ids, by id. */
export async function contactsWith(ids: ReadonlySet<string>, book: AddressBook): Promise<Map<string, Contact>> {
  return firstOf(chunksIn(book), ids)
}

/** For each id the first contact. */
async function firstOf(chunks: readonly Chunk[], ids: ReadonlySet<string>): Promise<Map<string, Contact>> {
  const found = new Map<string, Contact>()
  if (ids.size === 0) return found
  for await (const chunk of inSlices(chunks))
    for (const contact of chunk) if (ids.has(contact.id) && !found.has(contact.id)) found.set(contact.id, contact)
  return found
}

/** Between the slices other work gets its turn. */
async function* inSlices(chunks: readonly Chunk[]): AsyncGenerator<Chunk, void> {
  for (const [n, chunk] of chunks.entries()) {
    if (n % SLICE === SLICE - 1) await nextTurn()
    yield chunk
  }
}
