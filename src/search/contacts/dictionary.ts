// Contacts prepared for searching. Terms, contacts and places are numbers in long arrays: an object for each word of 50,000
// contacts would take far more memory, and the garbage collector would delay the event loop.
import type { Contact } from '../../graph/contact.ts'
import { type Pieces, sorted } from '../pieces.ts'
import { type Draft, drafting } from './dictionary-draft.ts'
import { holdersOf } from './holders.ts'
import type { Keys } from './keys.ts'
import { keysOf } from './make-keys.ts'
import { orderOf, sortedBy } from './by-name.ts'
import { addContact } from './read-contact.ts'
import type { Texts } from './texts.ts'

/** The words of an address book. A term is a word in one spelling, a slot is a word of a contact in all of its spellings. */
export type Dictionary = {
  contacts: readonly Contact[]
  /** Every term once, sorted. */
  terms: string[]
  /** The contacts that have term t are in `holders` from `starts[t]` on. */
  starts: Uint32Array
  holders: Uint32Array
  /** The terms of contact c are in `owned` from `begins[c]` on, and their slots and fields (see places.ts) in `places`. */
  begins: Uint32Array
  owned: Uint32Array
  places: Uint16Array
  /** For each term: the fields in which any contact has it, as bits. */
  fieldsOf: Uint16Array
  /** The contacts sorted by the name shown, and the place of each contact among them. Equally good hits are sorted in this
   *  order. */
  byName: Uint32Array
  order: Uint32Array
  /** How many words a contact's name has; `NAMELESS` if it has no name to show. */
  nameLengths: Uint8Array
  /** Telephone numbers, see {@link Phone}. */
  phones: Texts
  /** Each extension, a space, and the number that it belongs to. */
  extensions: Texts
  /** Addresses in lower case. */
  addresses: Texts
  /** Names in scripts without spaces. */
  cjk: Texts
  keys: Keys
}

/** How many numbers are looked at before other work gets its turn. */
const STEP = 1 << 14

export function* dictionaryOf(contacts: readonly Contact[]): Pieces<Dictionary> {
  const draft = drafting()
  const names: string[] = []
  for (const contact of contacts) {
    addContact(draft, contact)
    names.push(sortedBy(contact))
    // A contact with many long texts takes a few milliseconds.
    yield
  }
  const { terms, ...words } = yield* sortedTerms(draft)
  const held = yield* holdersOf(words, terms.length)
  return {
    contacts,
    terms,
    ...words,
    ...held,
    ...(yield* orderOf(names)),
    nameLengths: Uint8Array.from(draft.nameLengths),
    phones: draft.texts.phones.texts(),
    extensions: draft.texts.extensions.texts(),
    addresses: draft.texts.addresses.texts(),
    cjk: draft.texts.cjk.texts(),
    keys: yield* keysOf({ terms, ...held }),
  }
}

/** The draft's terms sorted, and its rows with the terms' numbers in that order. */
function* sortedTerms({ ids, ends, rows }: Draft): Pieces<Pick<Dictionary, 'terms' | 'begins' | 'owned' | 'places'>> {
  const terms = yield* sorted([...ids.keys()])
  const renamed = new Uint32Array(terms.length)
  for (let now = 0; now < terms.length; now++) {
    renamed[ids.get(terms[now] ?? '') ?? 0] = now
    if (now % STEP === 0) yield
  }
  const { owned, places } = rows.rows()
  for (let n = 0; n < owned.length; n++) {
    owned[n] = renamed[owned[n] ?? 0] ?? 0
    if (n % STEP === 0) yield
  }
  return { terms, begins: Uint32Array.from([0, ...ends]), owned, places }
}
