import type { Dictionary } from '../contacts/dictionary.ts'
import { ANYWHERE, NAMES } from '../contacts/fields.ts'
import { firstFrom } from '../contacts/terms.ts'
import { chineseFamilyNames, familyNameLength, spelledLetter, spelledTogether } from '../languages/chinese.ts'
import { japaneseReadings } from '../languages/japanese-family-names.ts'
import { romajiOf } from '../languages/japanese.ts'
import { koreanFamilyNames } from '../languages/korean.ts'
import { fold } from '../languages/text.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import type { Hits } from './found.ts'
import type { Lookup } from './lookup.ts'
import { addOther, type Word } from './word.ts'

const HAN = /^\p{Script=Han}{1,4}$/u
const HANGUL = /^[\uac00-\ud7a3]{2,4}$/
const JAPANESE = /^(\p{Script=Han}{1,3})([\p{Script=Hiragana}\p{Script=Katakana}ー]*)$/u

/** Adds the contacts whose name in Latin letters is the Chinese, Japanese or Korean name that was typed: Tai Man Chan for 陳大文, Jihoon
 *  Park for 박지훈, Tanaka for 田中. */
export function* addInLatin(lookup: Lookup, query: string, hits: Hits): Pieces<void> {
  const name = query.normalize('NFC').replace(/\s/g, '')
  if (HANGUL.test(name)) yield* addKorean(lookup, name, hits)
  else if (HAN.test(name)) yield* addChinese(lookup, name, hits)
  yield* addJapanese(lookup, name, hits)
}

function* addKorean({ dictionary, match, reader }: Lookup, name: string, hits: Hits): Pieces<void> {
  const family = wordFor(dictionary, name.slice(0, 1), koreanFamilyNames(name))
  yield* match([family, ...(yield* reader.words([name.slice(1)]))], 0, hits, NAMES)
}

function* addChinese({ dictionary, match }: Lookup, name: string, hits: Hits): Pieces<void> {
  const length = familyNameLength(name)
  const given = name.slice(length)
  const family = wordFor(dictionary, name.slice(0, length), chineseFamilyNames(name.slice(0, length)))
  if (given === '') return yield* match([family], COST.otherScriptFewLetters - COST.otherScript, hits, NAMES)
  yield* match([family, wordFor(dictionary, given, spelledTogether(given))], 0, hits, NAMES)
  const letters = Array.from(given, (letter) => wordFor(dictionary, letter, spelledLetter(letter)))
  if (letters.length > 1) yield* match([family, ...letters], 0, hits, NAMES)
}

/** A family name in kanji, with or without a given name in kana. */
function* addJapanese({ dictionary, match, reader }: Lookup, name: string, hits: Hits): Pieces<void> {
  const [, family = '', given = ''] = JAPANESE.exec(name) ?? []
  const readings = japaneseReadings(family, true).flatMap(romajiOf)
  if (readings.length === 0) return
  const words = given === '' ? [] : yield* reader.words([fold(given)])
  yield* match([wordFor(dictionary, family, readings), ...words], 0, hits, NAMES)
}

/** A word that stands only for its spellings. */
function wordFor({ terms }: Dictionary, text: string, spellings: readonly string[]): Word {
  const word: Word = { text, lo: 0, hi: 0, exact: -1, others: new Map(), optional: undefined, fields: ANYWHERE }
  for (const spelling of spellings) {
    const id = firstFrom(terms, spelling)
    if (terms[id] === spelling) addOther(word, id, COST.otherScript, 'spelling', NAMES)
  }
  return word
}
