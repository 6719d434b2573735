import { lettersIn, written } from './latin.ts'
import { rewriting, withoutDoubles } from './letter-rules.ts'

// Arabic and Hebrew write few vowels. So names are compared by their skeletons: the consonants alone.

const ARABIC = 'بb تt ثt جj حh خh دd ذd رr زz سs شs صs ضd طt ظz غg فf قk كk لl مm نn هh يy وw گk پf چs ژz'
const HEBREW = 'בb גg דd הh וw זz חh טt יy כk ךk לl מm םm נn ןn סs פf ףf צz ץz קk רr שs תt'
const CONSONANTS = lettersIn(`${ARABIC} ${HEBREW}`)
/** Some people pronounce these letters differently: Othman is also Osman. */
const OTHER_CONSONANTS = new Map([...CONSONANTS, ['ث', 's'], ['ذ', 'z'], ['ظ', 'd'], ['ו', 'b']])
const ARTICLE = /^ال(?=.{2})/
const LEADING_VOWEL = /^[אעاعإأآ]+[ויوي]?/

/** The skeletons of a folded word in Arabic or Hebrew letters, comparable with {@link skeletonOf}. */
export function semiticKeysOf(folded: string): string[] {
  const bare = folded.replace(ARTICLE, '').replace(LEADING_VOWEL, '')
  // People often type one of two equal letters: Abdulah.
  const single = bare.replace(/(.)\1+/g, '$1')
  const tables = [CONSONANTS, OTHER_CONSONANTS]
  return [...new Set(tables.flatMap((table) => [bare, single].map((word) => normalized(written(word, table)))))]
}

/** The skeleton of a name in Latin letters, comparable with {@link semiticKeysOf}. */
export function skeletonOf(latin: string): string {
  return normalized(consonantsOf(withoutDoubles(spelledAlike(latin))).toLowerCase())
}

const spelledAlike = rewriting([
  [/sch|sh/g, 's'],
  [/kh|ch|x/g, 'h'],
  [/([tdg])h/g, '$1', 'th|dh|gh'],
  [/ph|p/g, 'f'],
  [/ck|q|c/g, 'k'],
  [/t[zs]/g, 'z', 'tz|ts'],
  [/v/g, 'b'],
])

const consonantsOf = rewriting([
  [/^[aeiou]*y/, 'Y', 'y'],
  [/[aeiou]+/g, '', 'a|e|i|o|u'],
])

const normalized = rewriting([
  [/(.)[yw]+/g, '$1', 'y|w'],
  [/(.)h$/, '$1', 'h'],
  [/(.)h+/g, '$1k', 'h'],
  [/g/g, 'j'],
  [/^w/, '', 'w'],
])

const LONG_VOWELS = lettersIn('اae هae وouw וouwv يiye יiye')

/** Whether `latin` contains the long vowels of a word in Arabic or Hebrew letters, in the same order. */
export function hasLongVowels(latin: string, word: string): boolean {
  let at = 0
  for (const [n, letter] of Array.from(word.slice(1)).entries()) {
    // A final alif without dots is folded into a ya: Layla is ليلى.
    const vowels = letter === 'ي' && n + 2 === word.length ? 'iyea' : LONG_VOWELS.get(letter)
    if (vowels === undefined) continue
    while (at < latin.length && !vowels.includes(latin[at] ?? '')) at++
    if (at++ === latin.length) return false
  }
  return true
}
