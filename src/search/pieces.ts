import { nextTurn } from '../next-turn.ts'

/** Work in pieces of a millisecond or two: a generator that yields between them. A search yields how many steps the piece had, see
 *  budget.ts. */
export type Pieces<Made> = Generator<number | undefined, Made>

/** After this time, other work gets its turn as soon as the current piece ends. */
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

/** How many words are sorted or merged before other work gets its turn. */
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

/** Sorts numbers, like {@link sorted}. */
export function* sortedNumbers(numbers: readonly number[]): Pieces<Float64Array> {
  let from = Float64Array.from(numbers)
  for (let at = 0; at < from.length; at += NUMBERS_AT_ONCE) {
    from.subarray(at, at + NUMBERS_AT_ONCE).sort()
    yield
  }
  let to = new Float64Array(from.length)
  for (let width = NUMBERS_AT_ONCE; width < from.length; width *= 2) {
    for (let at = 0; at < from.length; at += 2 * width) {
      const middle = Math.min(at + width, from.length)
      const end = Math.min(at + 2 * width, from.length)
      let one = at
      let other = middle
      for (let next = at; next < end; next++) {
        const isOne = other === end || (one < middle && (from[one] ?? 0) <= (from[other] ?? 0))
        to[next] = from[isOne ? one++ : other++] ?? 0
        if (next % NUMBERS_AT_ONCE === 0) yield
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}

/** How many numbers are sorted or merged before other work gets its turn. */
const NUMBERS_AT_ONCE = 16_384
