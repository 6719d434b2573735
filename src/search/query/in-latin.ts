import type { Dictionary } from '../contacts/dictionary.ts'
import { NAMES } from '../contacts/fields.ts'
import { firstFrom } from '../contacts/terms.ts'
import { chineseFamilyNames, familyNameLength, spelledLetter, spelledTogether } from '../languages/chinese.ts'
import { koreanFamilyNames } from '../languages/korean.ts'
import type { Pieces } from '../slices.ts'
import { COST } from '../weights.ts'
import type { Hits } from './found.ts'
import type { Lookup } from './lookup.ts'
import { addOther, type Word } from './word.ts'

const HAN = /^\p{Script=Han}{2,4}$/u
const HANGUL = /^[\uac00-\ud7a3]{2,4}$/

/** Adds the contacts whose name in Latin letters is the Chinese or Korean name that was typed: Tai Man Chan for 陳大文, Jihoon Park for
 *  박지훈. */
export function* addInLatin({ dictionary, match, reader }: Lookup, query: string, hits: Hits): Pieces<void> {
  const name = query.normalize('NFC').replace(/\s/g, '')
  const isKorean = HANGUL.test(name)
  if (!isKorean && !HAN.test(name)) return
  const length = familyNameLength(name)
  const family = name.slice(0, length)
  const given = name.slice(length)
  const spelled = isKorean ? koreanFamilyNames(family) : chineseFamilyNames(family)
  const first = wordFor(dictionary, family, spelled)
  const wholes = isKorean ? yield* reader.words([given]) : [wordFor(dictionary, given, spelledTogether(given))]
  const letters = isKorean ? [] : Array.from(given, (letter) => wordFor(dictionary, letter, spelledLetter(letter)))
  yield* match([first, ...wholes], 0, hits, NAMES)
  if (letters.length > 1) yield* match([first, ...letters], 0, hits, NAMES)
}

/** A word that stands for its spellings alone. */
function wordFor({ terms }: Dictionary, text: string, spellings: readonly string[]): Word {
  const word: Word = { text, lo: 0, hi: 0, exact: -1, others: new Map(), optional: undefined }
  for (const spelling of spellings) {
    const id = firstFrom(terms, spelling)
    if (terms[id] === spelling) addOther(word, id, COST.otherScript, 'spelling', NAMES)
  }
  return word
}
