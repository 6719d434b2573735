import { PIECE, STEPS } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import { ANYWHERE } from '../contacts/fields.ts'
import type { Pieces } from '../pieces.ts'
import { type Asked, fitOf } from './fit.ts'
import { add, type Hits } from './found.ts'
import type { Word } from './word.ts'

export type Match = ReturnType<typeof matcher>

/** Finds the contacts that have all words of a query. */
export function matcher(dictionary: Dictionary) {
  const { begins, starts, holders, contacts } = dictionary
  /** For each contact: the last call that has looked at it. All calls share one array, because clearing an array for each call
   *  takes time. If two calls take turns, one of them may look at a contact twice, which costs only time. */
  const lookedAt = new Int32Array(contacts.length)
  let calls = 0

  /** Adds the contacts that have each of the words, each in a slot of its own. `surcharge`: added to their costs. `allowed`: the
   *  fields that count, as bits. */
  return function* match(words: Word[], surcharge: number, into: Hits, allowed = ANYWHERE): Pieces<void> {
    const asked: Asked = { words: withNeeded(words), allowed, surcharge }
    const needed = asked.words.filter(({ optional }) => optional === undefined)
    const rarest = rarestOf(needed, starts)
    if (!rarest) return
    const call = (calls += 1)
    let steps = 0
    for (const [from, to] of rowsOf(rarest, starts)) {
      for (let row = from; row < to; row++) {
        if (steps >= PIECE) {
          yield steps
          steps = 0
        }
        steps += 1
        const contact = holders[row] ?? 0
        if (lookedAt[contact] === call) continue
        lookedAt[contact] = call
        const compared = ((begins[contact + 1] ?? 0) - (begins[contact] ?? 0)) * words.length
        steps += compared
        if (needed.length > 1 && !hasAll(dictionary, needed, contact)) continue
        steps += compared * STEPS.fit
        const found = fitOf(dictionary, asked, contact)
        if (found) add(into, found)
      }
    }
  }
}

/** If the query has only words that usually accompany names, it means these words themselves, so none is optional. */
function withNeeded(words: Word[]): Word[] {
  if (words.some(({ optional }) => optional === undefined)) return words
  return words.map((word) => ({ ...word, optional: undefined }))
}

/** The word that the fewest contacts have. Only those contacts need to be looked at. */
function rarestOf(words: Word[], starts: Uint32Array): Word | undefined {
  let rarest: Word | undefined
  let fewest = Infinity
  for (const word of words) {
    const count = countOf(word, starts)
    if (count >= fewest) continue
    fewest = count
    rarest = word
  }
  return rarest
}

/** How many rows of `holders` the word has. A contact may be in several of them. */
function countOf({ lo, hi, others }: Word, starts: Uint32Array): number {
  let count = (starts[hi] ?? 0) - (starts[lo] ?? 0)
  for (const id of others.keys()) count += (starts[id + 1] ?? 0) - (starts[id] ?? 0)
  return count
}

/** The ranges of rows in `holders` with the contacts that have the word. */
function rowsOf({ lo, hi, others }: Word, starts: Uint32Array): [from: number, to: number][] {
  const rows: [number, number][] = [[starts[lo] ?? 0, starts[hi] ?? 0]]
  for (const id of others.keys()) rows.push([starts[id] ?? 0, starts[id + 1] ?? 0])
  return rows
}

/** Whether the contact has each of the words somewhere, even if several words are in the same slot. Most contacts have only one
 *  of them, and this check takes a fraction of the time of {@link fitOf}. */
function hasAll({ begins, owned }: Dictionary, words: Word[], contact: number): boolean {
  let missing = (1 << words.length) - 1
  const end = begins[contact + 1] ?? 0
  for (let row = begins[contact] ?? 0; row < end && missing !== 0; row++) {
    const id = owned[row] ?? 0
    for (let w = 0; w < words.length; w++) {
      if ((missing & (1 << w)) === 0) continue
      const { lo, hi, others } = words[w] as Word
      if ((id >= lo && id < hi) || (others.size > 0 && others.has(id))) missing &= ~(1 << w)
    }
  }
  return missing === 0
}
