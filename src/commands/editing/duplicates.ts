import { contactsIn } from '../../book/address-book.ts'
import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import { slices } from '../../book/slice.ts'
import { madeOf } from '../../editing/display-name.ts'
import { EMAILS, PHONES, type Values } from '../../editing/values.ts'
import { type Contact, nameOf } from '../../graph/contact.ts'

/** People in the address book who seem to be the one in the form: by an address, a number, or the name. */
export async function duplicatesIn(open: OpenBook, values: Values): Promise<Person[]> {
  const marks = marksOf(values)
  const found = new Map<string, Person>()
  const slice = slices()
  for (const contact of await contactsIn(open.book)) {
    if (slice.isOver()) await slice.next()
    if (!isLike(contact, marks)) continue
    const person = open.person(contact.id)
    if (person) found.set(person.contact.id, person)
  }
  return [...found.values()]
}

type Marks = { names: Set<string>; addresses: Set<string>; numbers: Set<string> }

function marksOf(values: Values): Marks {
  const name = values.displayName || madeOf(values)
  const { givenName, surname } = values
  const names = [name, `${givenName} ${surname}`, `${surname} ${givenName}`].map(folded)
  const hasName = givenName !== '' || surname !== '' || values.displayName !== ''
  return {
    names: new Set(hasName ? names.filter((one) => one !== '') : []),
    addresses: new Set([...EMAILS].map((input) => values[input].trim().toLowerCase()).filter(Boolean)),
    numbers: new Set([...PHONES].flatMap((input) => digits(values[input]))),
  }
}

function isLike(contact: Contact, { names, addresses, numbers }: Marks): boolean {
  if (contact.emailAddresses.some(({ address = '' }) => addresses.has(address.toLowerCase()))) return true
  // A switchboard's number is that of many people, so only a mobile number counts.
  if (digits(contact.mobilePhone ?? '').some((one) => numbers.has(one))) return true
  return names.has(folded(nameOf(contact) ?? ''))
}

/** Numbers are compared by their end: a country's code may stand in front of it or not. */
const COMPARED_DIGITS = 9

function digits(number: string): string[] {
  const all = number.replace(/\D/g, '')
  return all.length >= 7 ? [all.slice(-COMPARED_DIGITS)] : []
}

function folded(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
