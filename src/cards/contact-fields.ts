import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { emails, postal, valuesOf } from './values.ts'

/** A labelled value of a contact on a card. */
export type Field = { name: FieldName; label: string; values: string[] }

export type FieldName = (typeof NAMES)[number]

/** In the order of a card: first the ways to reach the person. */
const NAMES = [
  'company',
  'job',
  'email',
  'mobile',
  'business',
  'home',
  'chatAddress',
  'department',
  'office',
  'businessAddress',
  'homeAddress',
  'otherAddress',
  'website',
  'birthday',
  'nickname',
  'spouse',
  'children',
  'manager',
  'assistant',
  'categories',
  'notes',
  'keptIn',
] as const

/** All fields that a card can show about a person, except those that the contact does not have. */
export function fieldsOf(person: Person, { contact: words, format }: Catalogue): Field[] {
  const { contact, places } = person
  // Usually the chat address is the mail address.
  const mails = new Set(emails(contact).map((address) => address.toLowerCase()))
  const values: Record<FieldName, string[]> = {
    company: valuesOf(person, ({ companyName }) => companyName),
    job: valuesOf(person, ({ jobTitle }) => jobTitle),
    department: valuesOf(person, ({ department }) => department),
    office: valuesOf(person, ({ officeLocation }) => officeLocation),
    nickname: valuesOf(person, ({ nickName }) => nickName),
    email: emails(contact),
    mobile: valuesOf(person, ({ mobilePhone }) => mobilePhone),
    business: contact.businessPhones,
    home: contact.homePhones,
    chatAddress: contact.imAddresses.filter((address) => !mails.has(address.toLowerCase())),
    businessAddress: valuesOf(person, ({ businessAddress }) => postal(businessAddress)),
    homeAddress: valuesOf(person, ({ homeAddress }) => postal(homeAddress)),
    otherAddress: valuesOf(person, ({ otherAddress }) => postal(otherAddress)),
    website: valuesOf(person, ({ businessHomePage }) => businessHomePage),
    birthday: valuesOf(person, ({ birthday }) => birthday && format.day(birthday)),
    spouse: valuesOf(person, ({ spouseName }) => spouseName),
    children: contact.children ?? [],
    manager: valuesOf(person, ({ manager }) => manager),
    assistant: valuesOf(person, ({ assistantName }) => assistantName),
    categories: contact.categories ?? [],
    notes: valuesOf(person, ({ personalNotes }) => personalNotes),
    keptIn: places.length > 1 ? places : [],
  }
  return NAMES.map((name) => ({ name, label: words[name], values: values[name] })).filter(
    (field) => field.values.length > 0,
  )
}
