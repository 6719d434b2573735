// Folds typed text before anything reads it: removes invisible characters, and gives letters and digits their usual form, whatever
// keyboard or program they come from. Commands, codes, names and numbers are all read from folded text.

/** Scripts in which a zero-width joiner or non-joiner between two letters belongs to the word. */
const JOINING = ['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya']
  .concat(['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Balinese', 'Javanese'])
  .map((script) => `\\p{Script=${script}}`)
  .join('')

/** Invisible characters that belong to a word or to an emoji: a joiner between letters of these scripts or between two
 *  pictures, and the mark that asks for a picture's colours. */
const KEPT = [
  `(?<=[${JOINING}])[\\u200C\\u200D](?=[${JOINING}])`,
  `(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})`,
  `(?<=\\p{Extended_Pictographic})\\uFE0F`,
].join('|')

/** Number signs of Arabic and other scripts are in the same Unicode class as the invisible characters, but are visible. */
const SEEN = '\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\u{110BD}\\u{110CD}'

const UNSEEN = new RegExp(`(${KEPT})|(?![${SEEN}])[\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u20E3]`, 'gu')

/** Some people type a separate accent instead of an apostrophe. NFKC would put a space before it. */
const ACCENTS = /[\u00B4\u0384\u1FBD\u1FBF\u1FFD\u1FFE\u02B9\u02BC]/g

/** One line, in compatibility form (NFKC), without invisible characters, and with every script's digits as 0 to 9. */
export function foldTyped(text: string): string {
  const seen = withoutUnseen(text.replace(ACCENTS, '’')).normalize('NFKC').replace(UNSEEN, '$1')
  return asciiDigits(seen)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** `text` without invisible characters, except those that belong to a word or to an emoji. */
export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, '$1')
}

const OTHER_DIGIT = /[\p{Nd}--[0-9]]/gv
const DIGIT = /^\p{Nd}$/u

/** `text` with every script's digits as 0 to 9. */
export function asciiDigits(text: string): string {
  return text.replace(OTHER_DIGIT, digitOf)
}

/** The digits of a script are consecutive from 0 to 9, and neighbouring sets always have ten digits. */
function digitOf(digit: string): string {
  const point = digit.codePointAt(0) ?? 0
  let first = point
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return String((point - first) % 10)
}
