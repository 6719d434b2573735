import { isObject } from '../json.ts'
import { chatAddress, isChatAddress, isMeantAsAddress, mailAddress } from './addresses.ts'
import { cut, MOST_HTML, MOST_IN_NOTES, MOST_VALUES } from './cut.ts'
import { plainNotes } from './notes.ts'

const TEXTS = [
  'parentFolderId',
  'displayName',
  'givenName',
  'middleName',
  'surname',
  'nickName',
  'title',
  'generation',
  'initials',
  'fileAs',
  'yomiGivenName',
  'yomiSurname',
  'yomiCompanyName',
  'jobTitle',
  'companyName',
  'department',
  'officeLocation',
  'profession',
  'mobilePhone',
  'businessHomePage',
  'spouseName',
  'manager',
  'assistantName',
  'personalNotes',
] as const

const LISTS = ['imAddresses', 'homePhones', 'businessPhones'] as const
/** Lists that few contacts have. */
const RARE_LISTS = ['categories', 'children'] as const
const PLACES = ['homeAddress', 'businessAddress', 'otherAddress'] as const
const PLACE_TEXTS = ['street', 'city', 'state', 'countryOrRegion', 'postalCode'] as const

/** The properties of a contact that we read: the value of `$select`. */
export const SELECT: readonly string[] = [
  'id',
  ...TEXTS,
  'birthday',
  'emailAddresses',
  ...LISTS,
  ...RARE_LISTS,
  ...PLACES,
]

export type PostalAddress = Partial<Record<(typeof PLACE_TEXTS)[number], string>>

/** Where mail goes. Without `address` there is only a name, which somebody entered instead of an address. */
export type EmailAddress = { name?: string; address?: string }

/** One contact of an address book. A property without a value is absent, never `''` or null. A list without values is empty,
 *  except that the lists in `RARE_LISTS` are absent. `birthday` is a date without time, `2001-12-31`; the year is `UNKNOWN_YEAR`
 *  if it is not known. */
export type Contact = { id: string; birthday?: string; emailAddresses: EmailAddress[] } & Partial<
  Record<(typeof TEXTS)[number], string>
> &
  Record<(typeof LISTS)[number], string[]> &
  Partial<Record<(typeof RARE_LISTS)[number], string[]>> &
  Partial<Record<(typeof PLACES)[number], PostalAddress>>

/** Makes a Contact from any JSON that Graph may send; values of the wrong type are ignored. Undefined if `json` is not a contact
 *  because it has no id or only says that a contact was removed. A Contact itself is valid input, too. */
export function fromGraph(json: unknown): Contact | undefined {
  if (!isObject(json) || typeof json['id'] !== 'string' || json['id'] === '' || '@removed' in json) return undefined
  const contact: Contact = {
    id: json['id'],
    ...addresses(json),
    homePhones: textsIn(json['homePhones']),
    businessPhones: textsIn(json['businessPhones']),
  }
  addTexts(contact, json, TEXTS)
  for (const name of RARE_LISTS) {
    const values = textsIn(json[name])
    if (values.length > 0) contact[name] = values
  }
  for (const name of PLACES) {
    const from = json[name]
    if (!isObject(from)) continue
    const place: PostalAddress = {}
    if (addTexts(place, from, PLACE_TEXTS) > 0) contact[name] = place
  }
  if (contact.personalNotes !== undefined) {
    const notes = cut(plainNotes(contact.personalNotes), MOST_IN_NOTES)
    if (notes === '') delete contact.personalNotes
    else contact.personalNotes = notes
  }
  const day = dayIn(json['birthday'])
  if (day !== undefined) contact.birthday = day
  return contact
}

/** The day of a `birthday` from Graph, such as `2001-12-31`; undefined if it stands for “no date”. */
export function dayIn(birthday: unknown): string | undefined {
  const day = text(birthday)?.match(/^\d{4}-\d{2}-\d{2}/)?.[0]
  return day === undefined || NO_DAYS.has(day) ? undefined : day
}

/** Dates that programs write instead of “no date”: the first and last days of their calendars. */
const NO_DAYS = new Set([
  '0001-01-01',
  '1601-01-01',
  '1753-01-01',
  '1899-12-30',
  '1899-12-31',
  '1900-01-01',
  '4501-01-01',
  '9999-12-31',
])

/** The year that Outlook writes for a birthday without a year. */
export const UNKNOWN_YEAR = '1604'

/** A birthday with the time of day that Outlook writes, at which it is the same day in nearly every time zone. */
export function birthdayOf(day: string): string {
  return `${day}T11:59:00Z`
}

/** A mail address in the form that Graph accepts. Outlook uses the address as the name if there is none. */
export function namedAddress(address: string, name?: string): { address: string; name: string } {
  return { address, name: name || address }
}

// https://github.com/microsoftgraph/microsoft-graph-docs/issues/15276 (2021-12)
/** How many values of a list Outlook has room for. Graph answers 400 if a contact has more. */
export const MOST_IN_LIST = { emailAddresses: 3, businessPhones: 2, homePhones: 2, imAddresses: 3 } as const

/** The name to show for `contact`: its display name, or else the next best property. A display name that is only an address
 *  counts as none if there is a name. Undefined if it has none of these properties. */
export function nameOf(contact: Contact): string | undefined {
  const { displayName, givenName, surname, fileAs, companyName, emailAddresses, imAddresses, mobilePhone } = contact
  const hasName = givenName !== undefined || surname !== undefined
  if (displayName !== undefined && !(hasName && displayName.includes('@') && ADDRESS.test(displayName)))
    return displayName
  if (hasName) return [givenName, surname].filter(Boolean).join(' ')
  const phone = mobilePhone ?? contact.businessPhones[0] ?? contact.homePhones[0]
  const address = emailAddresses.find((email) => email.address !== undefined)?.address
  return fileAs ?? companyName ?? address ?? phone ?? imAddresses[0] ?? emailAddresses[0]?.name
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/

/** The addresses for mail and for chat messages. Some contacts have chat addresses among their mail addresses. */
function addresses(json: Record<string, unknown>): Pick<Contact, 'emailAddresses' | 'imAddresses'> {
  const emailAddresses: EmailAddress[] = []
  const chats: string[] = []
  for (const one of list(json['emailAddresses'])) {
    const email: EmailAddress = {}
    if (isObject(one)) addTexts(email, one, ADDRESS_TEXTS)
    if (email.address !== undefined && isChatAddress(email.address)) chats.push(email.address)
    else emailAddresses.push(...emailAddress(email))
  }
  const imAddresses = [...textsIn(json['imAddresses']), ...chats].flatMap((one) => chatAddress(one) ?? [])
  return { emailAddresses, imAddresses: chats.length > 0 ? [...new Set(imAddresses)] : imAddresses }
}

const ADDRESS_TEXTS = ['name', 'address'] as const

function emailAddress({ name, address: written }: EmailAddress): EmailAddress[] {
  const address = written === undefined ? undefined : mailAddress(written)
  if (address !== undefined) return [name === undefined ? { address } : { name, address }]
  const others = [written !== undefined && isMeantAsAddress(written) ? written : undefined, name]
  return [...new Set(others)].flatMap((other) => (other === undefined ? [] : [{ name: other }]))
}

/** Copies the properties of these names that are texts. Returns how many there were. */
function addTexts<Name extends string>(
  to: Partial<Record<Name, string>>,
  json: Record<string, unknown>,
  names: readonly Name[],
): number {
  let count = 0
  for (const name of names) {
    const value = text(json[name], name === 'personalNotes' ? MOST_HTML : undefined)
    if (value === undefined) continue
    to[name] = value
    count += 1
  }
  return count
}

function text(json: unknown, most?: number): string | undefined {
  return (typeof json === 'string' && cut(json, most)) || undefined
}

function textsIn(json: unknown): string[] {
  const found: string[] = []
  for (const value of list(json)) {
    const one = text(value)
    if (one !== undefined) found.push(one)
  }
  return found
}

const NONE: readonly unknown[] = []

function list(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) return NONE
  return json.length > MOST_VALUES ? json.slice(0, MOST_VALUES) : json
}
