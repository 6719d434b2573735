import { PIECE, STEPS } from '../budget.ts'
import type { Pieces } from '../pieces.ts'

/** Texts that are searched as a whole, such as addresses and numbers, with the contact of each. Many of them are joined in one
 *  long text, because searching it is much faster than searching thousands of short texts. */
export type Texts = readonly Block[]

/** `text`: the texts with an {@link EDGE} before each and after the last. `starts`: where each of them begins. */
type Block = { text: string; starts: Uint32Array; contacts: Uint32Array }

/** Separates two texts. No text contains it. */
export const EDGE = '\0'
/** A block ends after about this many characters. It is searched before other work gets its turn. */
const BLOCK = 8_192

/** Collects texts. */
export function gathering() {
  const blocks: Block[] = []
  let texts: string[] = []
  let contacts: number[] = []
  let starts: number[] = []
  let size = 1

  function end(): void {
    if (texts.length === 0) return
    const text = ['', ...texts, ''].join(EDGE)
    blocks.push({ text, starts: Uint32Array.from(starts), contacts: Uint32Array.from(contacts) })
    texts = []
    contacts = []
    starts = []
    size = 1
  }

  return {
    push(text: string, contact: number): void {
      const clean = text.includes(EDGE) ? text.replaceAll(EDGE, ' ') : text
      texts.push(clean)
      contacts.push(contact)
      starts.push(size)
      size += clean.length + EDGE.length
      if (size > BLOCK) end()
    },
    texts(): Texts {
      end()
      return blocks
    },
  }
}

/** Calls `tell` for each text with its contact. `tell` returns how many steps it took. */
export function* eachText(all: Texts, tell: (text: string, contact: number) => number): Pieces<void> {
  let steps = 0
  for (const block of all) {
    for (let n = 0; n < block.starts.length; n++) {
      steps += STEPS.text + tell(textAt(block, n), block.contacts[n] ?? 0)
      if (steps < PIECE) continue
      yield steps
      steps = 0
    }
  }
  yield steps
}

/** The same for each text that contains `part`. `part` may begin or end with an {@link EDGE}. An empty `part` matches no text. */
export function* eachTextWith(all: Texts, part: string, tell: (text: string, contact: number) => number): Pieces<void> {
  // An empty text would be found at the end of the block forever.
  if (part === '') return
  for (const block of all) {
    let steps = block.text.length * STEPS.inText
    for (let at = block.text.indexOf(part); at !== -1;) {
      const n = placeOf(block, part.startsWith(EDGE) ? at + 1 : at)
      const text = textAt(block, n)
      steps += STEPS.text + tell(text, block.contacts[n] ?? 0)
      at = block.text.indexOf(part, (block.starts[n] ?? 0) + text.length)
    }
    yield steps
  }
}

function textAt({ text, starts }: Block, n: number): string {
  return text.slice(starts[n], (starts[n + 1] ?? text.length) - EDGE.length)
}

/** The index of the text at `at` in the block. */
function placeOf({ starts }: Block, at: number): number {
  let lo = 0
  let hi = starts.length
  while (lo < hi) {
    const middle = (lo + hi) >>> 1
    if ((starts[middle] ?? 0) <= at) lo = middle + 1
    else hi = middle
  }
  return lo - 1
}
