import type { Contact } from '../../graph/contact.ts'
import type { Pieces } from '../pieces.ts'
import type { Dictionary } from './dictionary.ts'
import { holdersOf } from './holders.ts'
import { keysOf } from './make-keys.ts'
import { inverseOf, sortedBy } from './by-name.ts'
import { eachText, gathering, type Texts } from './texts.ts'

/** How many terms, or how many contacts, are processed before other work gets its turn. */
const TERMS_AT_ONCE = 1 << 14
const CONTACTS_AT_ONCE = 1_000

/** The dictionary of the contacts of `base` at the indexes `kept` (ascending), followed by the contacts of `more`. The result is
 *  the same as a new dictionary of all of them, but spellings and keys, which take the most time, are reused. */
export function* merged(base: Dictionary, kept: Uint32Array, more: Dictionary): Pieces<Dictionary> {
  const { terms, renamed, renamedMore, origin } = yield* mergedTerms(base, kept, more)
  const contacts: Contact[] = []
  for (const contact of kept) contacts.push(base.contacts[contact] as Contact)
  for (const contact of more.contacts) contacts.push(contact)
  const words = yield* mergedWords(base, kept, more, renamed, renamedMore)
  const held = yield* holdersOf(words, terms.length)
  const now = new Int32Array(base.contacts.length).fill(-1)
  kept.forEach((contact, at) => {
    now[contact] = at
  })
  const byName = yield* mergedNames(base, now, more, kept.length)
  yield
  const nameLengths = new Uint8Array(contacts.length)
  kept.forEach((contact, at) => {
    nameLengths[at] = base.nameLengths[contact] ?? 0
  })
  nameLengths.set(more.nameLengths, kept.length)
  yield
  return {
    contacts,
    terms,
    ...words,
    ...held,
    byName,
    order: inverseOf(byName),
    nameLengths,
    phones: yield* mergedTexts(base.phones, now, more.phones, kept.length),
    extensions: yield* mergedTexts(base.extensions, now, more.extensions, kept.length),
    addresses: yield* mergedTexts(base.addresses, now, more.addresses, kept.length),
    cjk: yield* mergedTexts(base.cjk, now, more.cjk, kept.length),
    keys: yield* keysOf({ terms, ...held }, { ...base, renamed, origin }),
  }
}

/** The terms of both dictionaries that a contact still has, sorted. `renamed`, `renamedMore`: the new number of each term, -1 if
 *  it is gone; `origin`: the number in `base` of each new term, -1 if it is only in `more`. */
function* mergedTerms(base: Dictionary, kept: Uint32Array, more: Dictionary) {
  const isUsed = new Uint8Array(base.terms.length)
  for (let at = 0; at < kept.length; at++) {
    const contact = kept[at] ?? 0
    const end = base.begins[contact + 1] ?? 0
    for (let n = base.begins[contact] ?? 0; n < end; n++) isUsed[base.owned[n] ?? 0] = 1
    if (at % CONTACTS_AT_ONCE === 0) yield
  }
  const terms: string[] = []
  const renamed = new Int32Array(base.terms.length).fill(-1)
  const renamedMore = new Int32Array(more.terms.length)
  const origin = new Int32Array(base.terms.length + more.terms.length).fill(-1)
  let next = 0
  for (let id = 0; id <= base.terms.length; id++) {
    const term = base.terms[id]
    if (term !== undefined && isUsed[id] === 0) continue
    for (; next < more.terms.length; next++) {
      const other = more.terms[next] ?? ''
      if (term !== undefined && other >= term) break
      renamedMore[next] = terms.length
      terms.push(other)
    }
    if (term === undefined) break
    if (more.terms[next] === term) renamedMore[next++] = terms.length
    renamed[id] = terms.length
    origin[terms.length] = id
    terms.push(term)
    if (id % TERMS_AT_ONCE === 0) yield
  }
  return { terms, renamed, renamedMore, origin }
}

/** The terms of each contact with their places, under their new numbers. */
function* mergedWords(
  base: Dictionary,
  kept: Uint32Array,
  more: Dictionary,
  renamed: Int32Array,
  renamedMore: Int32Array,
): Pieces<Pick<Dictionary, 'begins' | 'owned' | 'places'>> {
  const begins = new Uint32Array(kept.length + more.contacts.length + 1)
  kept.forEach((contact, at) => {
    begins[at + 1] = (begins[at] ?? 0) + (base.begins[contact + 1] ?? 0) - (base.begins[contact] ?? 0)
  })
  const size = begins[kept.length] ?? 0
  more.begins.forEach((begin, at) => {
    begins[kept.length + at] = size + begin
  })
  const owned = new Uint32Array(size + more.owned.length)
  const places = new Uint16Array(size + more.owned.length)
  for (let at = 0; at < kept.length; at++) {
    const from = base.begins[kept[at] ?? 0] ?? 0
    const to = begins[at] ?? 0
    const length = (begins[at + 1] ?? 0) - to
    for (let n = 0; n < length; n++) {
      owned[to + n] = renamed[base.owned[from + n] ?? 0] ?? 0
      places[to + n] = base.places[from + n] ?? 0
    }
    if (at % CONTACTS_AT_ONCE === 0) yield
  }
  more.owned.forEach((term, n) => {
    owned[size + n] = renamedMore[term] ?? 0
  })
  places.set(more.places, size)
  return { begins, owned, places }
}

/** The contacts sorted by the name shown. If names are the same, the contacts of `base` come first. */
function* mergedNames(base: Dictionary, now: Int32Array, more: Dictionary, kept: number): Pieces<Uint32Array> {
  const old = base.byName.filter((contact) => now[contact] !== -1)
  const byName = new Uint32Array(kept + more.contacts.length)
  let from = 0
  let size = 0
  for (const contact of more.byName) {
    const name = sortedBy(more.contacts[contact] as Contact)
    let lo = from
    let hi = old.length
    while (lo < hi) {
      const middle = (lo + hi) >>> 1
      if (sortedBy(base.contacts[old[middle] ?? 0] as Contact) <= name) lo = middle + 1
      else hi = middle
    }
    while (from < lo) byName[size++] = now[old[from++] ?? 0] ?? 0
    byName[size++] = kept + contact
    yield
  }
  while (from < old.length) byName[size++] = now[old[from++] ?? 0] ?? 0
  return byName
}

function* mergedTexts(base: Texts, now: Int32Array, more: Texts, kept: number): Pieces<Texts> {
  const { push, texts } = gathering()
  yield* eachText(base, (text, old) => {
    const at = now[old] ?? -1
    if (at !== -1) push(text, at)
    return 0
  })
  yield* eachText(more, (text, contact) => {
    push(text, kept + contact)
    return 0
  })
  return texts()
}
