import { type CountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { phoneOf } from './phones.ts'

/** Whether two numbers are the same. Each is digits as they are dialled inside a country, or a `+` with the country's code. Two
 *  numbers without a code are only compared as they are. */
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
  // Russia's 8 and America's 1 are dialled in front of ten digits.
  return { national: number.replace(/^0+|^[18](?=\d{10}$)/, '') }
}

type InCountry = { code: CountryCallingCode; national: string }

/** The number without the prefix that is dialled in front of it. `code`: the country's code, if the number has none of its own. */
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

/** Digits that a mobile number has when it is called from abroad and not at home: the 9 of Argentina, and the 1 that Mexico gave up
 *  in 2019, with what was dialled there in front of numbers of other towns (01) and of mobiles (044, 045). */
const MOBILE_MARKS = new Map([
  ['54', /^9(?=\d{10}$)/],
  ['52', /^0?(?:1|4[45])(?=\d{10}$)/],
])
