import type { Contact } from '../graph/contact.ts'
import { type Traits, traitsOf } from './traits.ts'

/** One person. `contact`: what is known about them; if their entries differ, the value of the first. `also`: their other
 *  entries. `places`: the folders with their contacts, as paths such as `Customers › Nordics`. */
export type Person = { contact: Contact; also?: readonly Contact[]; places: string[] }

type Known = { contact: Contact; at: number; traits: Traits }

/** Groups contacts of the same name by person. Only an address or a mobile number in common proves that two contacts are one
 *  person, and only if nothing contradicts it. The order of the contacts stays, and people are in order of their first contact. */
export function samePeople(namesakes: readonly Contact[]): Contact[][] {
  const known = namesakes.map((contact, at) => ({ contact, at, traits: traitsOf(contact) }))
  return linked(known)
    .flatMap(withoutContradictions)
    .toSorted(([one], [other]) => (one?.at ?? 0) - (other?.at ?? 0))
    .map((person) => person.map(({ contact }) => contact))
}

/** Groups of contacts that share an address or a mobile number, directly or through other contacts. */
function linked(known: readonly Known[]): Known[][] {
  const parents = known.map((_, n) => n)
  function rootOf(n: number): number {
    let root = n
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) {
      parents[root] = parents[parent] ?? parent
      root = parent
    }
    return root
  }
  const byMark = new Map<string, number>()
  for (const [n, { traits }] of known.entries()) {
    for (const mark of traits.marks) {
      const first = byMark.get(mark)
      if (first === undefined) byMark.set(mark, n)
      else parents[rootOf(n)] = rootOf(first)
    }
  }
  return [...Map.groupBy(known, (_, n) => rootOf(n)).values()]
}

/** Contacts with different mobile numbers, companies, generations or birthdays are two people, whatever address they share. A
 *  contact without such a value may be either of them, so it is joined to neither. */
function withoutContradictions(group: Known[]): Known[][] {
  if (group.length === 1) return [group]
  for (const trait of ['mobile', 'country', 'generation', 'day', 'year', 'company'] as const) {
    const parts = Map.groupBy(group, ({ traits }) => traits[trait] ?? '')
    const isContradictory = parts.size - Number(parts.has('')) > 1
    if (isContradictory) return [...parts.values()].flatMap(linked).flatMap(withoutContradictions)
  }
  return [group]
}

/** All contacts of a person as one contact: the first of single values, and everything in lists. */
export function merged(contacts: readonly [Contact, ...Contact[]]): Contact {
  const [first] = contacts
  if (contacts.length === 1) return first
  // No member of a copied contact is assigned again. If contacts have many different sets of members, an assignment makes V8 spend
  // a quarter of a second to note for all of them that the member may change (Node 24).
  const all = new Map<string, unknown>()
  for (const contact of contacts.toReversed()) for (const [name, value] of Object.entries(contact)) all.set(name, value)
  const addresses = distinct(
    contacts.flatMap(({ emailAddresses }) => emailAddresses),
    ({ name, address = name }) => address?.toLowerCase(),
  )
  all.set('emailAddresses', addresses)
  for (const list of ['imAddresses', 'homePhones', 'businessPhones', 'categories', 'children'] as const) {
    const values = distinct(contacts.flatMap((contact) => contact[list] ?? []))
    if (values.length > 0 || all.has(list)) all.set(list, values)
  }
  return Object.fromEntries(all) as Contact
}

function distinct<T>(values: T[], key: (value: T) => unknown = (value) => value): T[] {
  const seen = new Set<unknown>()
  return values.filter((value) => !seen.has(key(value)) && seen.add(key(value)))
}
