import { ARABIC } from './nicknames/arabic.ts'
import { CZECH } from './nicknames/czech.ts'
import { DANISH } from './nicknames/danish.ts'
import { DUTCH } from './nicknames/dutch.ts'
import { ENGLISH } from './nicknames/english.ts'
import { FINNISH } from './nicknames/finnish.ts'
import { FRENCH } from './nicknames/french.ts'
import { GERMAN } from './nicknames/german.ts'
import { GREEK } from './nicknames/greek.ts'
import { HEBREW } from './nicknames/hebrew.ts'
import { HUNGARIAN } from './nicknames/hungarian.ts'
import { ITALIAN } from './nicknames/italian.ts'
import { POLISH } from './nicknames/polish.ts'
import { PORTUGUESE } from './nicknames/portuguese.ts'
import { ROMANIAN } from './nicknames/romanian.ts'
import { RUSSIAN_IN_LATIN } from './nicknames/russian-in-latin.ts'
import { RUSSIAN } from './nicknames/russian.ts'
import { SERBO_CROATIAN } from './nicknames/serbo-croatian.ts'
import { SLOVAK } from './nicknames/slovak.ts'
import { SPANISH } from './nicknames/spanish.ts'
import { SWEDISH } from './nicknames/swedish.ts'
import { TURKISH } from './nicknames/turkish.ts'
import { UKRAINIAN } from './nicknames/ukrainian.ts'
import { fold } from './text.ts'

/** One text per language. Each line holds names that stand for each other: a full name, then its short forms, the usual ones
 *  first. A full name of two words is written as one word. Collected from common knowledge. */
const LANGUAGES = [
  ENGLISH,
  SPANISH,
  GERMAN,
  ITALIAN,
  POLISH,
  RUSSIAN,
  UKRAINIAN,
  RUSSIAN_IN_LATIN,
  PORTUGUESE,
  FRENCH,
  GREEK,
  SWEDISH,
  DANISH,
  FINNISH,
  HUNGARIAN,
  CZECH,
  SLOVAK,
  ROMANIAN,
  SERBO_CROATIAN,
  TURKISH,
  DUTCH,
  ARABIC,
  HEBREW,
]

/** The other names of each name, with their distances. */
const families = new Map<string, ReadonlyMap<string, number>>()
const NONE: ReadonlyMap<string, number> = new Map()

/** The distance between two short forms of one full name. A full name and its own short form are closer. */
const BETWEEN_SHORT_FORMS = 0.5
/** The distance that each place in a line adds, for the first 25 places. */
const PLACE = 1 / 50
const LAST_PLACE = 25

/** Other names that a person called `name` (folded) may go by, each with its distance from 0 (near) to 1 (far). First come the
 *  full names of `name` and its own short forms, the usual ones first, then other short forms of the same full names. */
export function nicknamesOf(name: string): ReadonlyMap<string, number> {
  if (families.size === 0) for (const [name, others] of namesIn(LANGUAGES)) families.set(name, others)
  return families.get(name) ?? NONE
}

function namesIn(languages: readonly string[]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>()
  for (const line of languages.flatMap((language) => language.trim().split('\n'))) {
    const names = fold(line).split(' ')
    names.forEach((name, place) => {
      const others = found.get(name) ?? new Map<string, number>()
      found.set(name, others)
      names.forEach((other, otherPlace) => {
        const distance = distanceOf(place, otherPlace)
        if (other !== name) others.set(other, Math.min(distance, others.get(other) ?? 1))
      })
    })
  }
  return found
}

/** The distance of two names by their places in a line. Place 0 is the full name. */
function distanceOf(one: number, other: number): number {
  const isFullName = one === 0 || other === 0
  return (isFullName ? 0 : BETWEEN_SHORT_FORMS) + Math.min(one + other, LAST_PLACE) * PLACE
}
