import { type AddressBook, contactsIn } from '../../book/address-book.ts'
import { nameKey } from '../../book/name-key.ts'
import { slices } from '../../slices.ts'
import { numberKey } from '../../search/search.ts'
import type { NewContact } from '../../vcard/read.ts'

/** The contacts that the address book does not seem to have. A contact counts as existing if an entry of the same name shares an
 *  address or number with it, or if one of the two has neither. It also counts as existing if an entry with a word of its name
 *  has the same address. */
export async function newAmong(contacts: readonly NewContact[], book: AddressBook): Promise<NewContact[]> {
  const known = await indexOf(book)
  const slice = slices()
  const fresh: NewContact[] = []
  for (const contact of contacts) {
    if (slice.isOver()) await slice.next()
    if (!isThere(contact, known)) fresh.push(contact)
  }
  return fresh
}

type Known = { byName: Map<string, NewContact[]>; byAddress: Map<string, NewContact[]> }

async function indexOf(book: AddressBook): Promise<Known> {
  const known: Known = { byName: new Map(), byAddress: new Map() }
  const slice = slices()
  for (const contact of await contactsIn(book)) {
    if (slice.isOver()) await slice.next()
    add(known.byName, keyOf(contact), contact)
    for (const address of addressesOf(contact)) add(known.byAddress, address, contact)
  }
  return known
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}

function isThere(contact: NewContact, { byName, byAddress }: Known): boolean {
  const namesakes = byName.get(keyOf(contact)) ?? []
  if (namesakes.some((other) => mayBeSame(contact, other))) return true
  const words = new Set(keyOf(contact).split(' '))
  const reached = addressesOf(contact).flatMap((address) => byAddress.get(address) ?? [])
  return reached.some((other) =>
    keyOf(other)
      .split(' ')
      .some((word) => words.has(word)),
  )
}

function mayBeSame(one: NewContact, other: NewContact): boolean {
  const [marks, others] = [marksOf(one), marksOf(other)]
  return marks.size === 0 || others.size === 0 || [...marks].some((mark) => others.has(mark))
}

function keyOf({ displayName = '', givenName = '', surname = '' }: NewContact): string {
  return nameKey(displayName || `${givenName} ${surname}`)
}

function addressesOf({ emailAddresses }: NewContact): string[] {
  return emailAddresses.flatMap(({ address }) => (address === undefined ? [] : [address.toLowerCase()]))
}

/** Values that different people hardly share: addresses and numbers. */
function marksOf(contact: NewContact): Set<string> {
  const { mobilePhone, homePhones, businessPhones } = contact
  const numbers = [mobilePhone, ...homePhones, ...businessPhones].flatMap((number) => {
    const key = number === undefined ? undefined : numberKey(number)
    return key ? [`tel:${key.national}`] : []
  })
  return new Set([...addressesOf(contact), ...numbers])
}
