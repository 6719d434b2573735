import type { Contact } from '../../graph/contact.ts'
import { FIELD_COST } from '../weights.ts'

/** Where in a contact a word may be found. `local`: the part of an address before the @; `domain`: the part after it, without
 *  its `ending`. */
export type Field = keyof typeof FIELD_COST

/** Cheapest first. A field's place in this list is its code. */
export const FIELDS = Object.keys(FIELD_COST) as Field[]

type Searched = {
  property: keyof Contact
  field: Field
  /** How the property's text is taken apart, if it is not simply its words. */
  as?:
    | 'family name'
    | 'shown name'
    | 'text in brackets'
    | 'name without spaces'
    | 'other wording'
    | 'address'
    | 'name of an address'
    | 'city'
    | 'place'
    | 'phone'
}

/** The properties of a contact that are searched, each with its field. A property that is not listed here is not searched.
 *
 *  The order matters. If a word is in several properties, only the first of them counts, so that `alice` in Alice's name and
 *  address is one word. A company comes before the addresses although it costs more than `local`: if somebody's address contains
 *  the company's name, "company" is the better reason to show. */
export const SEARCHED: readonly Searched[] = [
  { property: 'givenName', field: 'name' },
  { property: 'middleName', field: 'name' },
  { property: 'surname', field: 'name' },
  { property: 'surname', field: 'name', as: 'family name' },
  { property: 'displayName', field: 'name', as: 'shown name' },
  { property: 'yomiSurname', field: 'name' },
  { property: 'yomiGivenName', field: 'name' },
  { property: 'displayName', field: 'name', as: 'name without spaces' },
  { property: 'displayName', field: 'name', as: 'other wording' },
  { property: 'nickName', field: 'nickname' },
  { property: 'fileAs', field: 'nickname' },
  { property: 'displayName', field: 'company', as: 'text in brackets' },
  { property: 'companyName', field: 'company' },
  { property: 'yomiCompanyName', field: 'company' },
  { property: 'emailAddresses', field: 'local', as: 'address' },
  { property: 'imAddresses', field: 'local' },
  { property: 'emailAddresses', field: 'nickname', as: 'name of an address' },
  { property: 'jobTitle', field: 'role' },
  { property: 'department', field: 'role' },
  { property: 'profession', field: 'role' },
  { property: 'officeLocation', field: 'role' },
  { property: 'businessAddress', field: 'city', as: 'city' },
  { property: 'homeAddress', field: 'city', as: 'city' },
  { property: 'otherAddress', field: 'city', as: 'city' },
  { property: 'title', field: 'title' },
  { property: 'generation', field: 'title' },
  { property: 'businessAddress', field: 'place', as: 'place' },
  { property: 'homeAddress', field: 'place', as: 'place' },
  { property: 'otherAddress', field: 'place', as: 'place' },
  { property: 'categories', field: 'category' },
  { property: 'spouseName', field: 'related' },
  { property: 'children', field: 'related' },
  { property: 'manager', field: 'related' },
  { property: 'assistantName', field: 'related' },
  { property: 'businessHomePage', field: 'page' },
  { property: 'personalNotes', field: 'notes' },
  { property: 'businessPhones', field: 'phone', as: 'phone' },
  { property: 'homePhones', field: 'phone', as: 'phone' },
  { property: 'mobilePhone', field: 'phone', as: 'phone' },
]

export const CODES = Object.fromEntries(FIELDS.map((field, code) => [field, code])) as Record<Field, number>

/** Several fields as one number, with a bit for each. */
export const bitsOf = (...fields: Field[]) => fields.reduce((bits, field) => bits | (1 << CODES[field]), 0)
/** The fields that contain names. They are searched by sound, nickname and script. */
export const NAMES = bitsOf('name', 'nickname')
/** The fields that are searched with typing errors. */
export const WITH_TYPOS = NAMES | bitsOf('local', 'company', 'city')
export const ANYWHERE = bitsOf(...FIELDS)
