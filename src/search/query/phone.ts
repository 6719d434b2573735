import { lookAtEach, STEPS } from '../budget.ts'
import type { Texts } from '../contacts/draft.ts'
import { dialled, digitsOf } from '../contacts/phones.ts'
import type { Pieces } from '../slices.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** Fewer digits find nobody. */
const LEAST_DIGITS = 3
/** Fewer digits are hardly a whole telephone number. */
const WHOLE_NUMBER = 7

export function isPhone(query: string): boolean {
  return /^[+\d\s().\-/\u2010-\u2015]{3,}$/.test(query)
}

/** Adds the contacts with a telephone number that the digits of the query are part of, or that is part of them. */
export function* addByPhone(phones: Texts, query: string, hits: Hits): Pieces<void> {
  const typed = digitsOf(query)
  const digits = dialled(query)
  if (typed.length < LEAST_DIGITS) return
  yield* lookAtEach(phones.text.length, (n) => {
    const part = partOf(phones.text[n] ?? '', typed, digits)
    if (part === undefined) return STEPS.text
    const way = part === 'end' || part === 'country' || part === 'whole' ? 'exact' : 'beginning'
    add(hits, { contact: phones.contact[n] ?? 0, cost: COST_OF[part], field: 'phone', way })
    return STEPS.hit
  })
}

const COST_OF = {
  whole: COST.phoneWhole,
  country: COST.phoneCountry,
  end: COST.phoneEnd,
  part: COST.phonePart,
} as const

/** Which part of a stored number was typed; `country`: the number with its country code, which is not stored. Undefined: none.
 *  `digits`: what was `typed`, without leading zeros. */
function partOf(number: string, typed: string, digits: string): keyof typeof COST_OF | undefined {
  if (number === digits) return 'whole'
  const isInside = number.length >= WHOLE_NUMBER && digits.length > number.length && digits.endsWith(number)
  if (isInside) return 'country'
  if (number.endsWith(typed)) return 'end'
  if (number.includes(typed)) return 'part'
  // People dial a zero before a whole number or its beginning. Elsewhere a zero is a digit like any other.
  const hasZero = digits.length >= LEAST_DIGITS && digits.length < typed.length
  if (!hasZero || (digits.length < WHOLE_NUMBER && !number.startsWith(digits))) return undefined
  if (number.endsWith(digits)) return 'end'
  return number.includes(digits) ? 'part' : undefined
}
