import type { Contact } from '../../graph/contact.ts'
import { chineseFamilyNames, familyNameLength, spelledLetter, spelledTogether } from '../languages/chinese.ts'
import { compoundsIn, mayHaveCompound } from '../languages/compounds.ts'
import { gluedGivenName, gluedIn } from '../languages/glued.ts'
import { japaneseReadings } from '../languages/japanese-family-names.ts'
import { romajiOf } from '../languages/japanese.ts'
import { koreanFamilyNames } from '../languages/korean.ts'
import { fold, isAscii, isCjk, symbolsOf, wordsOf } from '../languages/text.ts'
import type { Draft } from './dictionary-draft.ts'
import type { Field } from './fields.ts'
import { hidden } from './terms.ts'

// Other ways in which people write the names of a contact.

/** Adds the usual Latin spellings of a Chinese, Japanese or Korean family name. For a Japanese name whose reading is not stored,
 *  adds the usual reading too. */
export function addFamilyName(draft: Draft, contact: Contact, field: Field): void {
  const { surname, displayName = '', yomiSurname } = contact
  const name = (surname ?? displayName).trim()
  if (name.charCodeAt(0) < FIRST_CJK || !isCjk(name)) return
  draft.other(koreanFamilyNames(name), field)
  if (yomiSurname !== undefined) return
  const family = surname === undefined ? name.slice(0, familyNameLength(name)) : name
  draft.other(chineseFamilyNames(family), field)
  for (const reading of japaneseReadings(name, surname !== undefined))
    draft.other([reading, ...romajiOf(reading)], 'nickname')
}

/** The code points of scripts without spaces begin here. */
const FIRST_CJK = 0x2e80

/** Only this many characters of a name are read for words that people write as one. */
const MAX_NAME = 200

/** Adds the words of the name that people write as one, the keys of compound names, and a name that has only symbols. */
export function addOtherWordings(draft: Draft, contact: Contact, shown: string, field: Field): void {
  const given = (contact.givenName ?? '').slice(0, MAX_NAME)
  const family = (contact.surname ?? '').slice(0, MAX_NAME)
  const whole = shown.slice(0, MAX_NAME)
  const names = given === '' && family === '' ? [whole] : [given, family]
  for (const name of names) {
    if (!SEVERAL_WORDS.test(name)) continue
    const glued = gluedIn(name)
    if (name === given) glued.push(...gluedGivenName(name))
    if (glued.length > 0) draft.other(glued.map(fold), field)
  }
  for (const name of names)
    if (mayHaveCompound(name))
      for (const { key } of compoundsIn(wordsOf(name).map(fold))) draft.other([hidden(key)], field)
  if (!HAS_WORD.test(whole)) draft.other([symbolsOf(whole)].filter(Boolean), field)
}

/** Most names have one word and are skipped. */
const SEVERAL_WORDS = /[\s\-\u2010\u2011'’.]/
const HAS_WORD = /[\p{L}\p{N}]/u

/** Adds names in scripts without spaces: they are also searched as a whole, and letter by letter. */
export function addUnspacedName(draft: Draft, contact: Contact, field: Field): void {
  const { displayName = '', givenName = '', surname = '', companyName = '' } = contact
  if (isAscii(displayName) && isAscii(givenName) && isAscii(surname) && isAscii(companyName)) return
  const wholes = [displayName, surname + givenName, givenName + surname, companyName].filter(isCjk)
  if (wholes.length === 0) return
  const folded = wholes.map((whole) => fold(whole).replace(/[\s\p{P}]/gu, ''))
  draft.whole('cjk', [...new Set(folded)].join('\n'))
  // Also as one word, because people type 曹锦鹏 as caojinpeng.
  for (const whole of [surname + givenName, givenName + surname])
    if (isCjk(whole)) draft.words(whole.replace(/\s/g, ''), field)
  for (const letter of givenName) if (isCjk(letter)) draft.words(letter, 'nickname')
  const [family, given] = surname + givenName === '' ? partsOf(displayName) : [surname, givenName]
  if (given.length > MOST_GIVEN || !isUnspaced(family) || !isUnspaced(given)) return
  draft.words(family, field)
  draft.words(given, field)
  if (isChinese(contact)) addChineseName(draft, family, given, field)
}

/** Family name and given name of a name in a script without spaces. */
function partsOf(name: string): [family: string, given: string] {
  const [family = '', given = '', ...more] = name.trim().split(/\s+/)
  if (given !== '') return more.length === 0 ? [family, given] : ['', '']
  const length = familyNameLength(family)
  return [family.slice(0, length), family.slice(length)]
}

/** A Chinese, Japanese or Korean text with more letters is more than a given name. */
const MOST_GIVEN = 3
const isUnspaced = (text: string): boolean => text !== '' && Array.from(text).every(isCjk)

const HAN = /^\p{Script=Han}+$/u
/** Whether a name may be Chinese: it is written in Han characters and has no reading in kana. */
function isChinese({ displayName = '', givenName, surname, yomiSurname, yomiGivenName }: Contact): boolean {
  const name = ((surname ?? '') + (givenName ?? '') || displayName).replace(/\s/g, '')
  return yomiSurname === undefined && yomiGivenName === undefined && HAN.test(name)
}

/** The given name in the spellings of China, Taiwan and Hong Kong, in one word and letter by letter, and the
 *  initials of its pinyin. */
function addChineseName(draft: Draft, family: string, given: string, field: Field): void {
  draft.other(spelledTogether(given), field)
  const letters = Array.from(given, spelledLetter)
  for (const spelled of letters) draft.other(spelled, 'nickname')
  const initials = letters.map(([pinyin = '']) => pinyin.slice(0, 1)).join('')
  const before = chineseFamilyNames(family)[0]?.slice(0, 1) ?? ''
  // 欧阳修 is written ox or oyx.
  const inFull = Array.from(family, (letter) => spelledLetter(letter)[0]?.slice(0, 1) ?? '').join('')
  const families = new Set(['', before, inFull])
  draft.other(
    Array.from(families, (of) => hidden(of + initials)),
    'nickname',
  )
}
