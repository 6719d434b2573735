import type { Pieces } from './slices.ts'

// How much work one search may do. It is counted in steps, because neither the length of a query nor the size of an address book
// says how long a search takes: that is their product, and somebody may have made both for the purpose.

/** A step is a few nanoseconds: one word of a contact is compared with one word of the query. What takes longer counts as more. */
export const STEPS = {
  /** For each word of a contact that has all words: they are put in the best place. */
  fit: 4,
  /** A word that is compared in detail, by its sound or spelling. */
  word: 256,
  /** A word that is skipped by its letters. */
  skipped: 1 / 4,
  /** Each letter of a word that is compared by its letters. */
  letter: 4,
  /** A number, an address or a name that is looked through, and each of its characters. */
  text: 8,
  inText: 1 / 2,
  /** A contact that is found. */
  hit: 16,
} as const

/** A piece of a search ends after about so many steps. */
export const PIECE = 4_096
/** A search with more steps ends with what it has found. */
const MOST_STEPS = 40_000_000
/** The same for its own time, which a slow machine may use up first. */
const MOST_MS = 500

/** Looks at things one after another. `look`: looks at the nth, and returns how many steps that took. */
export function* lookAtEach(size: number, look: (n: number) => number): Pieces<void> {
  let steps = 0
  for (let n = 0; n < size; n++) {
    steps += look(n)
    if (steps < PIECE) continue
    yield steps
    steps = 0
  }
}

const clock = () => performance.now()

/** Does the work until the budget is used up. Returns whether the work was finished. */
export function* withinBudget(pieces: Pieces<void>, now = clock): Pieces<boolean> {
  let steps = 0
  let ms = 0
  while (steps < MOST_STEPS && ms < MOST_MS) {
    const begun = now()
    const { done, value } = pieces.next()
    if (done) return true
    ms += now() - begun
    steps += value ?? 0
    yield value
  }
  return false
}
