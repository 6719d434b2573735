import { setImmediate as nextTurn } from 'node:timers/promises'
import { type AddressBook, contactsIn, difference } from './address-book.ts'
import { type Contact, nameOf } from '../graph/contact.ts'
import type { Owner } from './kept.ts'
import { merged, type Person, samePeople } from './people.ts'
import { type Index, indexInSlices, reasonOf, type Reason } from '../search/search.ts'

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
/** So long contacts are looked at before others get their turn. */
const SLICE_MS = 8

/** @param before an earlier state of the same book: only what differs is made ready anew. */
export function openBook(owner: Owner, book: AddressBook, before?: OpenBook): OpenBook {
  const ready = before?.index()
  let index = before && ready && updated(ready, before.book, book)
  const indexed = () => (index ??= contactsIn(book).then(indexInSlices))
  let count: number | undefined
  let namesakes: Namesakes | undefined
  const twins = new Map<string, Contact[]>()
  const paths = new Map(book.folders.map(({ id, path }) => [id, path.join(' › ')]))

  function personOf(twins: [Contact, ...Contact[]]): Person {
    const folders = new Set(twins.map(({ parentFolderId }) => parentFolderId))
    const places = [...paths].flatMap(([id, path]) => (folders.has(id) ? [path] : []))
    return { contact: merged(twins), places: places.length > 1 ? places : [] }
  }

  /** Most of many are never looked at. */
  function matchOf(twins: [Contact, ...Contact[]], because: Reason | undefined, rank: number): Match {
    return {
      because,
      rank,
      get person() {
        return personOf(twins)
      },
    }
  }

  return {
    owner,
    book,
    index: () => index,

    size() {
      const hasDefault = book.folders.some(({ isDefault }) => isDefault)
      count ??= new Set(book.folders.flatMap(({ chunks }) => chunks.flatMap((chunk) => chunk.map(({ id }) => id)))).size
      return { contacts: count, folders: book.folders.length + Number(!hasDefault) }
    },

    async find(query, recent = []) {
      const hits = (await indexed()).search(query)
      const latest = new Map(recent.map((id, n) => [id, n]))
      namesakes ??= await namesakesIn(book)
      const seen = new Set<string>()
      const matches: Match[] = []
      const known = new Map<Match, number>()
      let due = performance.now() + SLICE_MS
      for (const hit of hits) {
        if (performance.now() > due) {
          await nextTurn()
          due = performance.now() + SLICE_MS
        }
        if (seen.has(hit.contact.id)) continue
        const same = twinsOf(hit.contact, namesakes, twins)
        for (const { id } of same) seen.add(id)
        const match = matchOf(same, reasonOf(hit), Math.round(hit.cost * RANKS))
        matches.push(match)
        const since = Math.min(...same.map(({ id }) => latest.get(id) ?? Infinity))
        if (since !== Infinity) known.set(match, since)
      }
      if (known.size === 0) return matches
      const since = (match: Match) => known.get(match) ?? Infinity
      return matches.sort((a, b) => a.rank - b.rank || (since(a) === since(b) ? 0 : since(a) - since(b)))
    },

    async suggest(query, limit) {
      return (await indexed()).suggest(query, limit)
    },

    person(contactId) {
      for (const { chunks } of book.folders) {
        for (const chunk of chunks) {
          const one = chunk.find(({ id }) => id === contactId)
          if (one) return personOf(twinsOf(one, namesakes ?? namesakesOf(one, book), twins))
        }
      }
      return undefined
    },
  }
}

/** The index of an earlier state of the same book made that of `book`. */
async function updated(index: Promise<Index>, before: AddressBook, book: AddressBook): Promise<Index> {
  const { put, removed } = await difference(before, book)
  return put.length === 0 && removed.size === 0 ? index : (await index).updated({ put, removed })
}

/** Contacts whose names are the same, by that name. */
type Namesakes = ReadonlyMap<string, readonly Contact[]>

const keyOf = (contact: Contact): string => nameOf(contact)?.toLowerCase() ?? contact.id

/** Of all names that there are more than once. */
async function namesakesIn(book: AddressBook): Promise<Namesakes> {
  const firsts = new Map<string, Contact>()
  const several = new Map<string, Contact[]>()
  let due = performance.now() + SLICE_MS
  for (const contact of await contactsIn(book)) {
    if (performance.now() > due) {
      await nextTurn()
      due = performance.now() + SLICE_MS
    }
    const name = keyOf(contact)
    const first = firsts.get(name)
    if (!first) firsts.set(name, contact)
    else if (!several.get(name)?.push(contact)) several.set(name, [first, contact])
  }
  return several
}

/** Of one name. */
function namesakesOf(one: Contact, { folders }: AddressBook): Namesakes {
  const name = keyOf(one)
  const length = nameOf(one)?.length
  const byId = new Map<string, Contact>()
  for (const { chunks } of folders)
    for (const chunk of chunks)
      for (const contact of chunk)
        // Most are told apart without changing their case.
        if (nameOf(contact)?.length === length && keyOf(contact) === name && !byId.has(contact.id))
          byId.set(contact.id, contact)
  return new Map([[name, [...byId.values()]]])
}

/** All contacts of the person that `one` is of, itself first. `known`: those found so far, by id. */
function twinsOf(one: Contact, namesakes: Namesakes, known: Map<string, Contact[]>): [Contact, ...Contact[]] {
  const others = namesakes.get(keyOf(one))
  if (!others) return [one]
  if (!known.has(one.id)) for (const twins of samePeople(others)) for (const { id } of twins) known.set(id, twins)
  return [one, ...(known.get(one.id)?.filter(({ id }) => id !== one.id) ?? [])]
}
