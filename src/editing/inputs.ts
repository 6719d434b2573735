import { dayIn, type MOST_IN_LIST } from '../graph/contact.ts'
import type { Properties } from '../graph/graph.ts'

/** The inputs of the form, by their ids. Beside these it has `folder`. */
export const INPUTS = [
  'givenName',
  'surname',
  'displayName',
  'companyName',
  'jobTitle',
  'department',
  'email1',
  'email2',
  'email3',
  'mobilePhone',
  'businessPhone1',
  'businessPhone2',
  'homePhone1',
  'homePhone2',
  'birthday',
  'notes',
] as const

export type Input = (typeof INPUTS)[number]

/** The values of the form; `''` for an empty input. */
export type Values = Record<Input, string>

/** Inputs that are single properties in Graph. */
export const TEXTS = [
  'givenName',
  'surname',
  'displayName',
  'companyName',
  'jobTitle',
  'department',
  'mobilePhone',
] as const

/** Inputs that are entries of a list in Graph, in its order. */
export const LISTS = {
  emailAddresses: ['email1', 'email2', 'email3'],
  businessPhones: ['businessPhone1', 'businessPhone2'],
  homePhones: ['homePhone1', 'homePhone2'],
} as const satisfies Partial<{ [List in keyof typeof MOST_IN_LIST]: { length: (typeof MOST_IN_LIST)[List] } }>

export const PHONES: ReadonlySet<Input> = new Set(['mobilePhone', ...LISTS.businessPhones, ...LISTS.homePhones])
export const EMAILS: ReadonlySet<Input> = new Set(LISTS.emailAddresses)

export function noValues(): Values {
  return Object.fromEntries(INPUTS.map((input) => [input, ''])) as Values
}

/** The values of a contact from Graph for the form. */
export function valuesOf(properties: Properties): Values {
  const values = noValues()
  for (const name of TEXTS) values[name] = text(properties[name])
  for (const [list, inputs] of Object.entries(LISTS)) {
    const entries = listIn(properties, list)
    for (const [n, input] of inputs.entries()) values[input] = entryText(entries[n])
  }
  values.birthday = dayIn(properties['birthday']) ?? ''
  values.notes = text(properties['personalNotes'])
  return values
}

export function listIn(properties: Properties, name: string): readonly unknown[] {
  const list = properties[name]
  return Array.isArray(list) ? (list as unknown[]) : []
}

function entryText(entry: unknown): string {
  if (typeof entry === 'string') return entry
  return typeof entry === 'object' && entry !== null && 'address' in entry ? text(entry.address) : ''
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Whether two values of an input look the same to a person. Clients write line breaks and blanks in different ways. */
export function isSame(input: Input, one: string, other: string): boolean {
  return normal(input, one) === normal(input, other)
}

/** The value without invisible differences. */
export function normal(input: Input, value: string): string {
  if (input === 'notes') return value.replace(/\r\n?/g, '\n').trim()
  return value.replace(/\s+/g, ' ').trim()
}

/** The inputs in which two states of the form differ. */
export function differing(values: Values, others: Values): Input[] {
  return INPUTS.filter((input) => !isSame(input, values[input], others[input]))
}
