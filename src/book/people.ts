import type { Contact } from '../graph/contact.ts'

/** One person. `places`: the folders that they are kept in, by path such as `Customers › Nordics`; empty where it is one
 *  only. */
export type Person = { contact: Contact; places: string[] }

/** Which of `namesakes` are one person, as far as one can tell: by an address or a number in common with another one of
 *  theirs, or by nothing but the name. Of each person the one that stands first is the first. */
export function samePeople(namesakes: readonly Contact[]): Contact[][] {
  const people: { at: number; contacts: Contact[] }[] = []
  const byMark = new Map<string, (typeof people)[number]>()
  for (const [at, contact] of namesakes.entries()) {
    const marks = marksOf(contact)
    const known = new Set([...marks].flatMap((mark) => byMark.get(mark) ?? []))
    const [first, ...others] = [...known].sort((a, b) => a.at - b.at)
    const person = first ?? { at, contacts: [] }
    if (!first) people.push(person)
    // Who has something in common with two of them makes them one.
    for (const joining of [...others.flatMap(({ contacts }) => contacts.splice(0)), contact]) {
      person.contacts.push(joining)
      for (const mark of joining === contact ? marks : marksOf(joining)) byMark.set(mark, person)
    }
  }
  return people.map(({ contacts }) => contacts).filter(({ length }) => length > 0)
}

/** What is known of a person from all of their contacts: of single values the first, of lists all. */
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

/** What tells namesakes apart: never nothing. */
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
