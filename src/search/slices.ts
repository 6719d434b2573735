import { setImmediate as nextTurn } from 'node:timers/promises'

/** Work done in pieces of a millisecond or two. */
export type Pieces<Made> = Generator<void, Made>

/** So long others wait at most, but for the piece that is under way. */
const SLICE_MS = 5

export function atOnce<Made>(pieces: Pieces<Made>): Made {
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
  }
}

/** In slices, between which others get their turn. */
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

const RUN = 4_096

/** By code units: runs of their own first, which are then merged. */
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
