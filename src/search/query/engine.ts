// The order in which a query is tried: narrowed, as a telephone number or address, in a script without spaces, by its words, and
// finally as typed with another keyboard. Functions named `add…` add what they find to the hits.
import { type Budget, withinBudget } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import { typedPhone } from '../contacts/phones.ts'
import { firstFrom } from '../contacts/terms.ts'
import { withoutAddress } from '../languages/honorifics.ts'
import { otherLayouts } from '../languages/layouts.ts'
import { isCjk, symbolsOf } from '../languages/text.ts'
import type { Pieces } from '../pieces.ts'
import { COST, MORE_THAN_ONE_TYPO, SURE, UNLIKELY } from '../weights.ts'
import { addByAddress, mayBeAddress } from './address.ts'
import { addByBirthday, daysIn } from './birthday.ts'
import { addByWords } from './by-words.ts'
import { addEveryone, isEveryone } from './everyone.ts'
import { add, type Found, type Hits, isShown, leastCost, ranked } from './found.ts'
import { addInLatin } from './in-latin.ts'
import type { Lookup } from './lookup.ts'
import { addByMarks } from './marks.ts'
import { matcher } from './match.ts'
import { addNarrowed } from './narrowed.ts'
import { addByPhone } from './phone.ts'
import { reader } from './reader.ts'
import { nearestTo } from './suggest.ts'
import { textsOf } from './query-words.ts'
import { addUnspaced } from './unspaced.ts'

/** The rest of a longer query is ignored. */
const MAX_QUERY = 300

export function engine(dictionary: Dictionary) {
  const lookup: Lookup = { dictionary, reader: reader(dictionary), match: matcher(dictionary) }
  const hitsOf = (query: string, hits: Hits) => addHits(lookup, query.slice(0, MAX_QUERY), hits)
  return {
    /** The contacts that a query may mean, best first, at most `limit`. */
    *search(query: string, limit: number, left: Budget): Pieces<Found[]> {
      const hits: Hits = new Map()
      yield* withinBudget(hitsOf(query, hits), left)
      return yield* ranked(dictionary, hits, limit)
    },

    /** Whether a search for `query` finds the contact. Not within a budget. */
    *finds(query: string, contact: number): Pieces<boolean> {
      const hits: Hits = new Map()
      yield* hitsOf(query, hits)
      return isShown(hits, contact)
    },

    /** See {@link nearestTo}. Not within a budget. */
    nearest: (query: string, few: number): Pieces<Found[]> => nearestTo(lookup, query.slice(0, MAX_QUERY), few),
  }
}

/** Leaves out a form of address that is written together with a name, if nobody is called that. */
function* addHits(lookup: Lookup, query: string, hits: Hits): Pieces<void> {
  yield* addFor(lookup, query, hits)
  const bare = leastCost(hits) < SURE ? undefined : withoutAddress(query)
  if (bare === undefined) return
  const others: Hits = new Map()
  yield* addFor(lookup, bare, others)
  if (leastCost(others) >= leastCost(hits)) return
  for (const hit of others.values()) add(hits, hit)
}

function* addFor(lookup: Lookup, query: string, hits: Hits): Pieces<void> {
  const { dictionary, match, reader } = lookup
  reader.forget()
  if (isEveryone(query)) {
    yield* match(reader.plain(textsOf(query)), 0, hits)
    yield* addEveryone(dictionary, hits)
    return
  }
  yield* addNarrowed(lookup, query, hits)
  if (hits.size > 0) return
  const phone = typedPhone(query)
  if (phone) yield* addByPhone(dictionary, phone, hits)
  if (leastCost(hits) >= UNLIKELY && mayBeAddress(query)) yield* addByAddress(dictionary.addresses, query, hits)
  const days = daysIn(query)
  if (days.some(({ day }) => day !== undefined)) yield* addByBirthday(dictionary, days, hits)
  const texts = textsOf(query)
  if (isCjk(query)) yield* addUnspaced(dictionary.cjk, query, hits)
  if (texts.length === 0) return yield* addBySymbols(lookup, query, hits)
  if (hits.size === 0) yield* addByMarks(lookup, query, hits)
  if (hits.size > 0) {
    // The same letters or digits may also be words of another contact.
    yield* match(reader.plain(texts), COST.besides, hits)
    return
  }
  if (isCjk(query)) yield* addInLatin(lookup, query, hits)
  const isGuessed = yield* addByWords(lookup, texts, hits)
  if (isGuessed && leastCost(hits) >= MORE_THAN_ONE_TYPO) yield* addByOtherKeyboard(lookup, query, hits)
}

/** If a query has symbols and no words, adds the contacts whose name consists of these symbols. */
function* addBySymbols({ match, reader }: Lookup, query: string, hits: Hits): Pieces<void> {
  const symbols = symbolsOf(query)
  if (symbols !== '') yield* match(reader.plain([symbols]), 0, hits)
}

/** Adds what the same keys mean on other keyboards. If there are hits already, only whole words count, because the letters of
 *  another keyboard are almost always the beginning of some word. */
function* addByOtherKeyboard({ dictionary, match, reader }: Lookup, query: string, hits: Hits): Pieces<void> {
  const { terms } = dictionary
  const isOnly = hits.size === 0
  for (const other of otherLayouts(query)) {
    const texts = textsOf(other)
    if (!texts.some((text) => text.length > 2)) continue
    if (!texts.every((text) => (isOnly && text.length > 2) || terms[firstFrom(terms, text)] === text)) continue
    const meant: Hits = new Map()
    yield* match(reader.plain(texts), COST.otherKeyboard, meant)
    for (const hit of meant.values()) add(hits, { ...hit, way: 'layout' })
  }
}
