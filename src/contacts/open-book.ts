import { type AddressBook, contactsIn, difference } from './address-book.ts'
import { type Contact, nameOf } from './contact.ts'
import type { Owner } from './kept-books.ts'
import { merged, type Person, samePeople } from './people.ts'
import { type Hit, type Index, indexInSlices, reasonOf, type Reason } from './search.ts'

/** Somebody who may be meant. Matches of one `rank` are equally good, the lowest is the best. */
export type Match = { person: Person; because: Reason | undefined; rank: number }

/** How large an address book is. */
export type Size = { contacts: number; folders: number }

/** An address book that can be searched. Made ready when it is first asked. */
export type OpenBook = {
  owner: Owner
  book: AddressBook
  size(): Size
  /** Everybody whom `query` may mean, best first; among equals those of the `recent` ids first, the latest of them before all.
   *  The same person in several folders is one match. */
  find(query: string, recent?: readonly string[]): Promise<Match[]>
  /** Names that are spelled nearly as `query`, at most `limit`. */
  suggest(query: string, limit: number): Promise<string[]>
  /** The person of whom a contact with this id is kept. */
  person(contactId: string): Person | undefined
  /** What a later book is made ready from. */
  index(): Promise<Index> | undefined
}

/** Costs that differ by less are equally good. */
const RANKS = 10

/** @param before an earlier state of the same book: only what differs is made ready anew. */
export function openBook(owner: Owner, book: AddressBook, before?: OpenBook): OpenBook {
  let index = before?.index()?.then((known) => known.updated(difference(before.book, book)))
  const indexed = () => (index ??= indexInSlices(contactsIn(book)))
  const paths = new Map(book.folders.map(({ id, path }) => [id, path.join(' › ')]))

  function personOf(contacts: readonly Contact[]): Person[] {
    const [first, ...more] = contacts
    if (!first) return []
    const places = new Set(contacts.map(({ parentFolderId = '' }) => paths.get(parentFolderId) ?? ''))
    return [{ contact: merged([first, ...more]), places: places.size > 1 ? [...places] : [] }]
  }

  return {
    owner,
    book,
    index: () => index,

    size() {
      const hasDefault = book.folders.some(({ isDefault }) => isDefault)
      return { contacts: contactsIn(book).length, folders: book.folders.length + Number(!hasDefault) }
    },

    async find(query, recent = []) {
      const hits = (await indexed()).search(query)
      const hitOf = new Map(hits.map((hit) => [hit.contact, hit]))
      const latest = new Map(recent.map((id, n) => [id, n]))
      const matches = samePeople(hits.map(({ contact }) => contact)).flatMap((contacts) => {
        const hit = hitOf.get(contacts[0] as Contact) as Hit
        const since = Math.min(...contacts.map(({ id }) => latest.get(id) ?? Infinity))
        return personOf(contacts).map((person) => ({
          match: { person, because: reasonOf(hit), rank: Math.round(hit.cost * RANKS) },
          since,
        }))
      })
      matches.sort((a, b) => a.match.rank - b.match.rank || (a.since === b.since ? 0 : a.since - b.since))
      return matches.map(({ match }) => match)
    },

    async suggest(query, limit) {
      return (await indexed()).suggest(query, limit)
    },

    person(contactId) {
      const all = contactsIn(book)
      const one = all.find(({ id }) => id === contactId)
      if (!one) return undefined
      const name = nameOf(one)?.toLowerCase()
      const namesakes = all.filter((contact) => nameOf(contact)?.toLowerCase() === name)
      return personOf(samePeople(namesakes).find((person) => person.includes(one)) ?? [one])[0]
    },
  }
}
