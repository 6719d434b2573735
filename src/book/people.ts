import type { Contact } from '../graph/contact.ts'

/** One person. `places`: the folders with their contacts, as paths such as `Customers › Nordics`; empty where it is only one
 *  folder. */
export type Person = { contact: Contact; places: string[] }

/** Groups contacts of the same name by person. Contacts that share an address or a number are one person, and so are those
 *  that have neither. The order of the contacts stays, and people are in order of their first contact. */
export function samePeople(namesakes: readonly Contact[]): Contact[][] {
  const people: { at: number; contacts: Contact[] }[] = []
  const byMark = new Map<string, (typeof people)[number]>()
  for (const [at, contact] of namesakes.entries()) {
    const marks = marksOf(contact)
    const known = new Set([...marks].flatMap((mark) => byMark.get(mark) ?? []))
    const [first, ...others] = [...known].sort((a, b) => a.at - b.at)
    const person = first ?? { at, contacts: [] }
    if (!first) people.push(person)
    // A contact that shares marks with two people makes them one.
    for (const joining of [...others.flatMap(({ contacts }) => contacts.splice(0)), contact]) {
      person.contacts.push(joining)
      for (const mark of joining === contact ? marks : marksOf(joining)) byMark.set(mark, person)
    }
  }
  return people.map(({ contacts }) => contacts).filter(({ length }) => length > 0)
}

/** All contacts of a person as one: of single values the first, of lists all. */
export function merged([first, ...more]: readonly [Contact, ...Contact[]]): Contact {
  return more.reduce(
    (known, other) => ({
      ...other,
      ...known,
      emailAddresses: distinct([...known.emailAddresses, ...other.emailAddresses], ({ address }) =>
        address.toLowerCase(),
      ),
      imAddresses: distinct([...known.imAddresses, ...other.imAddresses]),
      homePhones: distinct([...known.homePhones, ...other.homePhones]),
      businessPhones: distinct([...known.businessPhones, ...other.businessPhones]),
    }),
    first,
  )
}

/** The addresses and numbers that tell namesakes apart; one empty mark where there are none. */
function marksOf({ emailAddresses, imAddresses, homePhones, businessPhones, mobilePhone }: Contact): Set<string> {
  const addresses = [...emailAddresses.map(({ address }) => address), ...imAddresses]
  const numbers = [...homePhones, ...businessPhones, mobilePhone ?? ''].map((phone) => phone.replace(/\D/g, ''))
  const marks = new Set(
    [...addresses.map((address) => address.toLowerCase()), ...numbers].filter((mark) => mark !== ''),
  )
  return marks.size > 0 ? marks : new Set([''])
}

function distinct<T>(values: T[], key: (value: T) => unknown = (value) => value): T[] {
  const seen = new Set<unknown>()
  return values.filter((value) => !seen.has(key(value)) && seen.add(key(value)))
}
