import type { Pieces } from '../pieces.ts'
import { codeOf } from './places.ts'

/** How many numbers are looked at before other work gets its turn. */
const STEP = 1 << 14
const CONTACTS_AT_ONCE = 1_000

/** The same-named parts of a dictionary. */
type Words = { begins: Uint32Array; owned: Uint32Array; places: Uint16Array }
type Holders = { starts: Uint32Array; holders: Uint32Array; fieldsOf: Uint16Array }

/** For each term: the contacts that have it, and its fields. `words` has the same data by contact. */
export function* holdersOf(words: Words, terms: number): Pieces<Holders> {
  const { begins, owned, places } = words
  const starts = new Uint32Array(terms + 1)
  const fieldsOf = new Uint16Array(terms)
  for (let n = 0; n < owned.length; n++) {
    const term = owned[n] ?? 0
    starts[term + 1] = (starts[term + 1] ?? 0) + 1
    fieldsOf[term] = (fieldsOf[term] ?? 0) | (1 << codeOf(places[n] ?? 0))
    if (n % STEP === 0) yield
  }
  for (let term = 0; term < terms; term++) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)
  const holders = new Uint32Array(owned.length)
  const filled = starts.slice()
  for (let contact = 0; contact + 1 < begins.length; contact++) {
    const end = begins[contact + 1] ?? 0
    for (let n = begins[contact] ?? 0; n < end; n++) {
      const term = owned[n] ?? 0
      const at = filled[term] ?? 0
      holders[at] = contact
      filled[term] = at + 1
    }
    if (contact % CONTACTS_AT_ONCE === 0) yield
  }
  return { starts, holders, fieldsOf }
}
