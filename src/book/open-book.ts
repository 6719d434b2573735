import { type AddressBook, type Chunk, chunksIn, contactsIn, difference } from './address-book.ts'
import type { Contact } from '../graph/contact.ts'
import type { Owner } from './stored-book.ts'
import { type Namesakes, namesakesIn, twinsOf } from './namesakes.ts'
import { merged, type Person } from './people.ts'
import { slices, sortedInSlices } from '../slices.ts'
import {
  type Budget,
  budget,
  type Hit,
  type Index,
  indexInSlices,
  noteLine,
  reasonOf,
  type Reason,
} from '../search/search.ts'

/** A person whom a query may mean. `id`: the same in every match of this person. `note`: the line of their notes by which they were
 *  found. Matches of one `rank` are equally good, and the lowest rank is the best. `isUnlikely`: the query probably means somebody
 *  else. `isWhole`: they have the words as they were typed, and not only words that begin so (`isBegun`) or are similar. */
export type Match = {
  id: string
  person: Person
  because: Reason | undefined
  note: string | undefined
  rank: number
  isUnlikely: boolean
  isWhole: boolean
  isBegun: boolean
}

/** How large an address book is, without folders of which nothing was read. */
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
  /** Undefined where everything was read. */
  unread(): Unread | undefined
  /** The people whom `query` may mean, best first; where the budget `left` is used up, those who were found until then. Among equally
   *  good matches those of the `recent` ids come first, in the order of these ids. The same person in several folders is one match. */
  find(query: string, recent?: readonly string[], left?: Budget): Promise<Match[]>
  /** At most `limit` names whose spelling is similar to `query`. */
  suggest(query: string, limit: number, left?: Budget): Promise<string[]>
  /** The person whose contact has this id. */
  person(contactId: string): Promise<Person | undefined>
  /** The person whom a contact of this book is about. */
  personOf(contact: Contact): Promise<Person>
  /** The path of the folder in which this contact is; undefined where it is in none. */
  folderOf(contactId: string): Promise<string | undefined>
  /** The index of this book, from which a later book makes its own; undefined before the first search. */
  index(): Promise<Index> | undefined
}

/** Costs that differ by less are equally good. */
const RANKS = 10

/** @param before an earlier state of the same book: only the contacts that differ are indexed anew. @param make makes the index
 *  of all contacts; where it fails, it is tried again at the next search */
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
  let namesakes: Promise<Namesakes> | undefined
  const twins = new Map<string, Contact[]>()
  const paths = new Map(book.folders.map(({ id, path }) => [id, path.join(' › ')]))
  const order = new Map([...paths.keys()].map((id, at) => [id, at]))

  /** For many contacts it takes a tenth of a second and more to find out who has the same name, so it is done once, in slices. */
  function knownNamesakes(): Promise<Namesakes> {
    return (namesakes ??= namesakesIn(book))
  }

  function whoIs(twins: [Contact, ...Contact[]]): Person {
    const folders = new Set(twins.map(({ parentFolderId = '' }) => parentFolderId))
    // From the person's folders, not from all: a book has up to thousands, and a list asks for everybody.
    const inOrder = [...folders].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    const places = inOrder.flatMap((id) => paths.get(id) ?? [])
    const [, ...also] = twins
    return { contact: merged(twins), also, places }
  }

  async function personOf(contact: Contact): Promise<Person> {
    return whoIs(twinsOf(contact, await knownNamesakes(), twins))
  }

  /** The person is put together when it is asked for: of many matches most are never shown. */
  function matchOf(twins: [Contact, ...Contact[]], hit: Hit, query: string): Match {
    const { personalNotes = '' } = hit.contact
    return {
      id: twins.reduce((first, { id }) => (id < first ? id : first), twins[0].id),
      because: reasonOf(hit),
      rank: Math.round(hit.cost * RANKS),
      isUnlikely: hit.isUnlikely,
      isWhole: hit.way === 'exact',
      isBegun: hit.way === 'beginning',
      get note() {
        return hit.field === 'notes' ? noteLine(personalNotes, query) : undefined
      },
      get person() {
        return whoIs(twins)
      },
    }
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
      const namesakes = await knownNamesakes()
      const seen = new Set<string>()
      const slice = slices()
      let people = 0
      for (const contact of await contactsIn(book)) {
        if (slice.isOver()) await slice.next()
        if (seen.has(contact.id)) continue
        people += 1
        for (const { id } of twinsOf(contact, namesakes, twins)) seen.add(id)
      }
      return people
    },

    unread() {
      const folders = book.folders.flatMap(({ id, unread }) => (unread ? [paths.get(id) ?? ''] : []))
      return folders.length > 0 || book.unlisted ? { folders, others: book.unlisted === true } : undefined
    },

    async find(query, recent = [], left = budget()) {
      const hits = await (await indexed()).searchInSlices(query, left)
      const latest = new Map(recent.map((id, n) => [id, n]))
      const namesakes = await knownNamesakes()
      const seen = new Set<string>()
      const matches: Match[] = []
      const known = new Map<Match, number>()
      const slice = slices()
      for (const hit of hits) {
        if (slice.isOver()) await slice.next()
        if (seen.has(hit.contact.id)) continue
        const same = twinsOf(hit.contact, namesakes, twins)
        for (const { id } of same) seen.add(id)
        const match = matchOf(same, hit, query)
        matches.push(match)
        const since = latest.size === 0 ? Infinity : firstOf(same, latest)
        if (since !== Infinity) known.set(match, since)
      }
      if (known.size === 0) return matches
      const since = (match: Match) => known.get(match) ?? Infinity
      return sortedInSlices(matches, (a, b) => a.rank - b.rank || (since(a) === since(b) ? 0 : since(a) - since(b)))
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
      return home && paths.get(home.id)
    },
  }
}

/** Long ids that begin alike take their time to compare. */
async function chunkWith(contactId: string, chunks: readonly Chunk[]): Promise<Chunk | undefined> {
  const slice = slices()
  for (const chunk of chunks) {
    if (slice.isOver()) await slice.next()
    if (chunk.some(({ id }) => id === contactId)) return chunk
  }
  return undefined
}

/** The first place of a contact among the latest; Infinity if none of them is there. */
function firstOf(contacts: readonly Contact[], latest: ReadonlyMap<string, number>): number {
  return contacts.reduce((first, { id }) => Math.min(first, latest.get(id) ?? Infinity), Infinity)
}

/** The index of `book`, made from that of an earlier state. */
async function updated(index: Promise<Index>, before: AddressBook, book: AddressBook): Promise<Index> {
  const { put, removed } = await difference(before, book)
  return put.length === 0 && removed.size === 0 ? index : (await index).updated({ put, removed })
}
