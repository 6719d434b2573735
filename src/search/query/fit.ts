import type { Dictionary } from '../contacts/dictionary.ts'
import { CODES, type Field, FIELDS } from '../contacts/fields.ts'
import { codeOf, slotOf } from '../contacts/places.ts'
import { COST, FIELD_COST, MOST_MISSING_LETTERS } from '../weights.ts'
import type { Other, Way, Word } from './word.ts'

/** How well the words of a query fit a contact. `field`, `way`: of the word that was hardest to find. */
export type Fit = { cost: number; field: Field; way: Way }

/** Where a word was found: its row in `owned`; -1 for an optional word that was not found. */
type Choice = { word: Word; row: number }

const COST_OF_CODE = FIELDS.map((field) => FIELD_COST[field])
const NAME = CODES.name
const NONE: readonly number[] = []

/** How well the words fit, each in a slot of its own. Undefined if a word is not in the contact. `allowed`: the fields that count,
 *  as bits. */
export function fitOf(dictionary: Dictionary, words: Word[], contact: number, allowed: number): Fit | undefined {
  const choices = chosen(dictionary, words, contact, allowed, false)
  if (choices) return priced(dictionary, choices, contact, 0)
  if (words.length === 1) return undefined
  // One word of the contact may stand for two of the query if there is no other way: `alice ali`.
  const shared = chosen(dictionary, words, contact, allowed, true)
  return shared && priced(dictionary, shared, contact, COST.sharedWord)
}

/** The best row for each word. Words that the contact has as they are choose first. Undefined if one finds none. */
function chosen(
  dictionary: Dictionary,
  words: Word[],
  contact: number,
  allowed: number,
  isShared: boolean,
): Choice[] | undefined {
  const choices: Choice[] = []
  const taken: number[] = []
  let exact = 0
  const choose = (word: Word, isExact: boolean): boolean => {
    const row = bestRow(dictionary, word, contact, allowed, isShared ? NONE : taken, isExact)
    if (row === -1) return false
    choices.push({ word, row })
    taken.push(slotOf(dictionary.places[row] ?? 0))
    return true
  }
  if (words.length > 1)
    for (let w = 0; w < words.length; w++) {
      const word = words[w] as Word
      if (word.exact !== -1 && choose(word, true)) exact |= 1 << w
    }
  for (let w = 0; w < words.length; w++) {
    const word = words[w] as Word
    if ((exact & (1 << w)) !== 0 || choose(word, false)) continue
    if (word.optional === undefined) return undefined
    choices.push({ word, row: -1 })
  }
  return choices
}

/** The row of the contact where the word costs least; -1 if there is none. `isExact`: only rows with the word itself count. */
function bestRow(
  { begins, owned, places, terms }: Dictionary,
  word: Word,
  contact: number,
  allowed: number,
  taken: readonly number[],
  isExact: boolean,
): number {
  const end = begins[contact + 1] ?? 0
  let best = -1
  let least = Infinity
  for (let row = begins[contact] ?? 0; row < end; row++) {
    const id = owned[row] ?? 0
    if (isExact ? id !== word.exact : !mayBe(word, id)) continue
    const place = places[row] ?? 0
    const code = codeOf(place)
    if ((allowed & (1 << code)) === 0 || taken.includes(slotOf(place))) continue
    const cost = costOfTerm(word, id, code, terms) + (COST_OF_CODE[code] ?? 0)
    if (cost >= least) continue
    least = cost
    best = row
  }
  return best
}

const begins = ({ lo, hi }: Word, id: number) => id >= lo && id < hi
/** Whether the word may stand for a term, as far as a quick look tells. */
const mayBe = (word: Word, id: number) => word.others.size > 0 || begins(word, id)

/** What it costs that the word stands for a term in a field; Infinity if it does not. */
function costOfTerm(word: Word, id: number, code: number, terms: readonly string[]): number {
  if (id === word.exact) return word.text.length === 1 ? COST.initial : 0
  const begun = costOfBeginning(word, id, terms)
  return otherIn(word, id, code, begun)?.cost ?? begun
}

function wayOfTerm(word: Word, id: number, code: number, terms: readonly string[]): Way {
  if (id === word.exact) return 'exact'
  return otherIn(word, id, code, costOfBeginning(word, id, terms))?.way ?? 'beginning'
}

function costOfBeginning(word: Word, id: number, terms: readonly string[]): number {
  if (!begins(word, id)) return Infinity
  const missing = (terms[id] ?? '').length - word.text.length
  return COST.begun + Math.min(MOST_MISSING_LETTERS, missing) * COST.missingLetter
}

/** Another way in which the word stands for the term in this field, if it costs less than `begun`. */
function otherIn(word: Word, id: number, code: number, begun: number): Other | undefined {
  const other = word.others.size === 0 ? undefined : word.others.get(id)
  return other && other.cost < begun && (other.fields & (1 << code)) !== 0 ? other : undefined
}

/** The cost of the choices, and what was hardest to find. `extra`: added to the cost. */
function priced(dictionary: Dictionary, choices: Choice[], contact: number, extra: number): Fit {
  const { owned, places, terms, nameLengths } = dictionary
  let cost = extra
  let inName = 0
  let lastSlot = -1
  let isTurned = false
  let farthest = 0
  let hardest = -1
  const fit: Fit = { cost: 0, field: 'name', way: 'exact' }
  for (const { word, row } of choices) {
    if (row === -1) {
      cost += word.optional ?? 0
      continue
    }
    const id = owned[row] ?? 0
    const place = places[row] ?? 0
    const code = codeOf(place)
    const how = costOfTerm(word, id, code, terms)
    const where = COST_OF_CODE[code] ?? 0
    cost += how + where * COST.everyField
    if (code === NAME) inName += 1
    if (slotOf(place) < lastSlot) isTurned = true
    lastSlot = slotOf(place)
    farthest = Math.max(farthest, where)
    if (how + where <= hardest) continue
    hardest = how + where
    fit.field = FIELDS[code] ?? 'name'
    fit.way = wayOfTerm(word, id, code, terms)
  }
  const unasked = (nameLengths[contact] ?? 0) - inName
  fit.cost = cost + farthest + unasked * COST.unaskedName + (isTurned ? COST.otherOrder : 0)
  return fit
}
