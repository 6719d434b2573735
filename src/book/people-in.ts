import { type Contact, nameOf } from '../graph/contact.ts'
import { type AddressBook, contactsIn, pathOf } from './address-book.ts'
import { merged, type Person, samePeople } from './people.ts'
import { slices } from '../slices.ts'

/** All contacts of one person. */
export type Twins = readonly [Contact, ...Contact[]]

/** The people that the contacts of an address book belong to. */
export type People = {
  /** All contacts of the same person as `one`, which comes first. */
  twinsOf(one: Contact): Twins
  /** The person that these contacts belong to. */
  whoIs(twins: Twins): Person
  count(): Promise<number>
}

/** Contacts that share a name, by that name. */
type Namesakes = ReadonlyMap<string, readonly Contact[]>

/** If more contacts share a name, each of them is shown separately: comparing and joining them would delay everybody else. */
const MOST_NAMESAKES = 200

/** Finding the namesakes in a large book takes a tenth of a second or more, so callers keep the result. */
export async function peopleIn(book: AddressBook): Promise<People> {
  const namesakes = await namesakesIn(book)
  const folders = new Map(book.folders.map((folder, order) => [folder.id, { path: pathOf(folder), order }]))
  /** The contacts that were compared so far, by the id of each. */
  const compared = new Map<string, Contact[]>()

  function twinsOf(one: Contact): Twins {
    const others = namesakes.get(keyOf(one))
    if (!others || others.length > MOST_NAMESAKES) return [one]
    if (!compared.has(one.id))
      for (const twins of samePeople(others)) for (const { id } of twins) compared.set(id, twins)
    return [one, ...(compared.get(one.id)?.filter(({ id }) => id !== one.id) ?? [])]
  }

  /** Only the person's folders are looked up: a book can have thousands of folders, and a list asks this for everybody. */
  function placesOf(twins: Twins): string[] {
    const homes = new Set(twins.flatMap(({ parentFolderId = '' }) => folders.get(parentFolderId) ?? []))
    return [...homes].toSorted((one, other) => one.order - other.order).map(({ path }) => path)
  }

  return {
    twinsOf,

    whoIs(twins) {
      const [, ...also] = twins
      return { contact: merged(twins), also, places: placesOf(twins) }
    },

    async count() {
      const seen = new Set<string>()
      const slice = slices()
      let people = 0
      for (const contact of await contactsIn(book)) {
        if (slice.isOver()) await slice.next()
        if (seen.has(contact.id)) continue
        people += 1
        for (const { id } of twinsOf(contact)) seen.add(id)
      }
      return people
    },
  }
}

/** The name without differences of case, and with its accents composed in one way. */
const keyOf = (contact: Contact): string => nameOf(contact)?.normalize('NFC').toLowerCase() ?? contact.id

/** The namesakes of every name that occurs more than once. */
async function namesakesIn(book: AddressBook): Promise<Namesakes> {
  const firsts = new Map<string, Contact>()
  const several = new Map<string, Contact[]>()
  const slice = slices()
  for (const contact of await contactsIn(book)) {
    if (slice.isOver()) await slice.next()
    const name = keyOf(contact)
    const first = firsts.get(name)
    if (!first) firsts.set(name, contact)
    else if (!several.get(name)?.push(contact)) several.set(name, [first, contact])
  }
  return several
}
