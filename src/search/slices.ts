import { nextTurn } from '../next-turn.ts'

/** Work in pieces of a millisecond or two: a generator that yields between them. A search yields how many steps the piece had, see
 *  budget.ts. */
export type Pieces<Made> = Generator<number | undefined, Made>

/** After this time, other work gets its turn at the end of the piece. */
const SLICE_MS = 5

/** Does the work in one go. */
export function atOnce<Made>(pieces: Pieces<Made>): Made {
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
  }
}

/** Does the work in slices, between which other work gets its turn. */
export async function inSlices<Made>(pieces: Pieces<Made>): Promise<Made> {
  let begun = performance.now()
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
    if (performance.now() - begun < SLICE_MS) continue
    await nextTurn()
    begun = performance.now()
  }
}

/** So many words are sorted or merged before others get their turn. */
const RUN = 4_096

/** The words sorted by code units: a merge sort, because the built-in sort cannot pause. */
export function* sorted(words: readonly string[]): Pieces<string[]> {
  let from: string[] = []
  for (let at = 0; at < words.length; at += RUN) {
    for (const word of words.slice(at, at + RUN).sort()) from.push(word)
    yield
  }
  for (let width = RUN; width < from.length; width *= 2) {
    const to: string[] = []
    for (let at = 0; at < from.length; at += 2 * width) {
      const middle = Math.min(at + width, from.length)
      const end = Math.min(at + 2 * width, from.length)
      let one = at
      let other = middle
      while (one < middle || other < end) {
        const isOne = other === end || (one < middle && (from[one] ?? '') <= (from[other] ?? ''))
        to.push((isOne ? from[one++] : from[other++]) ?? '')
        if (to.length % RUN === 0) yield
      }
    }
    from = to
  }
  return from
}
