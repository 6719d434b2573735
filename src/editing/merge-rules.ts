import { dayIn, MOST_IN_LIST } from '../graph/contact.ts'
import type { Properties } from '../graph/graph.ts'
import { listIn } from './inputs.ts'

/** A value in which two entries differ. `input`: the property, and the id of the choice. */
export type Difference = { input: MergedText; values: [string, string] }

/** The single values among which a person chooses. */
const TEXTS = [
  'displayName',
  'givenName',
  'surname',
  'companyName',
  'jobTitle',
  'department',
  'mobilePhone',
  'officeLocation',
  'nickName',
  'businessHomePage',
  'spouseName',
  'manager',
  'assistantName',
  'birthday',
] as const
export type MergedText = (typeof TEXTS)[number]

/** The ids of the choices on the cards of a merge: which entries, which of them is kept, and whose values. */
export const CHOICES = ['entries', 'keep', ...TEXTS] as const

/** Values for which nobody is asked. If only one entry has the value, it is used. If both have one, the entry that stays keeps
 *  its value, and the other value goes into the notes. */
const OTHERS = ['middleName', 'title', 'generation', 'profession']
  .concat(['yomiGivenName', 'yomiSurname', 'yomiCompanyName'])
  .concat(['homeAddress', 'businessAddress', 'otherAddress'])

/** Like OTHERS, but not useful in the notes. */
const MADE_FROM_NAMES = ['initials', 'fileAs']

/** The most values in each list. */
const MOST = { ...MOST_IN_LIST, categories: Infinity, children: Infinity }
type List = keyof typeof MOST
const LISTS = Object.keys(MOST) as List[]

/** The differences between two entries for which a person has to choose. */
export function differencesOf([one, other]: [Properties, Properties]): Difference[] {
  return TEXTS.flatMap((input) => {
    const values: [string, string] = [shown(input, one[input]), shown(input, other[input])]
    return values[0] !== '' && values[1] !== '' && !isEqual(...values) ? [{ input, values }] : []
  })
}

/** The final values of the entry that stays. List values without room go into the notes.
 *  @param chosen for each difference, whose value to use: `0` or `1`. @param stays which of the two is kept */
export function mergedProperties(
  both: [Properties, Properties],
  chosen: Record<string, string>,
  stays: 0 | 1,
): Properties {
  const [kept, gone] = stays === 0 ? both : [both[1], both[0]]
  const properties: Properties = {}
  for (const { input } of differencesOf(both)) properties[input] = both[chosen[input] === '1' ? 1 : 0][input]
  for (const name of [...TEXTS, ...OTHERS, ...MADE_FROM_NAMES])
    if (isMissing(name, kept) && !isMissing(name, gone) && !(name in properties)) properties[name] = gone[name]
  const extra = OTHERS.flatMap((name) => lost(kept[name], gone[name]))
  for (const list of LISTS) {
    const { values, left } = joined(list, kept, gone)
    if (values.length > listIn(kept, list).length) properties[list] = values
    extra.push(...left)
  }
  const notes = notesOf(kept, gone, extra)
  if (notes !== text(kept['personalNotes'])) properties['personalNotes'] = notes
  const hidden = hiddenOf(kept, gone)
  if (hidden.length > 0) properties['singleValueExtendedProperties'] = hidden
  return { ...properties, displayName: properties['displayName'] ?? kept['displayName'] ?? '' }
}

/** Whether two states of an entry are the same for a merge. */
export function isUnchanged(seen: Properties, now: Properties): boolean {
  const part = (of: Properties) =>
    JSON.stringify([...TEXTS, ...OTHERS, ...LISTS, 'personalNotes'].map((name) => of[name] ?? ''))
  return part(seen) === part(now)
}

/** The value that would be lost, because the entry that stays has a different one. */
function lost(kept: unknown, gone: unknown): string[] {
  if (isEmpty(kept) || isEmpty(gone)) return []
  const [stays, goes] = [inOneLine(kept), inOneLine(gone)]
  return isEqual(stays, goes) ? [] : [goes]
}

/** A text, or an address with its parts in Outlook's order. */
function inOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return text(value)
  const { street, postalCode, city, state, countryOrRegion } = value as Record<string, unknown>
  return [street, postalCode, city, state, countryOrRegion].map(text).filter(Boolean).join(', ')
}

function joined(list: List, kept: Properties, gone: Properties): { values: unknown[]; left: string[] } {
  const values = [...listIn(kept, list)]
  const left: string[] = []
  for (const one of listIn(gone, list)) {
    if (values.some((other) => keyOf(other) === keyOf(one))) continue
    if (values.length < MOST[list]) values.push(one)
    else left.push(entryText(one))
  }
  return { values, left }
}

function notesOf(kept: Properties, gone: Properties, extra: string[]): string {
  const [first, second] = [text(kept['personalNotes']), text(gone['personalNotes'])]
  const both = isEqual(first, second) || second === '' ? [first] : [first, second]
  return [...both, ...extra].filter((part) => part !== '').join('\n')
}

function hiddenOf(kept: Properties, gone: Properties): unknown[] {
  const idOf = (one: unknown) => (one as { id?: unknown }).id
  const known = new Set(listIn(kept, 'singleValueExtendedProperties').map(idOf))
  return listIn(gone, 'singleValueExtendedProperties').filter((one) => !known.has(idOf(one)))
}

function keyOf(entry: unknown): string {
  const said = entryText(entry).toLowerCase()
  return /^[+(]?\d[\d\s()./-]+$/.test(said) ? said.replace(/\D/g, '') : said
}

function entryText(entry: unknown): string {
  if (typeof entry === 'string') return entry
  const { address, name } = (entry ?? {}) as { address?: unknown; name?: unknown }
  return text(address) || text(name)
}

function shown(input: MergedText, value: unknown): string {
  return input === 'birthday' ? (dayIn(value) ?? '') : text(value)
}

function isEqual(one: string, other: string): boolean {
  const plain = (said: string) => said.replace(/\s+/g, ' ').trim().toLowerCase()
  return plain(one) === plain(other)
}

/** A birthday may be a placeholder that stands for “no date”. */
function isMissing(name: string, { [name]: value }: Properties): boolean {
  return name === 'birthday' ? dayIn(value) === undefined : isEmpty(value)
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every((part) => !part)
  return value === undefined || value === null || value === ''
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
