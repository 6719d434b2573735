import { contactsIn } from '../../book/address-book.ts'
import { nameKey } from '../../book/name-key.ts'
import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import { slices } from '../../slices.ts'
import { madeOf } from '../../editing/display-name.ts'
import { EMAILS, PHONES, type Values } from '../../editing/inputs.ts'
import { type Contact, nameOf } from '../../graph/contact.ts'
import { numberKey } from '../../search/search.ts'

/** People in the address book who may be the person in the form, because they have the same address, number or name. */
export async function duplicatesIn(open: OpenBook, values: Values): Promise<Person[]> {
  const marks = marksOf(values)
  const people: Person[] = []
  const seen = new Set<string>()
  const slice = slices()
  for (const contact of await contactsIn(open.book)) {
    if (slice.isOver()) await slice.next()
    if (seen.has(contact.id) || !isLike(contact, marks)) continue
    const person = await open.personOf(contact)
    for (const { id } of person.also ?? []) seen.add(id)
    people.push(person)
  }
  return people
}

type Marks = { names: Set<string>; addresses: Set<string>; numbers: Set<string> }

function marksOf(values: Values): Marks {
  const name = values.displayName || madeOf(values)
  const { givenName, surname } = values
  const names = [name, `${givenName} ${surname}`].map(nameKey)
  const hasName = givenName !== '' || surname !== '' || values.displayName !== ''
  return {
    names: new Set(hasName ? names.filter((one) => one !== '') : []),
    addresses: new Set([...EMAILS].map((input) => values[input].trim().toLowerCase()).filter(Boolean)),
    numbers: new Set([...PHONES].flatMap((input) => numberIn(values[input]))),
  }
}

function isLike(contact: Contact, { names, addresses, numbers }: Marks): boolean {
  if (contact.emailAddresses.some(({ address = '' }) => addresses.has(address.toLowerCase()))) return true
  // Many people may share a switchboard's number, so only mobile numbers count.
  if (numberIn(contact.mobilePhone ?? '').some((one) => numbers.has(one))) return true
  return names.has(nameKey(nameOf(contact) ?? ''))
}

/** A shorter number is an extension, which many people share. */
const LEAST_DIGITS = 7

function numberIn(text: string): string[] {
  const national = numberKey(text)?.national ?? ''
  return national.length >= LEAST_DIGITS ? [national] : []
}
