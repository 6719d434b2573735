import { STEPS } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import type { Phone } from '../contacts/phones.ts'
import { isSameNumber } from '../contacts/same-number.ts'
import { EDGE, eachTextWith } from '../contacts/texts.ts'
import type { Pieces } from '../pieces.ts'
import { COST, FEW_CHARACTERS } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** A number with fewer digits is probably not a whole telephone number. */
const WHOLE_NUMBER = 7
/** Two spellings of the same number end with the same digits, at least this many. */
const TAIL = 6
/** At most this many different numbers with the same end are compared in full, because each comparison takes a few
 *  microseconds. */
const MOST_COMPARED = 50

const COST_OF = {
  whole: COST.phoneWhole,
  country: COST.phoneCountry,
  end: COST.phoneEnd,
  part: COST.phonePart,
  middle: COST.fewInMiddle,
} as const
type Part = keyof typeof COST_OF

/** Adds the contacts whose telephone number contains the typed digits or is contained in them, and the contacts with the typed
 *  extension. */
export function* addByPhone({ phones, extensions }: Dictionary, asked: Phone, hits: Hits): Pieces<void> {
  const { partOf, common } = matching(asked.number)
  const addAt = (contact: number, part: Part | undefined, extra: number): number => {
    if (part === undefined) return 0
    const cost = COST_OF[part] + extra
    const way = part === 'part' || part === 'middle' ? 'beginning' : 'exact'
    add(hits, { contact, cost, field: 'phone', way, isUnlikely: part === 'middle' })
    return STEPS.hit
  }
  const extra = asked.extension === undefined ? 0 : COST.otherExtension
  yield* eachTextWith(phones, common, (number, contact) => addAt(contact, partOf(number), extra))
  const alone = `${asked.number} `
  yield* eachTextWith(extensions, `${EDGE}${alone}`, (_, contact) => addAt(contact, 'whole', COST.extensionAlone))
  if (asked.extension === undefined) return
  const behind = `${asked.extension} `
  yield* eachTextWith(extensions, `${EDGE}${behind}`, (text, contact) =>
    addAt(contact, partOf(text.slice(behind.length)), 0),
  )
}

/** `partOf`: which part of a stored number was typed; `country`: both are the same number, one with its country code and one
 *  without. `common`: digits that every matching number contains. */
function matching(typed: string): { partOf: (number: string) => Part | undefined; common: string } {
  const isInternational = typed.startsWith('+')
  const digits = isInternational ? typed.slice(1) : typed
  // People dial zeros before a number that are not part of it.
  const core = digits.replace(/^0+(?=\d{3})/, '')
  const asked = { typed, digits, core, isInternational, hasZero: core !== digits }
  const isSame = comparing(asked)
  const tail = core.slice(-TAIL)
  const partOf = (number: string) => {
    if (number.endsWith(core)) return atEnd(number, asked)
    if (number.includes(core)) return inside(number, asked)
    return core.length >= WHOLE_NUMBER && number.endsWith(tail) ? isSame(number) : undefined
  }
  return { partOf, common: core.length >= WHOLE_NUMBER ? tail : core }
}

type Asked = { typed: string; digits: string; core: string; isInternational: boolean; hasZero: boolean }

function atEnd(number: string, { digits, core, isInternational, hasZero }: Asked): Part | undefined {
  const before = number.slice(0, number.length - core.length)
  const isLong = core.length >= WHOLE_NUMBER
  // A number with a leading zero is dialled within a country, so its digits do not begin with a country code.
  if (before === '+') return hasZero && isLong && !isInternational ? undefined : 'whole'
  if (/^0*$/.test(before)) return 'whole'
  if (isInternational) return undefined
  return !hasZero || isLong || number.endsWith(digits) ? 'end' : undefined
}

function inside(number: string, { digits, core, isInternational, hasZero }: Asked): Part | undefined {
  if (isInternational) return number.startsWith(core) || number.startsWith(`+${core}`) ? 'part' : undefined
  if ([number, number.replace(DIALLED_FIRST, '')].some((from) => startsInside(from, core))) return 'part'
  if (hasZero && core.length < WHOLE_NUMBER && !number.includes(digits)) return undefined
  return digits.length > FEW_CHARACTERS ? 'part' : 'middle'
}

/** The prefix before an area code: zeros, or America's 1. */
const DIALLED_FIRST = /^0+|^1(?=\d{10}$)/

/** Whether a number begins with these digits, or has them right after its country code. */
function startsInside(number: string, digits: string): boolean {
  if (!number.startsWith('+')) return number.startsWith(digits)
  return [2, 3, 4].some((at) => number.startsWith(digits, at))
}

/** Compares whole numbers. Many contacts may have the same number, so results are remembered. */
function comparing({ typed, core, isInternational }: Asked): (number: string) => Part | undefined {
  const known = new Map<string, boolean>()
  return (number) => {
    const isWithoutCode = !number.startsWith('+')
    const bare = number.replace(/^0+/, '')
    if (isWithoutCode && bare.length >= WHOLE_NUMBER && core.endsWith(bare)) return 'country'
    if (isWithoutCode && !isInternational) return undefined
    let isSame = known.get(number)
    if (isSame === undefined) {
      isSame = known.size < MOST_COMPARED && isSameNumber(typed, number)
      known.set(number, isSame)
    }
    return isSame ? 'country' : undefined
  }
}
