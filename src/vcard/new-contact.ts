import { type Contact, fromGraph, MOST_IN_LIST, nameOf } from '../graph/contact.ts'
import { birthday } from './bday.ts'
import { phones } from './phones.ts'
import { byPreference, type Property } from './properties.ts'

/** A contact to create: like {@link Contact}, without an id. It always has a display name. */
export type NewContact = Omit<Contact, 'id'>

const MOST_IMPORTED_NOTES = 30_000
/** Google's own labels, which are not categories of the person. */
const NO_CATEGORIES = new Set(['mycontacts', 'starred'])
/** Addresses for chat messages, in the many ways that programs write them. */
const CHATS = ['impp', 'x-skype', 'x-skype-username', 'x-jabber', 'x-msn', 'x-ms-imaddress', 'x-aim', 'x-icq', 'x-qq']

/** Makes a contact from a vCard's properties; undefined if nothing in it could be its name. Values that Outlook
 *  has no room for go to the end of the notes. */
export function contactOf(properties: readonly Property[]): NewContact | undefined {
  const read = reader(properties)
  const [emails, notAddresses] = split(read.texts('email'), (text) => text.includes('@'))
  const chats = CHATS.flatMap(read.texts)
  const pages = read.texts('url').filter(isPage)
  const { left, ...numbers } = phones(properties)
  const made = fromGraph({
    id: '-',
    ...names(read),
    ...work(read),
    ...people(read),
    ...places(properties),
    ...numbers,
    emailAddresses: emails.slice(0, MOST_IN_LIST.emailAddresses).map((address) => ({ address })),
    imAddresses: chats.slice(0, MOST_IN_LIST.imAddresses),
    businessHomePage: pages[0],
    birthday: birthday(read.texts('bday')[0]),
    categories: read.lists('categories').filter((name) => !NO_CATEGORIES.has(name.toLowerCase())),
  })
  const displayName = made && nameOf(made)
  if (!made || displayName === undefined) return undefined
  const { id: _, ...contact } = made
  const unread = made.birthday === undefined ? read.texts('bday') : []
  const rest = [
    ...unread,
    ...emails.slice(MOST_IN_LIST.emailAddresses),
    ...notAddresses,
    ...left,
    ...chats.slice(MOST_IN_LIST.imAddresses),
    ...pages.slice(1),
  ]
  const personalNotes = [...read.texts('note'), rest.join('\n')]
    .filter(Boolean)
    .join('\n\n')
    .slice(0, MOST_IMPORTED_NOTES)
  return { ...contact, displayName, ...(personalNotes !== '' && { personalNotes: personalNotes.toWellFormed() }) }
}

type Reader = ReturnType<typeof reader>

function reader(properties: readonly Property[]) {
  const named = (name: string) => properties.filter((property) => property.name === name)
  const kept = (name: string, values: string[]) =>
    values.map((value) => (name === 'note' ? value.trim() : inOneLine(value))).filter((value) => value !== '')
  return {
    /** The parts of the first property of this name. */
    parts: (name: string): string[] => (named(name)[0]?.values[0] ?? []).map(inOneLine),
    /** A text for each property of this name, the preferred ones first. */
    texts: (name: string): string[] =>
      kept(
        name,
        byPreference(named(name)).map(({ values }) => values.map((parts) => parts.join(' ')).join(', ')),
      ),
    /** Every value of every property of this name. */
    lists: (name: string): string[] =>
      kept(
        name,
        named(name).flatMap(({ values }) => values.flat()),
      ),
  }
}

function inOneLine(text: string): string {
  if (!text.includes('\n')) return text.trim()
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ')
}

function names(read: Reader) {
  const [surname, givenName, middleName, title, generation] = read.parts('n')
  return {
    surname,
    givenName,
    middleName,
    title,
    generation,
    displayName: read.texts('fn')[0],
    nickName: read.lists('nickname')[0],
    yomiGivenName: read.texts('x-phonetic-first-name')[0],
    yomiSurname: read.texts('x-phonetic-last-name')[0],
  }
}

function work(read: Reader) {
  const [companyName, ...units] = read.parts('org')
  const [title, role] = [read.texts('title')[0], read.texts('role')[0]]
  return {
    companyName,
    department: units.filter(Boolean).join(', '),
    jobTitle: title ?? role,
    profession: title === undefined ? undefined : role,
  }
}

function people(read: Reader) {
  return {
    spouseName: read.texts('x-spouse')[0] ?? read.texts('x-ms-spouse')[0],
    manager: read.texts('x-manager')[0] ?? read.texts('x-ms-manager')[0],
    assistantName: read.texts('x-assistant')[0] ?? read.texts('x-ms-assistant')[0],
  }
}

/** The first address of each kind. */
function places(properties: readonly Property[]) {
  const found: Record<string, unknown> = {}
  for (const { name, types, values } of properties) {
    if (name !== 'adr') continue
    const kind = types.has('work') ? 'businessAddress' : types.has('home') ? 'homeAddress' : 'otherAddress'
    const [box = '', more = '', street = '', city, state, postalCode, countryOrRegion] = values[0] ?? []
    const lines = [street, more, box].map((line) => line.trim()).filter(Boolean)
    found[kind] ??= { street: lines.join('\n'), city, state, postalCode, countryOrRegion }
  }
  return found
}

/** A longer text is not taken for a web address. */
const MOST_IN_PAGE = 2_048

/** A web address: nothing else may become a link. The pattern looks at each character only once, whatever the text is. */
function isPage(text: string): boolean {
  if (text.length > MOST_IN_PAGE) return false
  return /^(?:https?:\/\/)?[^\s:/?#.]+(?:\.[^\s:/?#.]+)+\.?(?:[:/?#]\S*)?$/i.test(text)
}

function split(texts: string[], belongs: (text: string) => boolean): [string[], string[]] {
  return [texts.filter(belongs), texts.filter((text) => !belongs(text))]
}
