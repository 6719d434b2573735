import { type Contact, nameOf } from '../graph/contact.ts'
import { type AddressBook, contactsIn } from './address-book.ts'
import { samePeople } from './people.ts'
import { slices } from '../slices.ts'

/** Contacts that share a name, by that name. */
export type Namesakes = ReadonlyMap<string, readonly Contact[]>

/** Of a name that more contacts share, each contact is shown by itself: to compare and to join them would hold up everybody else. */
const MOST_NAMESAKES = 200

/** The name without differences of case, and with its accents composed in one way. */
const keyOf = (contact: Contact): string => nameOf(contact)?.normalize('NFC').toLowerCase() ?? contact.id

/** The namesakes of every name that occurs more than once. */
export async function namesakesIn(book: AddressBook): Promise<Namesakes> {
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

/** All contacts of the same person as `one`, which comes first.
 *  @param known the groups found so far, by the id of each contact. More are added to it. */
export function twinsOf(one: Contact, namesakes: Namesakes, known: Map<string, Contact[]>): [Contact, ...Contact[]] {
  const others = namesakes.get(keyOf(one))
  if (!others || others.length > MOST_NAMESAKES) return [one]
  if (!known.has(one.id)) for (const twins of samePeople(others)) for (const { id } of twins) known.set(id, twins)
  return [one, ...(known.get(one.id)?.filter(({ id }) => id !== one.id) ?? [])]
}
