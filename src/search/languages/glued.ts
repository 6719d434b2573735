import { wordsOf } from './text.ts'

/** Small words before a family name that are often joined to it. */
const PARTICLES = new Set(
  `van von vom zu zum zur der den de del della dello delle di da dal dalla do dos das du des la le les lo los las el al ul
  mc mac fitz o d l t s ap ab st saint ste sainte san santa ter ten te op in het af av bin ben ibn bint abu abd`
    .trim()
    .split(/\s+/),
)
const HYPHENED = /[\p{L}\p{M}]+(?:[-‐‑][\p{L}\p{M}]+)+/gu
const MOST_WORDS = 4

/** The words of a name that people also write as one: `vandenberg` and `vdberg` for van den Berg, `annmarie` for Ann-Marie. */
export function gluedIn(name: string): string[] {
  const found = (/[-‐‑]/.test(name) ? (name.match(HYPHENED) ?? []) : []).map((word) => wordsOf(word).join(''))
  const words = wordsOf(name)
  for (let from = 0; from < words.length - 1; from++) {
    if (!PARTICLES.has(words[from] ?? '')) continue
    let to = from + 1
    while (to < words.length - 1 && PARTICLES.has(words[to] ?? '')) to++
    const particles = words.slice(from, to)
    const last = words[to] ?? ''
    found.push(particles.join('') + last)
    if (particles.length > 1) found.push(particles.map((word) => word.slice(0, 1)).join('') + last)
  }
  return found
}

/** All words of a given name as one: `maryann` for Mary Ann. Empty for a single word and for initials. */
export function gluedGivenName(name: string): string[] {
  const words = wordsOf(name)
  const isGlued = words.length > 1 && words.length <= MOST_WORDS && words.every((word) => word.length > 1)
  return isGlued ? [words.join('')] : []
}
