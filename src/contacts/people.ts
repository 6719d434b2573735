import { type Contact, nameOf } from './contact.ts'

/** One person. `places`: the folders that they are kept in, by path such as `Customers › Nordics`; empty where it is one
 *  only. */
export type Person = { contact: Contact; places: string[] }

/** Contacts that are one person, as far as one can tell: the same name, and an address or a number in common (or nothing but
 *  the name). In the order of `contacts`, each person where their first contact stands. */
export function samePeople(contacts: readonly Contact[]): Contact[][] {
  const people: Contact[][] = []
  const byName = new Map<string, Contact[][]>()
  for (const contact of contacts) {
    const name = nameOf(contact)?.toLowerCase() ?? ''
    const namesakes = byName.get(name)
    const twins = name === '' ? undefined : namesakes?.find((person) => person.some((other) => isSame(contact, other)))
    if (twins) {
      twins.push(contact)
      continue
    }
    const person = [contact]
    people.push(person)
    if (namesakes) namesakes.push(person)
    else byName.set(name, [person])
  }
  return people
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

function isSame(a: Contact, b: Contact): boolean {
  const [some, others] = [marksOf(a), marksOf(b)]
  return some.size === 0 && others.size === 0 ? true : [...some].some((mark) => others.has(mark))
}

/** What tells namesakes apart. */
function marksOf({ emailAddresses, imAddresses, homePhones, businessPhones, mobilePhone }: Contact): Set<string> {
  const addresses = [...emailAddresses.map(({ address }) => address), ...imAddresses]
  const numbers = [...homePhones, ...businessPhones, mobilePhone ?? ''].map((phone) => phone.replace(/\D/g, ''))
  return new Set([...addresses.map((address) => address.toLowerCase()), ...numbers].filter((mark) => mark !== ''))
}

function distinct<T>(values: T[], key: (value: T) => unknown = (value) => value): T[] {
  const seen = new Set<unknown>()
  return values.filter((value) => !seen.has(key(value)) && seen.add(key(value)))
}
