// Splits a line into its parts: names, addresses, numbers and days, each with its label.
import type { ContactWords } from '../text/catalogue.ts'
import { isDay } from './check.ts'

// Each pattern begins only at the beginning of a word and has a limited length, so that the time grows only with the length of
// the text.
export const EMAIL =
  /(?<![^\s@<>(),;:"'|])[^\s@<>(),;:"'|]{1,255}@[^\s@<>(),;:"'|]{1,255}\.[^\s@<>(),;:"'|]{0,63}[\p{L}\p{N}]/u
/** A number as people write it. */
const NUMBER =
  /(?:(?<![\p{L}\p{Nd}])\p{Nd}|\+|\()[\p{Nd}\s()./\p{Pd}]{3,60}\p{Nd}(?:\s*(?:ext|extn|x|#)\.?\s*\p{Nd}{1,6})?/giu
/** Numbers with fewer digits only count beside a label. */
const LEAST_ALONE = 7
const LEAST = 5
const DAY =
  /(?<![\p{L}\p{Nd}+./\p{Pd}])(?:\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}\/\d{1,2}\/\d{4})(?![\p{L}\p{Nd}/\p{Pd}])/gu

/** The parts of a line. A comma inside a number does not end a part. */
export function partsOf(line: string, words: ContactWords): string[] {
  return line
    .split(/\s*[,;|·•\t]\s*|\s+[-–—]\s+|\s{3,}/u)
    .flatMap(addressesApart)
    .flatMap((part) => apart(part, DAY, isIn(words.days), words, () => true))
    .flatMap((part) => (dayIn(part) ? [part] : apart(part, NUMBER, isLabel(words), words, standsAlone)))
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
}

/** An address is a separate part, whatever surrounds it. */
function addressesApart(part: string): string[] {
  const email = EMAIL.exec(part)
  if (!email) return [part]
  const before = part.slice(0, email.index).replace(/[<("'\s]+$/, '')
  const after = part.slice(email.index + email[0].length).replace(/^[>)"'\s]+/, '')
  const named = before.replace(/(?:^|\s)(?:e-?mail|mail|e|smtp|mailto)\s*[:.]?\s*$/i, '')
  return [named, email[0], ...addressesApart(after)]
}

/** Each match of `pattern` that `stands` accepts becomes a part, together with the labels beside it. The text before and after it
 *  becomes parts, too. */
function apart(
  part: string,
  pattern: RegExp,
  isLabel: (word: string) => boolean,
  words: ContactWords,
  stands: (match: string, label: string) => boolean,
): string[] {
  const parts: string[] = []
  let from = 0
  for (const { 0: match, index } of part.matchAll(pattern)) {
    const { rest, label } = labelAtEnd(part.slice(from, index), isLabel, words)
    if (!stands(match, label)) continue
    const end = index + match.length
    const behind = label === '' ? labelBehind(part.slice(end), isLabel) : ''
    parts.push(rest, `${label} ${match}${behind}`)
    from = end + behind.length
  }
  return [...parts, part.slice(from)]
}

const LAST_WORD = /(?:^|(?<=[\s(/]))(\p{L}+)[.:]{0,2}\s*$/u

/** The labels at the end of a text, without words such as “is” around them. A single letter may be an initial and not a label. */
function labelAtEnd(text: string, isLabel: (word: string) => boolean, { fillers }: ContactWords) {
  let rest = text
  let label = ''
  let isFilled = false
  for (let found = LAST_WORD.exec(rest); found; found = LAST_WORD.exec(rest)) {
    const [end, word = ''] = found
    const before = rest.slice(0, found.index)
    const isInitial = word.length === 1 && !end.includes(':') && before.trim() !== ''
    const isFiller = fillers.includes(word.toLowerCase())
    if (!isFiller && (!isLabel(word) || isInitial)) break
    if (!isFiller) label = `${end.trim()} ${label}`
    isFilled ||= isFiller
    rest = before
  }
  return { rest: isFilled ? rest.replace(/['’]s\s*$/, '') : rest, label: label.trim() }
}

/** A label in brackets, or a label that is all of the text. */
function labelBehind(text: string, isLabel: (word: string) => boolean): string {
  const [all = '', bracketed, last] = /^\s*(?:\(\s*(\p{L}+)\.?\s*\)|(\p{L}+)\s*$)/u.exec(text) ?? []
  return isLabel(bracketed ?? last ?? '') ? all : ''
}

function standsAlone(number: string, label: string): boolean {
  const digits = number.replace(/\P{Nd}/gu, '').length
  return digits >= LEAST_ALONE || (digits >= LEAST && label !== '')
}

function isIn(words: readonly string[]): (word: string) => boolean {
  return (word) => words.includes(word.toLowerCase())
}

function isLabel(words: ContactWords): (word: string) => boolean {
  return (word) => kindOf(word, words) !== undefined
}

const KINDS = ['fax', 'mobile', 'home', 'business'] as const
export type Kind = (typeof KINDS)[number]

/** The kind of a number, from the words beside it. */
function kindOf(around: string, { labels }: ContactWords): Kind | undefined {
  const said = wordsIn(around)
  return KINDS.find((kind) => said.some((word) => labels[kind].includes(word)))
}

/** The number in a part, and its kind according to its labels; undefined if the part has no number, or anything besides one
 *  number and its labels. */
export function numberIn(part: string, words: ContactWords): { number: string; kind: Kind | undefined } | undefined {
  const [number] = part.match(NUMBER) ?? []
  if (number === undefined || number.replace(/\P{Nd}/gu, '').length < LEAST) return undefined
  const rest = part.replace(number, ' ')
  // “Building 12, 10115 Berlin” contains no phone number.
  if (/\p{Nd}/u.test(rest) || !wordsIn(rest).every(isLabel(words))) return undefined
  return { number: number.trim(), kind: kindOf(rest, words) }
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}

/** The day in a part, as the form writes it; undefined if the part has no day. `day` is undefined if the day does not exist or is
 *  ambiguous. */
export function dayIn(part: string): { day: string | undefined } | undefined {
  const [written] = part.match(DAY) ?? []
  if (written === undefined) return undefined
  const [first = '', second = '', third = ''] = written.split(/[-./]\s?/)
  if (written.includes('-')) return { day: calendarDay(first, second, third) }
  const [byDay, byMonth] = [calendarDay(third, second, first), calendarDay(third, first, second)]
  // In dates with slashes, some countries write the month first.
  const isOne = written.includes('.') || byMonth === undefined || byMonth === byDay
  return { day: isOne ? byDay : byDay === undefined ? byMonth : undefined }
}

function calendarDay(year: string, month: string, day: string): string | undefined {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : undefined
}
