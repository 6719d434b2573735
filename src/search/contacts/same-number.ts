import { type CountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { phoneOf } from './phones.ts'

/** Whether two numbers are the same. Each number has the digits that are dialled within a country, or a `+` and the country code.
 *  Two numbers without a code are only compared as they are. */
export function isSameNumber(one: string, other: string): boolean {
  const [first, second] = one.startsWith('+') ? [one, other] : [other, one]
  const placed = inCountry(first)
  if (!placed) return one === other
  const dialled = inCountry(second, placed.code)
  return dialled !== undefined && dialled.code === placed.code && dialled.national === placed.national
}

/** The digits that identify a number, however it is written, and the code of its country if it has one. Undefined if the text
 *  has no number. */
export function numberKey(text: string): { national: string; code?: string } | undefined {
  const number = phoneOf(text)?.number
  if (number === undefined) return undefined
  if (number.startsWith('+')) return inCountry(number) ?? { national: number.slice(1) }
  // Russia's 8 and America's 1 are prefixes of ten-digit numbers.
  return { national: number.replace(/^0+|^[18](?=\d{10}$)/, '') }
}

type InCountry = { code: CountryCallingCode; national: string }

/** The number without its dialling prefix. `code`: the country code, for a number without one. */
function inCountry(number: string, code?: CountryCallingCode): InCountry | undefined {
  const parsed = parsePhoneNumberFromString(number, {
    extract: false,
    ...(code !== undefined && { defaultCallingCode: code }),
  })
  if (!parsed) return undefined
  const { countryCallingCode, nationalNumber } = parsed
  const mark = MOBILE_MARKS.get(countryCallingCode)
  return { code: countryCallingCode, national: nationalNumber.replace(mark ?? '', '') }
}

/** Digits of a mobile number that people dial only from some places: Argentina's 9 for calls from abroad, and in Mexico until
 *  2019 the 1 for calls from abroad and the prefixes of other towns (01) and of mobiles (044, 045). */
const MOBILE_MARKS = new Map([
  ['54', /^9(?=\d{10}$)/],
  ['52', /^0?(?:1|4[45])(?=\d{10}$)/],
])
