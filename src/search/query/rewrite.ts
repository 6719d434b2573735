import { firstFrom, hidden } from '../contacts/terms.ts'
import { compoundsIn } from '../languages/compounds.ts'
import { nicknamesOf } from '../languages/nicknames.ts'
import { isAscii } from '../languages/text.ts'
import { otherWordings } from '../languages/word-spellings.ts'
import { COST } from '../weights.ts'

// Other ways to write the words of a query.

type Texts = string[]

/** Joins neighbouring words to one word, if somebody has a word that is the same or begins with it: `mc gregor`. Each result
 *  comes with its cost. */
export function joined(terms: readonly string[], texts: Texts): { texts: Texts; cost: number }[] {
  const found: { texts: Texts; cost: number }[] = []
  for (let from = 0; from < texts.length - 1; from++) {
    for (let to = from + 2; to <= Math.min(texts.length, from + 3); to++) {
      const whole = texts.slice(from, to).join('')
      const next = terms[firstFrom(terms, whole)] ?? ''
      const isOther = nicknamesOf(whole).size > 0 || otherWordings(whole).some((other) => isTerm(terms, other))
      if (!next.startsWith(whole) && !isOther) continue
      const cost = next === whole || isOther ? COST.joined : COST.joinedBegun
      found.push({ texts: texts.toSpliced(from, to - from, whole), cost })
    }
  }
  return found
}

const isTerm = (terms: readonly string[], text: string): boolean => terms[firstFrom(terms, text)] === text

/** Replaces Arabic names of two parts by their key, if somebody has such a name: `abdul rahman` for عبدالرحمن. */
export function compounded(terms: readonly string[], texts: Texts): Texts[] {
  return compoundsIn(texts).flatMap(({ key, from, to }) =>
    isTerm(terms, hidden(key)) ? [texts.toSpliced(from, to - from, hidden(key))] : [],
  )
}

/** Joins `al shami` to one word, as in Arabic. */
export function withArticle(texts: Texts): Texts | undefined {
  const at = texts.findIndex((text, at) => /^[ae]l$/.test(text) && at + 1 < texts.length)
  return at === -1 ? undefined : texts.toSpliced(at, 2, `${texts[at]}${texts[at + 1]}`)
}

/** Splits one word into two or three, if somebody has the first ones and somebody has a word that begins with the last:
 *  `vonderleyen`. */
export function* split(terms: readonly string[], texts: Texts): Generator<Texts> {
  for (const [at, text] of texts.entries())
    for (const pieces of piecesOf(terms, text, 2)) yield texts.toSpliced(at, 1, ...pieces)
}

/** Only words of these lengths are split. A word in another script than Latin may be shorter. */
const LEAST_LETTERS = 4
const LEAST_LATIN_LETTERS = 6
const MOST_LETTERS = 40
/** At most this many ways to split a word are tried. */
const MOST_SPLITS = 12

/** @param cuts the most places at which to split */
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

/** Joins every two or three neighbouring words to one. */
export function joinedFreely(texts: Texts): Texts[] {
  return [2, 3].flatMap((count) =>
    texts.slice(count - 1).map((_, from) => texts.toSpliced(from, count, texts.slice(from, from + count).join(''))),
  )
}

/** Replaces two or three neighbouring words by their initials, if somebody has these initials as a word: `jean pierre sorel` for
 *  JP Sorel. */
export function abbreviated(terms: readonly string[], texts: Texts): Texts[] {
  return [2, 3].flatMap((count) =>
    texts.slice(count).flatMap((_, from) => {
      const letters = texts.slice(from, from + count).map((text) => text.slice(0, 1))
      const whole = letters.join('')
      return isTerm(terms, whole) ? [texts.toSpliced(from, count, whole)] : []
    }),
  )
}

/** Leaves out one word that may be a middle name: an initial after the first word, or a word between others. */
export function withoutMiddle(texts: Texts): Texts[] {
  if (texts.length < 3) return []
  return texts.flatMap((text, at) =>
    at > 0 && (text.length === 1 || at < texts.length - 1) ? [texts.toSpliced(at, 1)] : [],
  )
}

/** Reads a word of two or three letters as initials: `jb dupont`. */
export function initials(texts: Texts): Texts[] {
  return texts.flatMap((text, at) => (/^\p{L}{2,3}$/u.test(text) ? [texts.toSpliced(at, 1, ...Array.from(text))] : []))
}
