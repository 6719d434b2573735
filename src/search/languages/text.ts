import { asciiDigits } from '../../text/fold.ts'

/** Everything that people type as an apostrophe. */
const APOSTROPHES = /['‘’‛ʹʻʼʽʾʿ`´′＇]/g
/** Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, and invisible characters. In other scripts, marks are
 *  letters and not ornaments. */
const ACCENTS =
  /[\p{Script=Inherited}--[\u3099\u309a]]|[\p{Mn}&&[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cyrillic}]]|[\u0640\u00ad\u200b-\u200f\u2060]/gv

/** Letters that Unicode does not decompose into a plain letter and a mark, and forms of the same letter that people confuse. */
const LETTERS = new Map(
  ['ßss', 'æae', 'œoe', 'øo', 'łl', 'đd', 'ðd', 'þth', 'ıi', 'ħh', 'ŧt', 'ŋn', 'ĸk', 'əa', 'ςσ']
    .concat(['ƀb', 'ȼc', 'ɇe', 'ǥg', 'ɨi', 'ɉj', 'ɍr', 'ɏy', 'ƶz', 'ⱥa'])
    .concat(['ةه', 'ىي', 'یي', 'کك', 'ґг'])
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)
const SPECIAL = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'g')
const KATAKANA = /[\u30a1-\u30f6]/g

/** `text` without differences of case, accents, strokes, width, kind of kana and kind of digits. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (!standsAlone(code)) return foldedTogether(text)
    folded += foldedLetters[code] ??= foldedTogether(text.charAt(at))
  }
  return folded
}

/** Latin, Greek and Cyrillic letters, each folded by itself. */
const foldedLetters: string[] = []

/** Whether a letter is Latin, Greek or Cyrillic, or a mark on such a letter: folding it does not depend on its neighbours. */
const standsAlone = (code: number) => code < 0x530 || (code >= 0x1e00 && code < 0x2000)

function foldedTogether(text: string): string {
  return asciiDigits(text.normalize('NFKD'))
    .toLowerCase()
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => LETTERS.get(letter) ?? letter)
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu

/** The words of a text in lower case, without apostrophes (`O'Brien` is one word). Accents are kept. */
export function wordsOf(text: string): string[] {
  if (isAscii(text)) return asciiWords(text)
  return text.replace(APOSTROPHES, '').normalize('NFC').toLowerCase().match(WORD) ?? []
}

function asciiWords(text: string): string[] {
  const lower = (text.includes("'") || text.includes('`') ? text.replace(/['`]/g, '') : text).toLowerCase()
  const words: string[] = []
  let from = 0
  for (let at = 0; at <= lower.length; at++) {
    if (at < lower.length && isLetterOrDigit(lower.charCodeAt(at))) continue
    if (at > from) words.push(lower.slice(from, at))
    from = at + 1
  }
  return words
}

const isLetterOrDigit = (code: number) => (code >= A && code <= Z) || (code >= ZERO && code <= NINE)
const [A, Z, ZERO, NINE] = ['a', 'z', '0', '9'].map((letter) => letter.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
]

/** Letters and apostrophes. A single expression for letters with apostrophes between them would backtrack in a long word. */
const LETTERS_AND_APOSTROPHES = /[\p{L}\p{M}'‘’‛ʹʻʼʽʾʿ`´′＇]+/gu
const DIVIDED = /[\p{L}\p{M}]['‘’‛ʹʻʼʽʾʿ`´′＇][\p{L}\p{M}]/u

/** The parts of words with an apostrophe: `['o', 'brien']` for O'Brien. */
export function partsAtApostrophes(text: string): string[] {
  const divided = (text.match(LETTERS_AND_APOSTROPHES) ?? []).filter((word) => DIVIDED.test(word))
  return divided.flatMap((word) => wordsOf(word.replace(APOSTROPHES, ' ')))
}

/** Whether a text has only the characters of an American keyboard. Most texts are short, and for short texts a regular expression
 *  takes longer. */
export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > LAST_ASCII || (code < FIRST_ASCII && code !== 9 && code !== 10 && code !== 13)) return false
  }
  return true
}

const FIRST_ASCII = 0x20
const LAST_ASCII = 0x7e
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
/** Whether `text` has letters of scripts that need no spaces between words: Chinese, Japanese, Korean. */
export const isCjk = (text: string): boolean => CJK.test(text)

/** The symbols of a text without words, such as 🍕, in the form in which they are searched. Empty if the text has words. */
export function symbolsOf(text: string): string {
  const symbols = text.replace(/[\s\p{M}]/gu, '')
  return wordsOf(symbols).length > 0 ? '' : symbols
}
