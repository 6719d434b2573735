import { slavicKey, slavicKeysOf } from './cyrillic.ts'
import { greekKey, greekKeyOf } from './greek.ts'
import { koreanKey, koreanKeyOf } from './korean.ts'
import { semiticKeysOf, skeletonOf } from './semitic.ts'

type Comparison = {
  /** Matches a word in the script by its first letter. */
  letters: RegExp
  /** The keys of a folded word in the script. */
  keysOf: (folded: string) => string[]
  /** The key of a word in Latin letters. The two are probably the same name if the keys are equal. */
  latinKeyOf: (latin: string) => string
  /** Whether a key holds the vowels, too. Keys without vowels are the same for many different names. */
  hasVowels: boolean
}

/** The scripts whose names people also write in Latin letters, in more than one way. A new script needs a file with its two key
 *  functions and a row here. */
export const SCRIPTS = {
  slavic: { letters: /^[\u0400-\u04ff]/, keysOf: slavicKeysOf, latinKeyOf: slavicKey, hasVowels: true },
  greek: {
    letters: /^[\u0370-\u03ff]/,
    keysOf: (folded) => [greekKeyOf(folded)],
    latinKeyOf: greekKey,
    hasVowels: true,
  },
  hangul: {
    letters: /^[\uac00-\ud7a3]{2}/,
    keysOf: (folded) => [koreanKeyOf(folded)],
    latinKeyOf: koreanKey,
    hasVowels: true,
  },
  semitic: { letters: /^[\u0590-\u06ff]/, keysOf: semiticKeysOf, latinKeyOf: skeletonOf, hasVowels: false },
} satisfies Record<string, Comparison>

export type Script = keyof typeof SCRIPTS
export const SCRIPT_NAMES = Object.keys(SCRIPTS) as Script[]
export const SCRIPTS_WITH_VOWELS = SCRIPT_NAMES.filter((name) => SCRIPTS[name].hasVowels)
