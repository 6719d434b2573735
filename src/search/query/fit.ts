import type { Dictionary } from '../contacts/dictionary.ts'
import { ANYWHERE, CODES, FIELDS } from '../contacts/fields.ts'
import { codeOf, slotOf } from '../contacts/places.ts'
import { COST, COST_STEP, FIELD_COST, MOST_MISSING_LETTERS, UNLIKELY } from '../weights.ts'
import type { Found } from './found.ts'
import type { Other, Way, Word } from './word.ts'

/** What to look for. `allowed`: the fields that count, as bits. `surcharge`: added to the cost of all contacts. */
export type Asked = { words: Word[]; allowed: number; surcharge: number }

/** The words in the order in which they were assigned, each with its row in `owned`; -1 for an optional word that was not
 *  found. */
type Choices = { words: Word[]; rows: number[] }

const COST_OF_CODE = FIELDS.map((field) => FIELD_COST[field])
const NAME = CODES.name
const NONE: readonly number[] = []

/** Finds the words in a contact, each in a slot of its own. Undefined if one of them is not there. */
export function fitOf(dictionary: Dictionary, asked: Asked, contact: number): Found | undefined {
  const { words, allowed, surcharge } = asked
  if (words.length === 1) {
    const row = bestRow(dictionary, words[0] as Word, contact, allowed, NONE, false)
    return row === -1 ? undefined : priced(dictionary, { words, rows: [row] }, contact, surcharge)
  }
  const choices = chosen(dictionary, asked, contact, false)
  if (choices) return priced(dictionary, choices, contact, surcharge)
  // Each initial stands for a different word: `bob` as initials does not mean somebody with only one name in B.
  if (words.some(({ fields }) => fields !== ANYWHERE)) return undefined
  // One word of the contact may stand for two of the query if there is no other way: `alice ali`.
  const shared = chosen(dictionary, asked, contact, true)
  return shared && priced(dictionary, shared, contact, surcharge + COST.sharedWord)
}

/** The best row for each word. The words that the contact has as typed are assigned first. Undefined if a word has no row. */
function chosen(
  dictionary: Dictionary,
  { words, allowed }: Asked,
  contact: number,
  isShared: boolean,
): Choices | undefined {
  const choices: Choices = { words: [], rows: [] }
  const taken = isShared ? NONE : choices.rows
  let exact = 0
  for (let w = 0; w < words.length; w++) {
    const word = words[w] as Word
    if (word.exact === -1) continue
    const row = bestRow(dictionary, word, contact, allowed, taken, true)
    if (row === -1) continue
    choices.words.push(word)
    choices.rows.push(row)
    exact |= 1 << w
  }
  for (let w = 0; w < words.length; w++) {
    if ((exact & (1 << w)) !== 0) continue
    const word = words[w] as Word
    const row = bestRow(dictionary, word, contact, allowed, taken, false)
    if (row === -1 && word.optional === undefined) return undefined
    choices.words.push(word)
    choices.rows.push(row)
  }
  return choices
}

/** The contact's row in which the word costs least; -1 if there is none. Rows in the slots of `taken` rows do not count.
 *  `isExact`: only rows with the word itself count. */
function bestRow(
  { begins, owned, places, terms }: Dictionary,
  word: Word,
  contact: number,
  allowed: number,
  taken: readonly number[],
  isExact: boolean,
): number {
  const end = begins[contact + 1] ?? 0
  const hasOthers = word.others.size > 0
  const fields = allowed & word.fields
  let best = -1
  let least = Infinity
  for (let row = begins[contact] ?? 0; row < end; row++) {
    const id = owned[row] ?? 0
    if (isExact ? id !== word.exact : !hasOthers && !isBegun(word, id)) continue
    const place = places[row] ?? 0
    const code = codeOf(place)
    if ((fields & (1 << code)) === 0 || isTaken(taken, places, slotOf(place))) continue
    const cost = costOfTerm(word, id, code, terms) + (COST_OF_CODE[code] ?? 0)
    if (cost >= least) continue
    least = cost
    best = row
  }
  return best
}

function isTaken(rows: readonly number[], places: Uint16Array, slot: number): boolean {
  for (const row of rows) if (row !== -1 && slotOf(places[row] ?? 0) === slot) return true
  return false
}

const isBegun = ({ lo, hi }: Word, id: number) => id >= lo && id < hi

/** The cost of reading the word as a term in a field; Infinity if this is not possible. */
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
  if (!isBegun(word, id)) return Infinity
  const missing = (terms[id] ?? '').length - word.text.length
  return COST.begun + Math.min(MOST_MISSING_LETTERS, missing) * COST.missingLetter
}

/** Another way in which the word stands for the term in this field, if it costs less than `begun`. */
function otherIn(word: Word, id: number, code: number, begun: number): Other | undefined {
  const other = word.others.size === 0 ? undefined : word.others.get(id)
  return other && other.cost < begun && (other.fields & (1 << code)) !== 0 ? other : undefined
}

/** The contact with the cost of the choices. `extra`: added to the cost. */
function priced(dictionary: Dictionary, { words, rows }: Choices, contact: number, extra: number): Found {
  const { owned, places, terms, nameLengths } = dictionary
  let cost = extra
  let inName = 0
  let lastSlot = -1
  let isTurned = false
  let farthest = 0
  let hardest = -1
  let guess: Way | undefined
  let isBegun = false
  const found: Found = { contact, cost: 0, field: 'name', way: 'exact' }
  for (let w = 0; w < words.length; w++) {
    const word = words[w] as Word
    const row = rows[w] ?? -1
    if (row === -1) {
      cost += word.optional ?? 0
      if (word.optional === COST.leftOutName) found.isUnlikely = true
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
    if (how >= UNLIKELY) found.isUnlikely = true
    const way = wayOfTerm(word, id, code, terms)
    if (way === 'sound' || way === 'typo') guess = way
    else if (way === 'beginning') isBegun = true
    farthest = Math.max(farthest, where)
    if (how + where <= hardest) continue
    hardest = how + where
    found.field = FIELDS[code] ?? 'name'
    found.way = way
  }
  // If one word is only similar and another only a beginning, both usually match by chance.
  if (guess && isBegun) found.isUnlikely = true
  if (guess) found.way = guess
  const unasked = (nameLengths[contact] ?? 0) - inName
  cost += farthest + unasked * COST.unaskedName + (isTurned ? COST.otherOrder : 0)
  found.cost = Math.round(cost / COST_STEP) * COST_STEP
  return found
}
