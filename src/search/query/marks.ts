import { asciiDigits } from '../../text/fold.ts'
import { typedPhone } from '../contacts/phones.ts'
import { COST } from '../weights.ts'
import { addByAddress } from './address.ts'
import { addByWords } from './by-words.ts'
import { add, type Found, type Hits, isGuess } from './found.ts'
import type { Pieces } from '../pieces.ts'
import type { Lookup } from './lookup.ts'
import { addByPhone } from './phone.ts'
import { textsOf } from './query-words.ts'

/** A mail address in a text, with the `mailto:` that links put before it. */
const ADDRESS = /(?:mailto:)?([^\s@<>()[\]{}"',;:|]+@[^\s@<>()[\]{}"',;:|]+[\p{L}\p{N}])/giu
/** A telephone number of three digits or more in a text. A word with digits in it, such as `a1`, does not count. */
const NUMBER = /(?<![\p{L}\p{N}])(?:tel:)?[+(]*\d[\d\s().\-/]*\d(?:\s*(?:x|ext\.?)\s*\d+)?(?![\p{L}\p{N}])/giu
/** At most this many addresses and this many numbers of a text are searched for. */
const MOST = 6
/** The labels in front of addresses and numbers. */
const LABELS = /(?<!\p{L})(?:mailto|tel|e-?mail|phone|mobile|fax|\p{L})\s*[.:]/giu
/** A number with at least this many digits is complete: only one contact or its switchboard has it. */
const WHOLE_NUMBER = 7

/** Adds the contacts by the addresses and numbers in a longer text. A whole address or number finds its owner whatever the rest
 *  of the text is (a pasted signature); a few digits only distinguish people who have all the words (`zelma 0456`). */
export function* addByMarks(lookup: Lookup, query: string, hits: Hits): Pieces<void> {
  if (!/@|\p{Nd}\P{L}*\p{Nd}/u.test(query)) return
  const text = asciiDigits(query.normalize('NFKC'))
  const { sure, hints, rest } = yield* marksIn(lookup, text)
  if (sure.size + hints.size === 0) return
  const named: Hits = new Map()
  if (rest.length > 0) yield* addByWords(among(lookup, [sure, hints]), rest, named)
  for (const hit of sure.values()) {
    const other = named.get(hit.contact)
    const around = other ? Math.min(other.cost, COST.likeWords) : COST.otherWords
    add(hits, { ...hit, cost: hit.cost + (rest.length > 0 ? around : 0) })
  }
  for (const hit of hints.values()) {
    const other = named.get(hit.contact)
    if (other) add(hits, bothOf(hit, other))
  }
}

/** A contact that was found by a few digits and by the words around them. */
function bothOf(hint: Found, other: Found): Found {
  const { field, way } = isGuess(other) ? other : hint
  const cost = Math.min(hint.cost, COST.phonePart) + other.cost
  return { contact: hint.contact, cost, field, way, isUnlikely: other.isUnlikely === true }
}

/** A search that finds only these contacts. So the words are read freely if none of these contacts has them as typed, even if
 *  others do. */
function among(lookup: Lookup, contacts: readonly Hits[]): Lookup {
  return {
    ...lookup,
    *match(words, surcharge, into, allowed) {
      const found: Hits = new Map()
      yield* lookup.match(words, surcharge, found, allowed)
      for (const hit of found.values()) if (contacts.some((some) => some.has(hit.contact))) add(into, hit)
    },
  }
}

/** The contacts that have the addresses and numbers in the text, and the words around these. */
function* marksIn({ dictionary }: Lookup, text: string): Pieces<{ sure: Hits; hints: Hits; rest: string[] }> {
  const sure: Hits = new Map()
  const hints: Hits = new Map()
  for (const [, address = ''] of [...text.matchAll(ADDRESS)].slice(0, MOST)) {
    const found: Hits = new Map()
    yield* addByAddress(dictionary.addresses, address, found)
    for (const hit of found.values()) if (hit.cost === COST.addressWhole) add(sure, hit)
  }
  const around = text.replace(ADDRESS, ' ')
  for (const [number] of [...around.matchAll(NUMBER)].slice(0, MOST)) {
    const phone = typedPhone(number)
    if (phone) yield* addByPhone(dictionary, phone, phone.number.length < WHOLE_NUMBER ? hints : sure)
  }
  for (const [contact, { cost }] of sure) if (cost >= COST.phonePart) sure.delete(contact)
  return { sure, hints, rest: textsOf(around.replace(NUMBER, ' ').replace(LABELS, ' ')) }
}
