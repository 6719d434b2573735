import { STEPS } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import { NAMES } from '../contacts/fields.ts'
import { alike, hasKey, hasKeys, type Kind } from '../contacts/keys.ts'
import { SCRIPT_NAMES, SCRIPTS, SCRIPTS_WITH_VOWELS } from '../languages/scripts.ts'
import { hasLongVowels, skeletonOf } from '../languages/semitic.ts'
import { isAscii } from '../languages/text.ts'
import { COST } from '../weights.ts'
import { addOther, inLatin, type Word } from './word.ts'

/** Adds the same name in other scripts: Хрущёв for khrushchev, and Viktoriya for виктория. Returns how many steps it took. */
export function addScripts(dictionary: Dictionary, word: Word): number {
  const { text } = word
  let steps = 0
  if (isAscii(text)) {
    if (!/^[a-z]+$/.test(text)) return steps
    for (const script of SCRIPTS_WITH_VOWELS)
      if (hasKeys(dictionary.keys, dictionary.terms, script))
        steps += addByKey(dictionary, word, script, SCRIPTS[script].latinKeyOf(text), () => COST.otherScript)
    return steps
  }
  const script = SCRIPT_NAMES.find((name) => SCRIPTS[name].letters.test(text))
  if (script === undefined) return steps
  for (const key of SCRIPTS[script].keysOf(text)) {
    const cost = (term: string) => (SCRIPTS[script].hasVowels ? inLatin(text) : costInLatin(key, term, text))
    steps += addByKey(dictionary, word, `${script}Latin`, key, cost)
  }
  return steps
}

function addByKey(
  { terms, keys }: Dictionary,
  word: Word,
  kind: Kind,
  key: string,
  costOf: (term: string) => number,
): number {
  const found = alike(keys, terms, kind, key)
  for (const id of found) {
    const term = terms[id] ?? ''
    const cost = hasKey(kind, term, key) ? costOf(term) : Infinity
    if (cost !== Infinity) addOther(word, id, cost, 'spelling', NAMES)
  }
  return found.length * STEPS.word
}

/** The cost of a name in Latin letters that was typed in Arabic or Hebrew letters. Names with few consonants often match by
 *  chance, so their written vowels must match as well; Infinity if they do not. */
function costInLatin(skeleton: string, latin: string, typed: string): number {
  if (skeleton.length > 2) return COST.consonants
  return mayBe(latin, typed) && hasLongVowels(latin, typed) ? COST.consonants : Infinity
}

/** Adds Slavic names in other Latin letters: Iuliia for yulia, Koudriavtsev for kudryavtsev. Returns how many steps it took. */
export function addSlavic({ terms, keys }: Dictionary, word: Word): number {
  const key = SCRIPTS.slavic.latinKeyOf(word.text)
  const found = alike(keys, terms, 'slavicLatin', key)
  for (const id of found)
    if (id !== word.exact && hasKey('slavicLatin', terms[id], key)) addOther(word, id, COST.otherLatin, 'sound', NAMES)
  return found.length * STEPS.word
}

/** Adds the Arabic and Hebrew names with the same consonants as a word in Latin letters: نجيب for nagib. The word is also tried
 *  without an Arabic article. Returns how many steps it took. */
export function addByConsonants(dictionary: Dictionary, word: Word): number {
  const { text } = word
  if (!hasKeys(dictionary.keys, dictionary.terms, 'semitic')) return 0
  const steps = addSkeleton(dictionary, word, text)
  return /^[ae]l(?=.{3})/.test(text) ? steps + addSkeleton(dictionary, word, text.slice(2)) : steps
}

function addSkeleton(dictionary: Dictionary, word: Word, latin: string): number {
  const skeleton = skeletonOf(latin)
  const vowels = countOf(/[aeiouy]/g, latin)
  // Too many consonants for its vowels: a typing error rather than a name.
  if (skeleton === '' || skeleton.length > vowels * 2 + 1) return 0
  return addByKey(dictionary, word, 'semitic', skeleton, (term) => {
    if (!mayBe(latin, term)) return Infinity
    return costOf(skeleton, latin, term) + Math.abs(latin.length - term.length) * COST.consonantsLength
  })
}

/** Sequences of vowels and consonants that typing errors have and names do not. */
const UNLIKELY = /(?!aa|ee|oo|ou|ai|ei)[aeiou]{2}|[aeiou]{3}|[^aeiou]w/

function costOf(skeleton: string, latin: string, term: string): number {
  if (skeleton.length === 1) return COST.oneConsonant
  if (skeleton.length > 2) return COST.threeConsonants
  const isLikely = !UNLIKELY.test(latin) && hasLongVowels(latin, term)
  return COST.twoConsonants + (isLikely ? COST.longVowels : 0)
}

/** Whether a word in Latin letters may be an Arabic or Hebrew name with the same consonants: by its length, by the vowels at its
 *  beginning and end, and by its w and v, which are written as letters in those scripts. */
function mayBe(latin: string, term: string): boolean {
  if (latin.length < term.length - 1 || latin.length > term.length * 2 + 2) return false
  if (/[aeiou]$/.test(latin) && !/[אהויעةاهىيوء]$/.test(term)) return false
  if (/^[aeiou]/.test(latin) && !/^[אהויעاهيوع]/.test(term)) return false
  if (/^[אעاعإأآ]/.test(term.replace(/^ال(?=.{2})/, '')) && !/^[aeiouyw]/.test(latin)) return false
  return countOf(/[wv]/g, latin) <= countOf(/[ובوفب]/g, term)
}

function countOf(letters: RegExp, text: string): number {
  return text.match(letters)?.length ?? 0
}
