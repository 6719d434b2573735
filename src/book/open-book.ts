import { type AddressBook, type Chunk, chunksIn, contactsIn, difference, pathOf } from './address-book.ts'
import type { Contact } from '../graph/contact.ts'
import type { Owner } from './stored-book.ts'
import { type Match, peopleFound } from './people-found.ts'
import type { Person } from './people.ts'
import { type People, peopleIn } from './people-in.ts'
import { slices } from '../slices.ts'
import { type Budget, budget, type Index, indexInSlices } from '../search/search.ts'

/** How large an address book is, without folders that could not be read at all. */
export type Size = { contacts: number; folders: number }

/** What Outlook did not let us read. `folders`: their paths. `others`: whether there may be more folders. */
export type Unread = { folders: string[]; others: boolean }

/** An address book that can be searched. Its index is made with the first search. */
export type OpenBook = {
  owner: Owner
  book: AddressBook
  size(): Promise<Size>
  /** How many people the contacts are about. */
  people(): Promise<number>
  /** Undefined if everything was read. */
  unread(): Unread | undefined
  /** The people that `query` may mean, best first; if the budget `left` is used up, those found so far. Among equally good
   *  matches, the people with `recent` ids come first, in the order of these ids. The same person in several folders is one
   *  match. */
  find(query: string, recent?: readonly string[], left?: Budget): Promise<Match[]>
  /** At most `limit` names whose spelling is similar to `query`. */
  suggest(query: string, limit: number, left?: Budget): Promise<string[]>
  /** The person whose contact has this id. */
  person(contactId: string): Promise<Person | undefined>
  /** The person that a contact of this book belongs to. */
  personOf(contact: Contact): Promise<Person>
  /** The path of the folder in which this contact is; undefined if it is in none. */
  folderOf(contactId: string): Promise<string | undefined>
  /** The index of this book, from which a later book makes its own; undefined before the first search. */
  index(): Promise<Index> | undefined
}

/** @param before an earlier state of the same book: only the contacts that differ are indexed again. @param make makes the index
 *  of all contacts; if it fails, the next search tries again */
export function openBook(owner: Owner, book: AddressBook, before?: OpenBook, make = indexInSlices): OpenBook {
  const ready = before?.index()
  let index = before && ready && updated(ready, before.book, book)

  function indexed(): Promise<Index> {
    if (!index) {
      index = contactsIn(book).then(make)
      index.catch(() => (index = undefined))
    }
    return index
  }

  let counting: Promise<number> | undefined
  let known: Promise<People> | undefined
  const whoIsWho = () => (known ??= peopleIn(book))

  async function personOf(contact: Contact): Promise<Person> {
    const { twinsOf, whoIs } = await whoIsWho()
    return whoIs(twinsOf(contact))
  }

  return {
    owner,
    book,
    index: () => index,

    async size() {
      const read = book.folders.filter(({ unread, chunks }) => !unread || chunks.length > 0)
      const hasDefault = book.unlisted || book.folders.some(({ isDefault }) => isDefault)
      counting ??= contactsIn(book).then(({ length }) => length)
      return { contacts: await counting, folders: read.length + Number(!hasDefault) }
    },

    async people() {
      return (await whoIsWho()).count()
    },

    unread() {
      const folders = book.folders.filter(({ unread }) => unread).map(pathOf)
      return folders.length > 0 || book.unlisted ? { folders, others: book.unlisted === true } : undefined
    },

    async find(query, recent = [], left = budget()) {
      const hits = await (await indexed()).searchInSlices(query, left)
      return peopleFound(hits, query, { people: await whoIsWho(), recent })
    },

    async suggest(query, limit, left = budget()) {
      return (await indexed()).suggestInSlices(query, limit, left)
    },

    async person(contactId) {
      const one = (await chunkWith(contactId, chunksIn(book)))?.find(({ id }) => id === contactId)
      return one && personOf(one)
    },

    personOf,

    async folderOf(contactId) {
      const chunk = await chunkWith(contactId, chunksIn(book))
      const home = chunk && book.folders.find(({ chunks }) => chunks.includes(chunk))
      return home && pathOf(home)
    },
  }
}

/** Comparing long ids that begin alike takes time. */
async function chunkWith(contactId: string, chunks: readonly Chunk[]): Promise<Chunk | undefined> {
  const slice = slices()
  for (const chunk of chunks) {
    if (slice.isOver()) await slice.next()
    if (chunk.some(({ id }) => id === contactId)) return chunk
  }
  return undefined
}

/** The index of `book`, made from that of an earlier state. */
async function updated(index: Promise<Index>, before: AddressBook, book: AddressBook): Promise<Index> {
  const { put, removed } = await difference(before, book)
  return put.length === 0 && removed.size === 0 ? index : (await index).updated({ put, removed })
}
