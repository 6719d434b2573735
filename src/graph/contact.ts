import { isObject } from '../json.ts'

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
  'personalNotes',
] as const

const LISTS = ['imAddresses', 'homePhones', 'businessPhones'] as const
const PLACES = ['homeAddress', 'businessAddress', 'otherAddress'] as const
const PLACE_TEXTS = ['street', 'city', 'state', 'countryOrRegion', 'postalCode'] as const

/** The properties of a contact that we read: the value of `$select`. */
export const SELECT: readonly string[] = ['id', ...TEXTS, 'birthday', 'emailAddresses', ...LISTS, ...PLACES]

export type PostalAddress = Partial<Record<(typeof PLACE_TEXTS)[number], string>>

/** One contact of an address book. A property without a value is absent, never `''` or null; a list without values is empty.
 *  `birthday` is a date without time, `2001-12-31`; Outlook writes the year 1604 if the year is not known. */
export type Contact = { id: string; birthday?: string; emailAddresses: { name?: string; address: string }[] } & Partial<
  Record<(typeof TEXTS)[number], string>
> &
  Record<(typeof LISTS)[number], string[]> &
  Partial<Record<(typeof PLACES)[number], PostalAddress>>

/** Makes a Contact of any JSON that Graph may send; values of the wrong type are ignored. Undefined if `json` is no contact: it
 *  has no id, or it only says that a contact was removed. A Contact itself is valid input, too. */
export function fromGraph(json: unknown): Contact | undefined {
  if (!isObject(json) || typeof json['id'] !== 'string' || json['id'] === '' || '@removed' in json) return undefined
  const contact: Contact = {
    id: json['id'],
    emailAddresses: list(json['emailAddresses']).flatMap(emailAddress),
    imAddresses: [],
    homePhones: [],
    businessPhones: [],
    ...texts(json, TEXTS),
  }
  for (const name of LISTS) contact[name] = list(json[name]).flatMap((value) => text(value) ?? [])
  for (const name of PLACES) {
    const place = isObject(json[name]) ? texts(json[name], PLACE_TEXTS) : {}
    if (Object.keys(place).length > 0) contact[name] = place
  }
  const day = text(json['birthday'])?.match(/^\d{4}-\d{2}-\d{2}/)?.[0]
  if (day !== undefined) contact.birthday = day
  return contact
}

/** The name to show for `contact`: its display name, or else the next best property. Undefined if it has none of them. */
export function nameOf(contact: Contact): string | undefined {
  const { displayName, givenName, surname, fileAs, companyName, emailAddresses, mobilePhone } = contact
  if (displayName !== undefined) return displayName
  if (givenName !== undefined || surname !== undefined) return [givenName, surname].filter(Boolean).join(' ')
  const phone = mobilePhone ?? contact.businessPhones[0] ?? contact.homePhones[0]
  return fileAs ?? companyName ?? emailAddresses[0]?.address ?? phone
}

function emailAddress(json: unknown): Contact['emailAddresses'] {
  const { name, address } = isObject(json) ? texts(json, ['name', 'address']) : {}
  if (address === undefined) return []
  return [name === undefined ? { address } : { name, address }]
}

function texts<Name extends string>(
  json: Record<string, unknown>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = text(json[name])
    if (value !== undefined) found[name] = value
  }
  return found
}

function text(json: unknown): string | undefined {
  return (typeof json === 'string' && json.trim()) || undefined
}

function list(json: unknown): unknown[] {
  return Array.isArray(json) ? json : []
}
