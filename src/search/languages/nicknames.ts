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
import { NIGERIAN } from './nicknames/nigerian.ts'
import { POLISH } from './nicknames/polish.ts'
import { PORTUGUESE } from './nicknames/portuguese.ts'
import { ROMANIAN } from './nicknames/romanian.ts'
import { RUSSIAN_IN_LATIN } from './nicknames/russian-in-latin.ts'
import { RUSSIAN } from './nicknames/russian.ts'
import { SERBO_CROATIAN } from './nicknames/serbo-croatian.ts'
import { SLOVAK } from './nicknames/slovak.ts'
import { SPANISH } from './nicknames/spanish.ts'
import { SPELLINGS_OF_NAMES } from './name-spellings.ts'
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
  NIGERIAN,
]

/** The other names of each name, with their distances. */
const families = new Map<string, Map<string, number>>()
const NONE: ReadonlyMap<string, number> = new Map()

/** The distance between two spellings of one name. */
export const OTHER_SPELLING = -1
/** At this distance and above, two names can belong to one person, but more likely belong to two people: two short forms of one
 *  full name, or a short form that is a full name itself. */
export const UNRELATED = 0.5
/** The distance that each place in a line adds, for the first 20 places. */
const PLACE = 1 / 50
const LAST_PLACE = 20
/** The place that a short form gets if it belongs to another spelling of the name. */
const FAR_PLACE = 10

/** Other names that a person called `name` (folded) may go by, each with its distance: {@link OTHER_SPELLING}, or from 0 (near) to 1
 *  (far). */
export function nicknamesOf(name: string): ReadonlyMap<string, number> {
  if (families.size === 0) readTables()
  return families.get(name) ?? families.get(withOtherEnding(name)) ?? NONE
}

/** Short forms in English end in -y or -ie: lizzy and lizzie. */
function withOtherEnding(name: string): string {
  if (name.endsWith('ie')) return `${name.slice(0, -2)}y`
  return name.endsWith('y') ? `${name.slice(0, -1)}ie` : name
}

const linesOf = (text: string): string[][] => {
  return text
    .trim()
    .split('\n')
    .map((line) => fold(line).split(' '))
}

function readTables(): void {
  const lines = LANGUAGES.flatMap(linesOf)
  const fullNames = new Set(lines.map(([name = '']) => name))
  for (const names of lines) addFamily(names, fullNames)
  const shortForms = new Map<string, string[]>()
  for (const [name = '', ...short] of lines) shortForms.set(name, [...(shortForms.get(name) ?? []), ...short])
  for (const names of linesOf(SPELLINGS_OF_NAMES)) {
    // A short form of one spelling is a short form of all spellings.
    for (const short of names.flatMap((name) => [...new Set(shortForms.get(name))]))
      for (const name of names) addFamily([name, short], fullNames, FAR_PLACE)
    for (const name of names) for (const other of names) relate(name, other, OTHER_SPELLING)
  }
}

/** A full name with its short forms, the usual ones first. `after`: how many places to add to the place in the list. */
function addFamily(names: readonly string[], fullNames: ReadonlySet<string>, after = 0): void {
  names.forEach((name, place) => {
    names.forEach((other, otherPlace) => {
      const isShort = place > 0 && otherPlace > 0
      const isFullName = (place > 0 && fullNames.has(name)) || (otherPlace > 0 && fullNames.has(other))
      const far = isShort || isFullName ? UNRELATED : 0
      relate(name, other, far + Math.min(place + otherPlace + after, LAST_PLACE) * PLACE)
    })
  })
}

function relate(name: string, other: string, distance: number): void {
  if (name === other) return
  const others = families.get(name) ?? new Map<string, number>()
  families.set(name, others)
  others.set(other, Math.min(distance, others.get(other) ?? 1))
}
