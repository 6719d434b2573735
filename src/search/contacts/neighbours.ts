import { distance } from '../distance.ts'
import { bitsIn, lettersOf } from '../languages/letters.ts'
import { PIECE, STEPS } from '../budget.ts'
import type { Pieces } from '../pieces.ts'

/** Words by length, to be looked up by their letters. The words of n letters begin at `starts[n]`. `ids` has the term of each
 *  word, and `masks` its letters. `words` is only set if the words are keys of terms and not the terms themselves. */
export type Near = { starts: Uint32Array; ids: Uint32Array; masks: Int32Array; words?: string[] }

/** Longer words are not looked up by their letters. */
const LONGEST = 63
/** How many words are looked at before other work gets its turn. */
const STEP = 8_192
/** The same in a search. */
const AT_ONCE = 2_048

/** `wordOf`: returns the word of a term, which is the nth of `ids`. `isKept`: whether to keep the words in the result. */
export function* nearOf(
  ids: ArrayLike<number>,
  wordOf: (id: number, n: number) => string,
  isKept = false,
): Pieces<Near> {
  const starts = new Uint32Array(LONGEST + 2)
  for (let n = 0; n < ids.length; n++) {
    const { length } = wordOf(ids[n] ?? 0, n)
    if (length <= LONGEST) starts[length + 1] = (starts[length + 1] ?? 0) + 1
  }
  for (let length = 0; length <= LONGEST; length++)
    starts[length + 1] = (starts[length + 1] ?? 0) + (starts[length] ?? 0)
  yield
  const filled = starts.slice()
  const size = starts[LONGEST + 1] ?? 0
  const near: Near = {
    starts,
    ids: new Uint32Array(size),
    masks: new Int32Array(size),
    ...(isKept && { words: Array.from<string>({ length: size }).fill('') }),
  }
  for (let n = 0; n < ids.length; n++) {
    const id = ids[n] ?? 0
    const word = wordOf(id, n)
    if (word.length > LONGEST) continue
    const at = filled[word.length] ?? 0
    filled[word.length] = at + 1
    near.ids[at] = id
    near.masks[at] = lettersOf(word)
    if (near.words) near.words[at] = word
    if (n % STEP === 0) yield
  }
  return near
}

/** Calls `tell` for each word that is at most `most` edits away from `word`. Most words are skipped after comparing only their
 *  sets of letters. */
export function* neighbours(
  { starts, ids, masks, words }: Near,
  terms: readonly string[],
  word: string,
  most: number,
  tell: (id: number, edits: number, known: string) => void,
): Pieces<void> {
  const mask = lettersOf(word)
  const from = starts[Math.max(0, word.length - most)] ?? 0
  const to = starts[Math.min(LONGEST, word.length + most) + 1] ?? 0
  /** Compares the words from `start` to `end`, and returns how many had to be compared by their letters. */
  function compare(start: number, end: number): number {
    let compared = 0
    for (let n = start; n < end; n++) {
      if (bitsIn((masks[n] ?? 0) ^ mask) > 2 * most) continue
      compared += 1
      const id = ids[n] ?? 0
      const other = (words ? words[n] : terms[id]) ?? ''
      const edits = distance(word, other, most)
      if (edits <= most) tell(id, edits, other)
    }
    return compared
  }

  let steps = 0
  for (let start = from; start < to; start += AT_ONCE) {
    const end = Math.min(to, start + AT_ONCE)
    steps += (end - start) * STEPS.skipped + compare(start, end) * word.length * STEPS.letter
    if (steps < PIECE) continue
    yield steps
    steps = 0
  }
}
