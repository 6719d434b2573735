import { spellingsOf } from '../languages/spellings.ts'
import { partsAtApostrophes, wordsOf } from '../languages/text.ts'
import { NAMELESS } from '../weights.ts'
import type { Field } from './fields.ts'
import { placedTerms, placeOf } from './places.ts'
import { gathering } from './texts.ts'

/** A longer text is searched by its first characters alone. */
export const MAX_CHARS = 1_000
/** A contact with more words is searched by its first ones alone. */
const MAX_SLOTS = 255
/** Longer words are cut. */
export const MAX_WORD = 40

export type Draft = ReturnType<typeof drafting>

/** Collects the words and texts of contacts, one contact after another. Its terms are numbered as they come. */
export function drafting() {
  const { ids, idOf, termsOf } = vocabulary()
  const rows = placedTerms()
  const ends: number[] = []
  const nameLengths: number[] = []
  const texts = { phones: gathering(), extensions: gathering(), addresses: gathering(), cjk: gathering() }
  // Of the contact at hand: its words, those of its name, and how many words there are.
  const seen = new Set<string>()
  const named = new Set<number>()
  let slots = 0
  let nameLength = 0

  /** A word in all of its spellings. If the contact has it already, only the first field counts. */
  function word(raw: string, field: Field): void {
    // A company that is named like the contact is still found as a company.
    if ((seen.has(raw) && field !== 'company') || slots > MAX_SLOTS) return
    seen.add(raw)
    const terms = termsOf(raw)
    if (terms.length === 0) return
    if (field === 'name' && !named.has(terms[0] ?? 0)) nameLength += 1
    named.add(terms[0] ?? 0)
    const place = placeOf(slots, field)
    for (const term of terms) rows.push(term, place)
    slots += 1
  }

  /** A word that does not stand in the contact, in several spellings: it does not make the name longer. */
  function other(words: readonly string[], field: Field): void {
    const fresh = words.filter((word) => !seen.has(word))
    if (fresh.length === 0 || slots > MAX_SLOTS) return
    const place = placeOf(slots, field)
    for (const word of fresh) rows.push(idOf(word.slice(0, MAX_WORD)), place)
    slots += 1
  }

  return {
    ids,
    rows,
    ends,
    nameLengths,
    texts,

    /** Adds the words of a text to the contact at hand. */
    words(text: string, field: Field): void {
      const cut = text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text
      for (const raw of wordsOf(cut)) word(raw.slice(0, MAX_WORD), field)
      if (!/['’ʼ`´]/.test(cut)) return
      for (const part of partsAtApostrophes(cut)) word(part, field === 'name' ? 'nickname' : field)
    },

    /** Adds a word that people may type for the contact at hand although it does not stand in it. `words`: its spellings, folded. */
    other,

    /** Adds a text that is searched as a whole to the contact at hand. */
    whole(kind: keyof typeof texts, text: string): void {
      texts[kind].push(text, ends.length)
    },

    /** Ends the contact at hand and begins the next one. */
    next(hasName: boolean): void {
      ends.push(rows.size())
      nameLengths.push(hasName ? Math.min(nameLength, NAMELESS - 1) : NAMELESS)
      seen.clear()
      named.clear()
      slots = 0
      nameLength = 0
    },
  }
}

/** Numbers the terms as they come. `termsOf`: the numbers of a word's spellings. */
function vocabulary() {
  const ids = new Map<string, number>()
  const known = new Map<string, number[]>()

  function idOf(term: string): number {
    const id = ids.get(term) ?? ids.size
    if (id === ids.size) ids.set(term, id)
    return id
  }

  function termsOf(raw: string): number[] {
    const terms =
      known.get(raw) ??
      spellingsOf(raw)
        .filter((term) => term !== '')
        .map(idOf)
    known.set(raw, terms)
    return terms
  }

  return { ids, idOf, termsOf }
}
