import type { Dictionary } from '../contacts/dictionary.ts'
import { NAMES } from '../contacts/fields.ts'
import { latinOf } from '../languages/latin.ts'
import { isAscii, isCjk } from '../languages/text.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import type { Lookup } from './lookup.ts'
import { add, bestOf, type Found, hasGood, type Hits, leastCost } from './found.ts'
import {
  abbreviated,
  compounded,
  initials,
  joined,
  joinedFreely,
  split,
  withArticle,
  withoutMiddle,
} from './rewrite.ts'
import type { Word } from './word.ts'

/** Adds the contacts that have all words, complete or only their beginnings, in any order and any spelling. If that finds nobody
 *  by more than their notes and addresses, the words are read more freely. Returns whether they were. */
export function* addByWords(lookup: Lookup, texts: string[], hits: Hits): Pieces<boolean> {
  const { match, reader } = lookup
  yield* addAsTyped(lookup, texts, hits)
  if (!hasGood(hits)) return yield* addByGuess(lookup, texts, hits)
  if (texts.length > 1 && mayBeOthers(texts, bestOf(hits)))
    yield* match(yield* reader.words(texts, { sounds: true }), 0, hits)
  return false
}

function* addAsTyped({ match, reader, dictionary }: Lookup, texts: string[], hits: Hits): Pieces<void> {
  yield* match(yield* reader.words(texts), 0, hits)
  for (const { texts: others, cost } of joined(dictionary.terms, texts))
    yield* match(yield* reader.words(others), cost, hits)
  for (const others of compounded(dictionary.terms, texts)) yield* match(reader.plain(others), COST.joined, hits)
  // The word may be the beginning of a name that is stored in another script.
  const latin = texts.map((text) => (isAscii(text) || isCjk(text) ? text : latinOf(text) || text))
  if (latin.some((text, at) => text !== texts[at]) && leastCost(hits) >= COST.begun)
    yield* match(reader.plain(latin), COST.begunInLatin, hits)
}

/** Whether another person may be meant although somebody was found: if the best hit does not have a word exactly as typed, or if
 *  two words were typed and one of them is its city. `stephen dubuque` may be Stephen in Dubuque or Steven DuBuque. */
function mayBeOthers(texts: string[], best: Found | undefined): boolean {
  return best?.way !== 'exact' || (texts.length === 2 && best.field === 'city')
}

function* addByGuess(lookup: Lookup, texts: string[], hits: Hits): Pieces<true> {
  const { match, reader, dictionary } = lookup
  for (const others of split(dictionary.terms, texts)) yield* match(yield* reader.words(others), COST.split, hits)
  // If a split word fits badly, the query is more likely a whole word that sounds like another.
  if (hasGood(hits) && leastCost(hits) < COST.sound) return true
  if (texts.length > 1) yield* addFreelySpelled(lookup, texts, hits)
  yield* match(yield* reader.words(texts, { sounds: true, typos: true }), 0, hits)
  const whole = withArticle(texts)
  if (whole) yield* match(yield* reader.words(whole, { sounds: true }), 0, hits)
  if (hasGood(hits)) return true
  for (const others of initials(texts)) yield* match((yield* reader.words(others)).map(inName), COST.initials, hits)
  return true
}

/** Single letters only count as initials of a name. As the beginning of a word in any other field, above all in the notes,
 *  everybody has them. */
function inName(word: Word): Word {
  return Array.from(word.text).length === 1 ? { ...word, fields: NAMES } : word
}

/** Adds the contacts whose name has fewer words than the query, or has initials instead of some words. */
function* addFreelySpelled({ match, reader, dictionary }: Lookup, texts: string[], hits: Hits): Pieces<void> {
  for (const others of joinedFreely(texts)) yield* match(yield* reader.words(others), COST.joined, hits, NAMES)
  for (const others of abbreviated(dictionary.terms, texts))
    yield* match(yield* reader.words(others), COST.initials, hits, NAMES)
  const short = yield* reader.initials(texts)
  yield* addWhole(dictionary, texts.length, hits, (found) => match(short, 0, found, NAMES))
  for (const others of withoutMiddle(texts)) {
    const words = yield* reader.words(others)
    yield* addWhole(dictionary, others.length, hits, (found) => match(words, COST.unknownMiddleName, found, NAMES))
  }
}

/** Adds the contacts that `find` finds if their name has at most `words` words, so that the query contains the whole name. A
 *  contact with a longer name is left out, because the typed words that it lacks mean somebody else. So is a contact of which
 *  only the beginning of a word was typed. */
function* addWhole(
  { nameLengths }: Dictionary,
  words: number,
  hits: Hits,
  find: (found: Hits) => Pieces<void>,
): Pieces<void> {
  const found: Hits = new Map()
  yield* find(found)
  for (const hit of found.values())
    if (hit.way !== 'beginning' && (nameLengths[hit.contact] ?? 0) <= words) add(hits, hit)
}
