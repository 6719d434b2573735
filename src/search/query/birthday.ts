import { LANGUAGES } from '../../text/languages.ts'
import { STEPS } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import { fold } from '../languages/text.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** A possible birthday. A missing part matches anything. `until`: the last day of a period; it is in the next year if it comes
 *  before the first. */
export type Day = { day?: number; month?: number; year?: number; until?: { day: number; month: number } }

/** The names of the months in all languages, folded, and the number of each. */
const MONTHS = new Map(
  LANGUAGES.flatMap(({ format }) => format.months().map((name, n): [string, number] => [fold(name), n + 1])),
)
/** The shortest abbreviation of a month has this many letters. */
const LEAST_LETTERS = 3

const YEAR_FIRST = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/
const DOTTED = /^(?<day>\d{1,2})\. ?(?<month>\d{1,2})\.? ?(?<year>\d{4})?$/
const SLASHED = /^(?<day>\d{1,2})\/(?<month>\d{1,2})(?:\/(?<year>\d{4}))?$/
const RANGE = /^(?<from>\d{1,2}\. ?\d{1,2}\.?) ?[-\u2010-\u2015] ?(?<to>\d{1,2}\. ?\d{1,2}\.?)$/
const DAY = /^(\d{1,2})(?:st|nd|rd|th)?$/
const YEAR = /^(?:19|20)\d\d$/
const BETWEEN = new Set(['the', 'of', 'in', 'on'])

/** The days that a text may mean: `14 May`, `may 14th`, `14.5.1984`, and `5/14` in both orders. Also a month or a year alone, and several
 *  days as `14.5.-20.5.` Empty for any other text. */
export function daysIn(text: string): Day[] {
  const folded = fold(text.slice(0, MOST)).trim()
  const { from, to } = RANGE.exec(folded)?.groups ?? {}
  if (from !== undefined && to !== undefined) return between(from, to)
  const groups = [YEAR_FIRST, DOTTED, SLASHED].map((pattern) => pattern.exec(folded)?.groups).find(Boolean)
  if (!groups) return inWords(folded.split(/[\s,.]+/).filter((word) => word !== '' && !BETWEEN.has(word)))
  const [day, month] = [Number(groups['day']), Number(groups['month'])]
  const year = groups['year'] === undefined ? {} : { year: Number(groups['year']) }
  const days = [{ day, month, ...year }, ...(folded.includes('/') ? [{ day: month, month: day, ...year }] : [])]
  return days.filter((one) => one.month >= 1 && one.month <= 12 && one.day >= 1 && one.day <= 31)
}

function between(from: string, to: string): Day[] {
  const [[first], [last]] = [daysIn(from), daysIn(to)]
  if (!first || last?.day === undefined || last.month === undefined) return []
  return [{ ...first, until: { day: last.day, month: last.month } }]
}

/** A longer text is not a day. */
const MOST = 40

function inWords(words: readonly string[]): Day[] {
  const found: Day = {}
  for (const word of words) {
    const month = monthOf(word)
    const day = Number(DAY.exec(word)?.[1])
    if (month !== undefined && found.month === undefined) found.month = month
    else if (day >= 1 && day <= 31 && found.day === undefined) found.day = day
    else if (YEAR.test(word) && found.year === undefined) found.year = Number(word)
    else return []
  }
  return (found.month !== undefined || found.year !== undefined) &&
    !(found.day !== undefined && found.month === undefined)
    ? [found]
    : []
}

function monthOf(word: string): number | undefined {
  if (word.length < LEAST_LETTERS) return undefined
  for (const [name, month] of MONTHS) if (name.startsWith(word)) return month
  return undefined
}

/** Adds the contacts with a birthday on one of the days. */
export function* addByBirthday({ contacts }: Dictionary, days: readonly Day[], hits: Hits): Pieces<void> {
  for (let from = 0; from < contacts.length; from += AT_ONCE) {
    const end = Math.min(contacts.length, from + AT_ONCE)
    for (let contact = from; contact < end; contact++) {
      const birthday = contacts[contact]?.birthday
      if (birthday === undefined) continue
      const cost = Math.min(...days.map((day) => costOf(day, birthday)))
      if (cost !== Infinity) add(hits, { contact, cost, field: 'birthday', way: 'exact' })
    }
    yield (end - from) * STEPS.text
  }
}

/** How many contacts are looked at before other work gets its turn. */
const AT_ONCE = 4_096

function costOf({ day, month, year, until }: Day, birthday: string): number {
  const [bornIn, ofMonth, onDay] = birthday.split('-').map(Number)
  if (until) {
    const [first, last, born] = [inYear(month, day), inYear(until.month, until.day), inYear(ofMonth, onDay)]
    const isInside = first <= last ? first <= born && born <= last : first <= born || born <= last
    return isInside ? COST.birthday : Infinity
  }
  if ((month ?? ofMonth) !== ofMonth || (day ?? onDay) !== onDay || (year ?? bornIn) !== bornIn) return Infinity
  return day === undefined ? COST.birthdayPart : COST.birthday
}

/** How long a birthday comes after the first day that `text` names. Sorts birthdays; it is not a number of days. */
export function dayAfter(text: string, birthday = ''): number {
  const [{ day = 1, month = 1 } = {}] = daysIn(text)
  const [, ofMonth, onDay] = birthday.split('-').map(Number)
  const after = inYear(ofMonth, onDay) - inYear(month, day)
  return after < 0 ? after + inYear(12) : after
}

/** A number that sorts the days of a year. */
const inYear = (month = 0, day = 0): number => month * 31 + day
