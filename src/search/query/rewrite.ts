import { firstFrom } from '../contacts/terms.ts'
import { nicknamesOf } from '../languages/nicknames.ts'
import { isAscii } from '../languages/text.ts'
import { COST } from '../weights.ts'

// Other words that the words of a query may be meant as.

type Texts = string[]

/** Neighbouring words as one, if somebody has a word that is or begins so: `mc gregor`. Each with what it costs. */
export function joined(terms: readonly string[], texts: Texts): { texts: Texts; cost: number }[] {
  const found: { texts: Texts; cost: number }[] = []
  for (let from = 0; from < texts.length - 1; from++) {
    for (let to = from + 2; to <= Math.min(texts.length, from + 3); to++) {
      const whole = texts.slice(from, to).join('')
      const next = terms[firstFrom(terms, whole)] ?? ''
      if (!next.startsWith(whole) && nicknamesOf(whole).size === 0) continue
      const cost = next === whole ? COST.joined : COST.joinedBegun
      found.push({ texts: texts.toSpliced(from, to - from, whole), cost })
    }
  }
  return found
}

/** `al shami` as one word, as Arabic writes it. */
export function withArticle(texts: Texts): Texts | undefined {
  const at = texts.findIndex((text, at) => /^[ae]l$/.test(text) && at + 1 < texts.length)
  return at === -1 ? undefined : texts.toSpliced(at, 2, `${texts[at]}${texts[at + 1]}`)
}

/** One word as two or three, if somebody has the first ones and somebody has a word that begins with the last: `vonderleyen`. */
export function split(terms: readonly string[], texts: Texts): Texts[] {
  return texts.flatMap((text, at) => piecesOf(terms, text, 2).map((pieces) => texts.toSpliced(at, 1, ...pieces)))
}

/** Words of these lengths are split. Fewer letters are enough in scripts without spaces. */
const LEAST_LETTERS = 4
const LEAST_LATIN_LETTERS = 6
const MOST_LETTERS = 40
/** More ways to split a word are not tried. */
const MOST_SPLITS = 12

/** `cuts`: into how many pieces more than one. */
function piecesOf(terms: readonly string[], text: string, cuts: number): Texts[] {
  const least = isAscii(text) ? LEAST_LATIN_LETTERS : LEAST_LETTERS
  if (text.length < least || text.length > MOST_LETTERS) return []
  const found: Texts[] = []
  for (let cut = 2; cut < text.length - 1; cut++) {
    const head = text.slice(0, cut)
    const tail = text.slice(cut)
    if (terms[firstFrom(terms, head)] !== head) continue
    if (terms[firstFrom(terms, tail)]?.startsWith(tail)) found.push([head, tail])
    if (cuts > 1 && tail.length > 4) for (const rest of piecesOf(terms, tail, cuts - 1)) found.push([head, ...rest])
  }
  return found.slice(0, MOST_SPLITS)
}

/** Two or three letters as initials: `jb dupont`. */
export function initials(texts: Texts): Texts[] {
  return texts.flatMap((text, at) => (/^\p{L}{2,3}$/u.test(text) ? [texts.toSpliced(at, 1, ...Array.from(text))] : []))
}
