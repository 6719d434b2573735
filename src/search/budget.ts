import type { Pieces } from './pieces.ts'

// How much work one question may do. It is counted in steps, because the time of a search grows with the length of the query
// times the size of the address book, and somebody may make both large on purpose.

/** A step is a few nanoseconds: one word of a contact is compared with one word of the query. Longer work counts as more steps. */
export const STEPS = {
  /** For each word of a contact that has all words of the query, to find the best place for each of these. */
  fit: 4,
  /** A word that is compared in detail, by its sound or spelling. */
  word: 256,
  /** A word that is skipped because its letters differ too much. */
  skipped: 1 / 4,
  /** Each letter of a word that is compared by its letters. */
  letter: 4,
  /** A number, an address or a name that is searched, and each of its characters. */
  text: 8,
  inText: 1 / 2,
  /** A contact that is found. */
  hit: 16,
} as const

/** A piece of a search ends after about this many steps. */
export const PIECE = 4_096

/** The remaining budget of a question and all its searches: steps, and milliseconds that the searches themselves took, without
 *  the other work between their pieces. If one of them is used up, the question ends with the people found so far. */
export type Budget = { steps: number; ms: number }

export const budget = (): Budget => ({ steps: 40_000_000, ms: 1_000 })
export const isUsedUp = ({ steps, ms }: Budget): boolean => steps <= 0 || ms <= 0

const clock = () => performance.now()

/** Does the work until the budget is used up. */
export function* withinBudget(pieces: Pieces<void>, left: Budget, now = clock): Pieces<void> {
  while (!isUsedUp(left)) {
    const begun = now()
    const { done, value } = pieces.next()
    left.ms -= now() - begun
    if (done) return
    left.steps -= value ?? 0
    yield value
  }
}
