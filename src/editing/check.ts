import { mailAddress } from '../graph/addresses.ts'
import { UNKNOWN_YEAR } from '../graph/contact.ts'
import { differing, EMAILS, type Input, INPUTS, normal, noValues, PHONES, type Values } from './inputs.ts'

/** What is wrong with an input. */
export type Fault = 'too_long' | 'no_address' | 'no_number' | 'no_date' | 'markup' | 'empty'

/** What is wrong with the form, by input. */
export type Faults = Partial<Record<Input | 'folder', Fault | 'folder_gone'>>

/** Outlook's limit for nearly every value. */
export const MOST_IN_INPUT = 255
/** A card must have room for the notes. */
export const MOST_IN_FORM_NOTES = 4_000

/** How many characters of a value a card shows. If the card is too large, the next smaller limit is used. The stored form keeps
 *  the whole value. */
export const SHOWN: readonly number[] = [12_000, 6_000, 2_000, 500]

/** The form as it will be saved, and its faults. Unchanged values are not checked, because Outlook has already accepted them.
 *  @param seen the values that the form showed at first */
export function checked(typed: Values, seen: Values = noValues()): { values: Values; faults: Faults } {
  const changed = new Set(differing(typed, seen))
  const values = { ...typed }
  const faults: Faults = {}
  for (const input of INPUTS) {
    if (!changed.has(input)) {
      values[input] = seen[input]
      continue
    }
    values[input] = tidy(input, typed[input])
    const fault = values[input] === '' ? undefined : faultOf(input, values[input])
    if (fault) faults[input] = fault
  }
  if (INPUTS.every((input) => values[input] === '')) faults.givenName = 'empty'
  return { values, faults }
}

/** A longer text is not an address, and the patterns are made for short texts. */
const MOST_TIDIED = 1_000

function tidy(input: Input, value: string): string {
  const plain = normal(input, value)
  if (!EMAILS.has(input) || plain.length > MOST_TIDIED) return plain
  const bare = plain.replace(/[,;.\s]+$/, '')
  return mailAddress(bare) ?? bare
}

/** A tag of HTML. */
const TAG = /<\/?[a-z][^<>]*>|<!--/i
const ADDRESS = /^[^\s@,;<>()"]+@[^\s@,;<>()"]+$/
/** Digits with the characters that people write around them, and an extension. */
const NUMBER = /^[+(]?[\p{Nd}\s()./+\p{Pd}\u2212*#,;]*(?:(?:ext|extn|x|#)\.?\s*\p{Nd}+)?$/iu

function faultOf(input: Input, value: string): Fault | undefined {
  if (value.length > (input === 'notes' ? MOST_IN_FORM_NOTES : MOST_IN_INPUT)) return 'too_long'
  if (input === 'birthday') return isDay(value) ? undefined : 'no_date'
  if (EMAILS.has(input)) return ADDRESS.test(value) ? undefined : 'no_address'
  if (TAG.test(value)) return 'markup'
  if (!PHONES.has(input)) return undefined
  return NUMBER.test(value) && (value.match(/\p{Nd}/gu)?.length ?? 0) >= 3 ? undefined : 'no_number'
}

/** Whether it is a day of the calendar on which somebody can have been born. */
export function isDay(value: string): boolean {
  const [, year = ''] = /^(\d{4})-\d\d-\d\d$/.exec(value) ?? []
  const at = Date.parse(`${value}T00:00:00Z`)
  if (year === '' || Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== value) return false
  return year >= UNKNOWN_YEAR && at <= Date.now() + 24 * 60 * 60_000
}
