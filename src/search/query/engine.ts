// The order in which a query is tried: narrowed, as a telephone number or address, in a script without spaces, by its words, and
// at last as typed with another keyboard. Functions named `add…` add what they find to the hits.
import type { Dictionary } from '../contacts/dictionary.ts'
import { typedPhone } from '../contacts/phones.ts'
import { firstFrom } from '../contacts/terms.ts'
import { withoutAddress } from '../languages/along.ts'
import { otherLayouts } from '../languages/layouts.ts'
import { isCjk, symbolsOf } from '../languages/text.ts'
import { COST, MORE_THAN_ONE_TYPO, SURE } from '../weights.ts'
import { addByAddress, mayBeAddress } from './address.ts'
import { addByWords } from './by-words.ts'
import { addEveryone, isEveryone } from './everyone.ts'
import { add, type Found, type Hits, leastCost, ranked } from './found.ts'
import type { Lookup } from './lookup.ts'
import { matcher } from './match.ts'
import { addNarrowed } from './narrowed.ts'
import { addByPhone } from './phone.ts'
import { reader } from './reader.ts'
import { nearestTo } from './suggest.ts'
import { textsOf } from './texts.ts'
import { addUnspaced } from './unspaced.ts'

/** The rest of a longer query is ignored. */
const MAX_QUERY = 300

export function engine(dictionary: Dictionary) {
  const lookup: Lookup = { dictionary, reader: reader(dictionary), match: matcher(dictionary) }
  return {
    /** The contacts that a query may mean, best first, at most `limit`. */
    search: (query: string, limit: number): Found[] =>
      ranked(dictionary, hitsOf(lookup, query.slice(0, MAX_QUERY)), limit),
    /** See {@link nearestTo}. */
    nearest: (query: string, few: number): Found[] => nearestTo(lookup, query.slice(0, MAX_QUERY), few),
  }
}

/** A form of address that is written together with a name is left out if nobody is called that. */
function hitsOf(lookup: Lookup, query: string): Hits {
  const hits = hitsFor(lookup, query)
  const bare = leastCost(hits) < SURE ? undefined : withoutAddress(query)
  if (bare === undefined) return hits
  const others = hitsFor(lookup, bare)
  if (leastCost(others) >= leastCost(hits)) return hits
  for (const hit of others.values()) add(hits, hit)
  return hits
}

function hitsFor(lookup: Lookup, query: string): Hits {
  const { addresses, cjk } = lookup.dictionary
  const hits: Hits = new Map()
  lookup.reader.forget()
  if (isEveryone(query)) {
    lookup.match(lookup.reader.plain(textsOf(query)), 0, hits)
    addEveryone(lookup.dictionary, hits)
    return hits
  }
  addNarrowed(lookup, query, hits)
  if (hits.size > 0) return hits
  const phone = typedPhone(query)
  if (phone) addByPhone(lookup.dictionary, phone, hits)
  if (hits.size === 0 && mayBeAddress(query)) addByAddress(addresses, query, hits)
  const texts = textsOf(query)
  if (isCjk(query)) addUnspaced(cjk, query, hits)
  if (texts.length === 0) return withSymbols(lookup, query, hits)
  if (hits.size > 0) {
    // The same letters or digits may be words of somebody else.
    lookup.match(lookup.reader.plain(texts), COST.besides, hits)
    return hits
  }
  const isGuessed = addByWords(lookup, texts, hits)
  if (isGuessed && leastCost(hits) >= MORE_THAN_ONE_TYPO) addByOtherKeyboard(lookup, query, hits)
  return hits
}

/** Adds the contacts whose whole name are the symbols of a query without words. */
function withSymbols({ match, reader }: Lookup, query: string, hits: Hits): Hits {
  const symbols = symbolsOf(query)
  if (symbols !== '') match(reader.plain([symbols]), 0, hits)
  return hits
}

/** Adds what the same keys mean on other keyboards. If there are hits already, only whole names count, because keys pressed on
 *  another keyboard are the beginning of something nearly always. */
function addByOtherKeyboard({ dictionary, match, reader }: Lookup, query: string, hits: Hits): void {
  const { terms } = dictionary
  const isOnly = hits.size === 0
  for (const other of otherLayouts(query)) {
    const texts = textsOf(other)
    if (!texts.some((text) => text.length > 2)) continue
    if (!texts.every((text) => (isOnly && text.length > 2) || terms[firstFrom(terms, text)] === text)) continue
    const meant: Hits = new Map()
    match(reader.plain(texts), COST.otherKeyboard, meant)
    for (const hit of meant.values()) add(hits, { ...hit, way: 'layout' })
  }
}
