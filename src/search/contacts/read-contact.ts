import { type Contact, nameOf, type PostalAddress } from '../../graph/contact.ts'
import type { Draft } from './dictionary-draft.ts'
import { type Field, SEARCHED } from './fields.ts'
import { phoneOf } from './phones.ts'
import { addFamilyName, addOtherWordings, addUnspacedName } from './read-names.ts'

const MAX_CHARS = 1_000
/** Only the first addresses and numbers of a contact are searched. */
const MAX_VALUES = 20

/** Adds a contact to the draft: everything that the table `SEARCHED` names. */
export function addContact(draft: Draft, contact: Contact): void {
  // `Alice Admin (Contoso)`: the text in brackets is usually a company or a department.
  const { displayName = '' } = contact
  const bracket = displayName.search(/[([]/)
  const shown = bracket === -1 ? displayName : displayName.slice(0, bracket)
  const inBrackets = displayName.slice(shown.length)
  for (const { property, field, as } of SEARCHED) {
    const value = contact[property]
    if ((as === 'shown name' || property === 'fileAs') && repeatsName(contact, property, shown)) continue
    if (as === undefined) {
      if (value !== undefined) addWords(draft, value, field)
    } else if (as === 'phone') addPhones(draft, value)
    else if (as === 'city' || as === 'place') addPlace(draft, value, field)
    else if (as === 'family name') addFamilyName(draft, contact, field)
    else if (as === 'shown name') addShownName(draft, shown, field)
    else if (as === 'text in brackets') draft.words(inBrackets, field)
    else if (as === 'name without spaces') addUnspacedName(draft, contact, field)
    else if (as === 'other wording') addOtherWordings(draft, contact, shown, field)
    else if (as === 'name of an address') addAddressNames(draft, contact, field)
    else addAddresses(draft, contact, shown, field)
  }
  draft.next(nameOf(contact) !== undefined)
}

/** Whether the property only repeats the words of the name, as Outlook makes it. Most contacts have two such properties. */
function repeatsName({ givenName, surname, fileAs }: Contact, property: keyof Contact, shown: string): boolean {
  if (property === 'displayName') return shown === `${givenName} ${surname}`
  return property === 'fileAs' && (fileAs === shown || fileAs === `${surname}, ${givenName}`)
}

type Value = Contact[keyof Contact]

/** The words of a text, or of each text in a list. */
function addWords(draft: Draft, value: Value, field: Field): void {
  if (typeof value === 'string') draft.words(value, field)
  else for (const text of textsOf(value)) draft.words(text, field)
}

/** The words of a postal address: its city, or the rest of it. */
function addPlace(draft: Draft, value: Value, field: Field): void {
  if (!isPlace(value)) return
  const { city, street, postalCode, state, countryOrRegion } = value
  if (field === 'city') {
    if (city !== undefined) draft.words(city, field)
    return
  }
  for (const text of [street, postalCode, state, countryOrRegion]) if (text !== undefined) draft.words(text, field)
}

/** Adds telephone numbers. A text without a number, such as “ask Bob”, is searched like the notes. */
function addPhones(draft: Draft, value: Value): void {
  for (const text of textsOf(value)) {
    const phone = phoneOf(text)
    if (!phone) {
      draft.words(text, 'notes')
      continue
    }
    draft.whole('phones', phone.number)
    if (phone.extension !== undefined) draft.whole('extensions', `${phone.extension} ${phone.number}`)
  }
}

const NONE: readonly string[] = []

function textsOf(value: Value): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return NONE
  return value.slice(0, MAX_VALUES).flatMap((one) => (typeof one === 'string' ? one : []))
}

const isPlace = (value: Value): value is PostalAddress => typeof value === 'object' && !Array.isArray(value)

/** Adds the name shown. Outlook shows the address of people who have no name. */
function addShownName(draft: Draft, shown: string, field: Field): void {
  if (isAddress(shown)) addAddress(draft, shown, field)
  else draft.words(shown, field)
}

/** Adds the addresses. If the contact has no name, the part before the @ counts as its name. */
function addAddresses(draft: Draft, contact: Contact, shown: string, field: Field): void {
  const { displayName = '', givenName, surname, emailAddresses } = contact
  const isNameless = givenName === undefined && surname === undefined && displayName === ''
  for (const { address } of emailAddresses.slice(0, MAX_VALUES))
    if (address !== undefined && address !== shown) addAddress(draft, address, isNameless ? 'name' : field)
}

/** Adds the names of the addresses, and texts that stand instead of an address. Most of these names only repeat the address or
 *  the contact's name. */
function addAddressNames(draft: Draft, { displayName, emailAddresses }: Contact, field: Field): void {
  for (const { name, address } of emailAddresses.slice(0, MAX_VALUES)) {
    if (name === undefined || name === address || name === displayName) continue
    if (!isAddress(name)) draft.words(name, field)
    else if (name.toLowerCase() !== address?.toLowerCase()) addAddress(draft, name, 'local')
  }
}

/** `field`: the field of the part before the @. */
function addAddress(draft: Draft, text: string, field: Field): void {
  const lower = text.slice(0, MAX_CHARS).toLowerCase()
  const [local = '', host = '', ...rest] = lower.split('@')
  draft.whole('addresses', lower.includes('@') && rest.length === 0 ? lower : `${local}@${host}`)
  draft.words(local, field)
  const dot = host.lastIndexOf('.')
  draft.words(dot === -1 ? host : host.slice(0, dot), 'domain')
  if (dot !== -1) draft.words(host.slice(dot), 'ending')
}

function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}
