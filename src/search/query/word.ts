import type { Dictionary } from '../contacts/dictionary.ts'
import { ANYWHERE, bitsOf, NAMES } from '../contacts/fields.ts'
import { endOf, firstFrom } from '../contacts/terms.ts'
import { ALONG, ALONG_OR_NAME } from '../languages/honorifics.ts'
import { nicknamesOf, OTHER_SPELLING, UNRELATED } from '../languages/nicknames.ts'
import { spellingsOf } from '../languages/letter-spellings.ts'
import { isAscii } from '../languages/text.ts'
import { otherWordings } from '../languages/word-spellings.ts'
import { COST } from '../weights.ts'

/** How a word of the query was found in a contact. */
export type Way = 'exact' | 'beginning' | 'nickname' | 'sound' | 'spelling' | 'typo' | 'layout'

/** A word of the query with the terms that it may stand for: term `exact` is the word itself (-1: there is none), the terms from
 *  `lo` up to but not including `hi` begin with the word, and `others` are found in other ways. `optional`: the word need not be
 *  in the contact, and costs this if it is missing. `fields`: the fields to search, as bits. */
export type Word = {
  text: string
  lo: number
  hi: number
  exact: number
  others: Map<number, Other>
  optional: number | undefined
  fields: number
}

/** `fields`: in which fields the term counts, as bits. */
export type Other = { cost: number; way: Way; fields: number }

/** A text with fewer letters in another script is probably only the beginning of a name. */
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
    optional: optionalCost(text),
    fields: ANYWHERE,
  }
  if (text.length < 2) return word

  const addTerm = (term: string, cost: number, way: Way, fields: number) => {
    const id = firstFrom(terms, term)
    if (terms[id] === term) addOther(word, id, cost, way, fields)
  }
  for (const [name, distance] of nicknamesOf(text)) {
    if (distance === OTHER_SPELLING) addTerm(name, COST.otherSpelling, 'spelling', SPELLED)
    else addTerm(name, costOfNickname(distance), 'nickname', FULL_NAMES)
  }
  for (const other of otherWordings(text)) addTerm(other, COST.respelled, 'spelling', WORDED)
  if (!isAscii(text))
    for (const name of spellingsOf(text))
      addTerm(name, isAscii(name) ? inLatin(text) : COST.respelled, 'spelling', SPELLED)
  return word
}

const SPELLED = NAMES | bitsOf('local')
const WORDED = SPELLED | bitsOf('title', 'company', 'city')
/** The nickname field says what that person is called, so no other names are derived from it. */
const FULL_NAMES = bitsOf('name')

function costOfNickname(distance: number): number {
  return (distance < UNRELATED ? COST.nickname : COST.unrelatedNickname) + distance * COST.nicknameDistance
}

function optionalCost(text: string): number | undefined {
  if (ALONG.has(text)) return COST.leftOut
  return ALONG_OR_NAME.has(text) ? COST.leftOutName : undefined
}

/** The cost of a name in Latin letters that was typed in another script. */
export function inLatin(typed: string): number {
  return typed.length < FEW_LETTERS ? COST.otherScriptFewLetters : COST.otherScript
}

/** Adds a term that the word may stand for. If there are several ways to find it, the cheapest counts, in the fields of all of
 *  them. */
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
