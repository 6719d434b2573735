import type { Dictionary } from '../contacts/dictionary.ts'
import { bitsOf, NAMES } from '../contacts/fields.ts'
import { endOf, firstFrom } from '../contacts/terms.ts'
import { nicknamesOf } from '../languages/nicknames.ts'
import { spellingsOf } from '../languages/spellings.ts'
import { isAscii } from '../languages/text.ts'
import { COST } from '../weights.ts'

/** How a word of the query was found in a contact. */
export type Way = 'exact' | 'beginning' | 'nickname' | 'sound' | 'spelling' | 'typo' | 'layout'

/** A word of the query with the terms that it may stand for: term `exact` is the word itself (-1: there is none), those from `lo`
 *  to `hi` begin with it, and `others` are found in other ways. `optional`: the word need not be in the contact, at this cost. */
export type Word = {
  text: string
  lo: number
  hi: number
  exact: number
  others: Map<number, Other>
  optional: number | undefined
}

/** `fields`: in which fields the term counts, as bits. */
export type Other = { cost: number; way: Way; fields: number }

/** Words that are said along with a name and need not be in the contact. */
const ALONG = new Set(
  'at from in of the and und bei von aus et de chez en with mr mrs ms miss mx dr prof herr frau sir med dipl ing jr sr ii iii iv phd md esq al el'.split(
    ' ',
  ),
)

/** Fewer letters in another script are probably only the beginning of a name. */
const FEW_LETTERS = 5

/** The word with the terms that begin with it or are it, its nicknames, and its usual spellings in Latin letters. */
export function wordOf({ terms }: Dictionary, text: string): Word {
  const lo = firstFrom(terms, text)
  const word: Word = {
    text,
    lo,
    hi: endOf(terms, text, lo),
    exact: terms[lo] === text ? lo : -1,
    others: new Map(),
    optional: ALONG.has(text) ? COST.leftOut : undefined,
  }
  if (text.length < 2) return word

  const addTerm = (term: string, cost: number, way: Way) => {
    const id = firstFrom(terms, term)
    if (terms[id] === term) addOther(word, id, cost, way, NAMES | bitsOf('local'))
  }
  for (const [name, distance] of nicknamesOf(text))
    addTerm(name, COST.nickname + distance * COST.nicknameDistance, 'nickname')
  if (!isAscii(text))
    for (const name of spellingsOf(text)) addTerm(name, isAscii(name) ? inLatin(text) : COST.respelled, 'spelling')
  return word
}

/** The cost of a name in Latin letters that was typed in another script. */
export function inLatin(typed: string): number {
  return typed.length < FEW_LETTERS ? COST.otherScriptFewLetters : COST.otherScript
}

/** Adds a term that the word may stand for. Of several ways to find it the cheapest counts, in the fields of all of them. */
export function addOther(word: Word, id: number, cost: number, way: Way, fields: number): void {
  const known = word.others.get(id)
  if (!known) {
    word.others.set(id, { cost, way, fields })
    return
  }
  known.fields |= fields
  if (cost < known.cost) {
    known.cost = cost
    known.way = way
  }
}
