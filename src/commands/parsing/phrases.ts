// The notation of phrases (see text/question-words.ts) as regular expressions.

const APOSTROPHE = "\\s?['’‘‛ʼʹʻʽ`´′]"

/** The characters that may separate two words. */
const GAP = '[\\s.,:;_\\p{Pd}]+'

/** Scripts without blanks between words. */
const UNSPACED = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Hangul}]'

/** Where a word begins, and where one ends. */
export const BEGIN = `(?:(?<![\\p{L}\\p{N}\\p{M}])|(?=${UNSPACED})|(?<=${UNSPACED}))`
export const END = `(?:(?![\\p{L}\\p{N}\\p{M}])|(?=${UNSPACED})|(?<=${UNSPACED}))`

const SIGNS = new Map([
  ['[', '(?:'],
  [']', ')?'],
  ['(', '(?:'],
  [')', ')'],
  ['|', '|'],
  [' ', GAP],
  ['’', APOSTROPHE],
])

/** A phrase as the source of a regular expression. `slots`: the patterns for `{name}` and the other placeholders. */
export function sourceOf(phrase: string, slots: Record<string, string> = {}): string {
  return phrase.replace(/\{(\w+)\}|[^]/gu, (sign, slot: string | undefined) =>
    slot === undefined ? (SIGNS.get(sign) ?? escaped(sign)) : (slots[slot] ?? escaped(sign)),
  )
}

/** One of the phrases. */
export function anyOf(phrases: readonly string[], slots?: Record<string, string>): string {
  return `(?:${phrases.map((phrase) => sourceOf(phrase, slots)).join('|')})`
}

export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
