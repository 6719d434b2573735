import { semiticKeysOf, skeletonOf } from './semitic.ts'

// Arabic names of two parts are written as one, two or three words, with or without the article, which has many forms: Abd
// al-Rahman, Abdul Rahman, Abdurrahman, عبد الرحمن, عبدالرحمن. All of them have the same key.

const HINT = /abd|ab[uo]|d[aeiou]+n|llah|عبد|بو|الدين|الله/i
const MOST_WORDS = 3

/** Whether a text may contain such a name, with or without vowel points. */
export const mayHaveCompound = (text: string): boolean => HINT.test(text) || /[\u064b-\u065f]/.test(text)

type Pattern = { kind: string; latin: RegExp; arabic: RegExp }

/** The group matches the part in which these names differ. */
const PATTERNS: Pattern[] = [
  {
    kind: 'abd',
    latin: /^abd(?!(?:[aeu]|ou)l?$)(?:(?:[aeou]|ou)l?)?([a-z]{2,})$/,
    arabic: /^عبد(?:ال)?(\p{L}{2,})$/u,
  },
  { kind: 'abu', latin: /^ab(?:u|ou|oo|o)(?:[aeu]?l)?([a-z]{3,})$/, arabic: /^[اأ]بو(?:ال)?(\p{L}{3,})$/u },
  { kind: 'din', latin: /^([a-z]{3,}?)(?:[aeiou]+[ld]?|l)?d(?:i|ee|ei|y)ne?$/, arabic: /^(\p{L}{2,})الدين$/u },
  { kind: 'allah', latin: /^([a-z]{3,}?)[aeou]+llah$/, arabic: /^(\p{L}{2,})[اأ]?لله$/u },
]

/** A name of two parts: its key, and the words that it is made of, from `from` to `to`. */
export type Compound = { key: string; from: number; to: number }

/** The names of two parts among folded words. */
export function compoundsIn(words: readonly string[]): Compound[] {
  if (!words.some((word) => HINT.test(word))) return []
  const found: Compound[] = []
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= Math.min(words.length, from + MOST_WORDS); to++) {
      for (const key of keysOf(words.slice(from, to).join(''))) found.push({ key, from, to })
    }
  }
  return found
}

function keysOf(whole: string): string[] {
  for (const { kind, latin, arabic } of PATTERNS) {
    const inLatin = latin.exec(whole)?.[1]
    if (inLatin !== undefined) return withKind(kind, [skeletonOf(inLatin)])
    const inArabic = arabic.exec(whole)?.[1]
    if (inArabic !== undefined) return withKind(kind, semiticKeysOf(inArabic))
  }
  return []
}

function withKind(kind: string, skeletons: string[]): string[] {
  return skeletons.filter((skeleton) => skeleton !== '').map((skeleton) => `${kind} ${skeleton}`)
}
