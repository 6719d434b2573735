import { type Contact, nameOf } from '../graph/contact.ts'
import { type Budget, STEPS, withinBudget } from './budget.ts'
import type { Dictionary } from './contacts/dictionary.ts'
import type { Field } from './contacts/fields.ts'
import { engine } from './query/engine.ts'
import type { Way } from './query/word.ts'
import type { Pieces } from './pieces.ts'

/** A contact that was found. `field`, `way`: where and how the most expensive word was found. `cost`: 0 for a whole name, more
 *  for everything else; see weights.ts. `isUnlikely`: the query probably means somebody else. */
export type Hit = { contact: Contact; field: Field; way: Way; cost: number; isUnlikely: boolean }

/** At most this many names are tried to find enough names whose search finds their contact. */
const MOST_TRIED = 12
/** How many hits are copied before other work gets its turn. */
const AT_ONCE = 8_192
/** How many names are looked at before other work gets its turn. */
const NAMES_AT_ONCE = 512

/** Answers questions in pieces, each within the budget. */
export function asking(dictionary: Dictionary) {
  const { contacts } = dictionary
  const { search, nearest, finds } = engine(dictionary)

  function* addNames(names: string[], query: string, limit: number): Pieces<void> {
    const tried = new Set<string>()
    let looked = 0
    for (const { contact } of yield* nearest(query, limit)) {
      // Thousands of contacts may have the same name, or no name.
      if (++looked % NAMES_AT_ONCE === 0) yield NAMES_AT_ONCE * STEPS.word
      if (names.length >= limit || tried.size >= MOST_TRIED) return
      const name = nameOf(contacts[contact] as Contact)
      if (name === undefined || tried.has(name)) continue
      tried.add(name)
      if (yield* finds(name, contact)) names.push(name)
    }
  }

  return {
    *search(query: string, limit: number, left: Budget): Pieces<Hit[]> {
      const hits: Hit[] = []
      for (const { contact, field, way, cost, isUnlikely = false } of yield* search(query, limit, left)) {
        // The properties are copied one by one, because copying 50,000 hits with spread syntax takes as long as the search.
        hits.push({ contact: contacts[contact] as Contact, field, way, cost, isUnlikely })
        if (hits.length % AT_ONCE === 0) yield
      }
      return hits
    },

    *suggest(query: string, limit: number, left: Budget): Pieces<string[]> {
      const names: string[] = []
      yield* withinBudget(addNames(names, query, limit), left)
      return names
    },
  }
}
