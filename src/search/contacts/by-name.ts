import { type Contact, nameOf } from '../../graph/contact.ts'
import { fold } from '../languages/text.ts'
import { type Pieces, sorted } from '../pieces.ts'

/** Only the first characters of longer names are compared. */
const MAX_CHARS = 1_000
const AFTER_ALL_NAMES = '\u{10ffff}'
/** How many names are looked up before other work gets its turn: names of a thousand characters that begin with the same text
 *  take long to compare. */
const STEP = 1 << 10

/** The text by which contacts with equal costs are sorted: the name shown; contacts without one come last. */
export function sortedBy(contact: Contact): string {
  return fold((nameOf(contact) ?? AFTER_ALL_NAMES).slice(0, MAX_CHARS))
}

/** Sorts contacts by their names. Contacts with the same name keep their order. `order`: the place of each contact; `byName`: the
 *  contact at each place. */
export function* orderOf(names: readonly string[]): Pieces<{ byName: Uint32Array; order: Uint32Array }> {
  const met = new Set<string>()
  for (const [at, name] of names.entries()) {
    met.add(name)
    if (at % STEP === 0) yield
  }
  const distinct = yield* sorted([...met])
  const rank = new Map<string, number>()
  for (const name of distinct) {
    rank.set(name, rank.size)
    if (rank.size % STEP === 0) yield
  }
  const filled = new Uint32Array(distinct.length + 1)
  const ranks = new Uint32Array(names.length)
  for (const [at, name] of names.entries()) {
    ranks[at] = rank.get(name) ?? 0
    if (at % STEP === 0) yield
  }
  for (const at of ranks) filled[at + 1] = (filled[at + 1] ?? 0) + 1
  for (let at = 0; at < distinct.length; at++) filled[at + 1] = (filled[at + 1] ?? 0) + (filled[at] ?? 0)
  const order = ranks.map((at) => {
    const place = filled[at] ?? 0
    filled[at] = place + 1
    return place
  })
  return { byName: inverseOf(order), order }
}

/** Turns the place of each contact into the contact at each place, or the other way round. */
export function inverseOf(order: Uint32Array): Uint32Array {
  const inverse = new Uint32Array(order.length)
  order.forEach((place, at) => {
    inverse[place] = at
  })
  return inverse
}
