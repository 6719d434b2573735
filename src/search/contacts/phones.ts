import { asciiDigits } from '../../text/fold.ts'
import { isAscii } from '../languages/text.ts'
import { EXTENSION_WORDS, LABELS } from '../languages/phone-words.ts'

/** A telephone number as it is searched. `number`: its digits as they are written, with a `+` before them if they begin with a
 *  country code. `extension`: the digits to dial after it. */
export type Phone = { number: string; extension?: string }

/** Only this much of a text is read: no number is longer, even with text around it. */
const MAX_CHARS = 100
/** A telephone number has at least this many digits. */
export const LEAST_DIGITS = 3

const EXTENSION = new RegExp(
  `(?:;\\s*(?:ext|postd)\\s*=|[,;#~]{1,3}|(?<!\\p{L})(?:${EXTENSION_WORDS.join('|')})(?!\\p{L})[\\s.:#=]*)\\s*(\\d{1,7})[\\s)#]*$`,
  'iu',
)
const SCHEME = /^\s*(?:tel|callto|sms|phone-number):/i
/** The label before a number: `M:`, `Tel.`, `Büro:`, or one of the usual words without a dot or colon. */
const LABEL = new RegExp(
  `^\\s*(?:[\\p{L}\\p{M}][\\p{L}\\p{M} ]{0,24}[.:：]+|(?:${LABELS.join('|')})(?!\\p{L}))\\s*(?=[+(\\d])`,
  'iu',
)
/** Digits with the signs that people write between them. */
const NUMBER = /^\s*[+(]*\d[\d\s().\-/*·•_\u2010-\u2015\u2212]*$/
const THREE_DIGITS = /\p{Nd}\P{Nd}*\p{Nd}\P{Nd}*\p{Nd}/u
/** Only digits and the usual signs, as nearly all numbers are written. */
const PLAIN = /^[+\d() .\-/]+$/

/** The number in a field of a contact; undefined if the text has none. */
export function phoneOf(text: string): Phone | undefined {
  const cut = text.slice(0, MAX_CHARS)
  return PLAIN.test(cut) ? phone(cut) : writtenPhone(cleaned(cut))
}

/** The number in a query, if the query is nothing but a telephone number; otherwise undefined. */
export function typedPhone(query: string): Phone | undefined {
  if (query.length > MAX_CHARS || query.includes('@') || !THREE_DIGITS.test(query)) return undefined
  if (NUMBER.test(query)) return phone(query)
  const text = cleaned(query).replace(SCHEME, '').replace(LABEL, '')
  const [main, extension] = withoutExtension(text)
  if (NUMBER.test(main)) return phone(main, extension)
  const dialled = keyed(main)
  return dialled === undefined ? undefined : phone(dialled, extension)
}

/** The text on one line, with digits as 0 to 9 and without invisible characters. */
function cleaned(text: string): string {
  if (isAscii(text)) return text
  // Japanese keyboards have the sign for a long vowel in the place of the hyphen.
  return asciiDigits(text.normalize('NFKC').replace(/[\p{Cf}\p{Cc}]/gu, '')).replaceAll('\u30fc', '-')
}

/** A number with words around it: labels, letters to dial, an extension, remarks. */
function writtenPhone(text: string): Phone | undefined {
  const [main, extension] = withoutExtension(text)
  const from = main.search(/\d/)
  if (from === -1) return extension === undefined ? undefined : phone(extension)
  const isInternational = /\+[\s(]*$/.test(main.slice(0, from))
  const number = `${isInternational ? '+' : ''}${main.slice(from)}`
  return phone(keyed(number) ?? number.replace(/\p{L}.*$/su, ''), extension)
}

function withoutExtension(text: string): [main: string, extension?: string] {
  const found = EXTENSION.exec(text)
  if (!found?.[1]) return [text]
  return [text.slice(0, found.index).replace(/[\s,;(]+$/, ''), found[1]]
}

function phone(text: string, extension?: string): Phone | undefined {
  const isInternational = /^[\s(]*\+/.test(text)
  const digits = (isInternational ? text.replace(/\(0\)/g, '') : text).replace(/\D/g, '')
  // Only an extension, without the switchboard's number.
  if (digits.length < LEAST_DIGITS)
    return extension !== undefined && extension.length >= LEAST_DIGITS ? { number: extension } : undefined
  const number = isInternational ? `+${digits}` : withPlus(digits)
  return extension === undefined ? { number } : { number, extension }
}

/** With at least this many digits, a number that begins with two zeros, or with America's 011, is a call to another country. */
const LEAST_ABROAD = 10
const LEAST_ABROAD_AMERICAN = 13

function withPlus(digits: string): string {
  if (/^00+[1-9]/.test(digits) && digits.length >= LEAST_ABROAD) return `+${digits.replace(/^0+/, '')}`
  // Nobody dials 011 to call America itself, but people in Argentina dial 011 15 for a mobile number in Buenos Aires.
  if (/^011[^1]/.test(digits) && digits.length >= LEAST_ABROAD_AMERICAN) return `+${digits.slice(3)}`
  return digits
}

/** The least and the most digits of a number that is spelled with letters. With more, the letters are a remark. */
const LEAST_KEYED = 7
const MOST_KEYED = 13
const KEYS = ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz']
const KEY_OF = new Map(KEYS.flatMap((letters, n) => Array.from(letters, (letter) => [letter, String(n + 2)])))
/** Numbers that are free to call, or nearly free. These are the numbers that companies spell with letters. */
const FREE = '(?:\\+?1[\\s.-]*)?\\(?8(?:00|33|44|55|66|77|88)|\\(?0[\\s.-]?[89]00|1[38]00?|\\+\\d{1,3}[\\s.-]*800'
const LETTERS = new RegExp(
  `^\\s*(?:(?:${FREE})\\)?[\\s\\d.-]*[a-z]{3}[a-z\\d\\s.-]*|[+(]?\\d[\\d\\s().-]*[A-Z]{3}[A-Z\\d.-]*)$`,
)
const AMERICAN_FREE = /^(\+?1?8(?:00|33|44|55|66|77|88)\d{7})\d+$/

/** The digits of a number that is spelled with letters, such as `1-800-555-CAKE`; undefined if the text is not such a number. */
function keyed(text: string): string | undefined {
  if (!LETTERS.test(text) && !LETTERS.test(text.toLowerCase())) return undefined
  const pressed = text
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => KEY_OF.get(letter) ?? '')
    .replace(/[^+\d]/g, '')
  // The words often have more letters than the number has digits. The extra letters are ignored when dialling.
  const dialled = pressed.replace(AMERICAN_FREE, '$1')
  return dialled.length >= LEAST_KEYED && dialled.length <= MOST_KEYED ? dialled : undefined
}
