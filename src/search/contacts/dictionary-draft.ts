import { spellingsOf } from '../languages/letter-spellings.ts'
import { isAscii, partsAtApostrophes, wordsOf } from '../languages/text.ts'
import { NAMELESS } from '../weights.ts'
import type { Field } from './fields.ts'
import { MOST_TERMS } from './key-rows.ts'
import { placedTerms, placeOf } from './places.ts'
import { gathering } from './texts.ts'

/** Only the first characters of a longer text are searched. */
export const MAX_CHARS = 1_000
/** If a contact has more words, only the first ones are searched. */
const MAX_SLOTS = 255
/** Longer words are cut. */
export const MAX_WORD = 40

export type Draft = ReturnType<typeof drafting>

/** Collects the words and texts of contacts, one contact after another. Terms are numbered in the order in which they appear. New
 *  words beyond `mostTerms` are left out, so they find no contact. */
export function drafting(mostTerms = MOST_TERMS) {
  const { ids, words, idsOf, wordOf } = vocabulary(mostTerms)
  const rows = placedTerms()
  const ends: number[] = []
  const nameLengths: number[] = []
  const texts = { phones: gathering(), extensions: gathering(), addresses: gathering(), cjk: gathering() }
  /** For each term: the last contact that has it. */
  const lastOwners: number[] = []
  // For the current contact: how many words it has, and how many of them belong to its name.
  let slots = 0
  let nameLength = 0

  /** A word in all of its spellings. If the contact has it already, only the first field counts. */
  function word(raw: string, field: Field): void {
    if (slots > MAX_SLOTS) return
    const contact = ends.length
    const known = wordOf(raw)
    // A company that has the same name as the contact is still found as a company.
    if (known.lastOwner === contact && field !== 'company') return
    known.lastOwner = contact
    const { spellings } = known
    const first = spellings[0]
    if (first === undefined) return
    if (field === 'name' && lastOwners[first] !== contact) nameLength += 1
    lastOwners[first] = contact
    const place = placeOf(slots, field)
    for (const term of spellings) rows.push(term, place)
    slots += 1
  }

  /** A word that is not in the contact, in several spellings. It does not count for the length of the name. */
  function other(spellings: readonly string[], field: Field): void {
    if (spellings.length === 0 || slots > MAX_SLOTS) return
    const fresh = spellings.filter((word) => words.get(word)?.lastOwner !== ends.length)
    if (fresh.length === 0) return
    const place = placeOf(slots, field)
    for (const term of idsOf(fresh.map((word) => word.slice(0, MAX_WORD)))) rows.push(term, place)
    slots += 1
  }

  return {
    ids,
    rows,
    ends,
    nameLengths,
    texts,

    /** Adds the words of a text to the present contact. */
    words(text: string, field: Field): void {
      const cut = text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text
      for (const raw of wordsOf(cut)) word(raw.slice(0, MAX_WORD), field)
      if (!/['’ʼ`´]/.test(cut)) return
      for (const part of partsAtApostrophes(cut)) word(part, field === 'name' ? 'nickname' : field)
    },

    /** Adds a word that people may type for the present contact although it is not in it. `spellings`: folded. */
    other,

    /** Adds a text that is searched as a whole to the present contact. */
    whole(kind: keyof typeof texts, text: string): void {
      texts[kind].push(text, ends.length)
    },

    /** Ends the present contact and begins the next one. */
    next(hasName: boolean): void {
      ends.push(rows.size())
      nameLengths.push(hasName ? Math.min(nameLength, NAMELESS - 1) : NAMELESS)
      slots = 0
      nameLength = 0
    },
  }
}

/** A word as it is written in contacts, and the numbers of its spellings. `lastOwner`: the last contact that has it. */
type KnownWord = { spellings: number[]; lastOwner: number }

/** Numbers the terms in the order in which they appear. */
function vocabulary(most: number) {
  const ids = new Map<string, number>()
  const words = new Map<string, KnownWord>()

  function idsOf(terms: readonly string[]): number[] {
    const found: number[] = []
    for (const term of terms) {
      const id = ids.get(term) ?? ids.size
      if (term === '' || id >= most) continue
      if (id === ids.size) ids.set(term, id)
      found.push(id)
    }
    return found
  }

  function wordOf(raw: string): KnownWord {
    const known = words.get(raw)
    if (known) return known
    const word = { spellings: idsOf(isAscii(raw) ? [raw] : spellingsOf(raw)), lastOwner: -1 }
    words.set(raw, word)
    return word
  }

  return { ids, words, idsOf, wordOf }
}
