import { NAMES } from '../contacts/fields.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import type { Lookup } from './lookup.ts'
import { add, type Found, type Hits, ranked } from './found.ts'
import { textsOf } from './query-words.ts'

/** A query of more words is not tried without one of them. */
const MAX_TYPED = 6
/** At least one of the words that are left has this many letters. */
const LEAST_LETTERS = 3

/** If a query finds nobody: the contacts that are nearest, best first. They have more letters wrong than a search allows, or all
 *  words but one. `few`: without one word, more contacts than this are not suggested, as the query can hardly mean them. */
export function* nearestTo(lookup: Lookup, query: string, few: number): Pieces<Found[]> {
  const { match, reader, dictionary } = lookup
  const hits: Hits = new Map()
  reader.forget()
  const nearest = yield* reader.nearest(textsOf(query))
  if (nearest) yield* match(nearest, 0, hits, NAMES)
  // Sounds do not count for the words that are left.
  reader.forget()
  for (const texts of withoutOneWord(query)) {
    const others: Hits = new Map()
    yield* match(yield* reader.words(texts, { typos: true }), COST.missingWord, others, NAMES)
    if (others.size <= few) for (const hit of others.values()) add(hits, hit)
  }
  return yield* ranked(dictionary, hits)
}

function withoutOneWord(query: string): string[][] {
  const typed = query.trim().split(/\s+/)
  if (typed.length < 2 || typed.length > MAX_TYPED) return []
  return typed
    .map((_, at) => textsOf(typed.toSpliced(at, 1).join(' ')))
    .filter((texts) => texts.some((text) => text.length >= LEAST_LETTERS))
}
