import { NAMES } from '../contacts/fields.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import type { Lookup } from './lookup.ts'
import { add, type Found, type Hits, ranked } from './found.ts'
import { textsOf } from './query-words.ts'

/** Only queries with at most this many words are tried without one of them. */
const MAX_TYPED = 6
/** At least one of the remaining words must have this many letters. */
const LEAST_LETTERS = 3

/** For a query that finds nobody: the most similar contacts, best first. They differ in more letters than a search allows, or
 *  lack one word of the query. `few`: if more contacts than this have the other words, they are not suggested, because the query
 *  hardly means them. */
export function* nearestTo(lookup: Lookup, query: string, few: number): Pieces<Found[]> {
  const { match, reader, dictionary } = lookup
  const hits: Hits = new Map()
  reader.forget()
  const nearest = yield* reader.nearest(textsOf(query))
  if (nearest) yield* match(nearest, 0, hits, NAMES)
  // Sounds do not count for the remaining words.
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
