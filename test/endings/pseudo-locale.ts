import type { Catalogue, CommandWords } from '../../src/text/catalogue.ts'
import { en } from '../../src/text/en.ts'

// A made-up language: English with accents, so that English that did not come from the catalogue stands out. Sentences are in ⟦⟧,
// and filled-in values in ⟨⟩: “⟦Ñöƀöðý ɱåţçĥéš “⟨Zaphod⟩”.⟧”

const PLAIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ACCENTED = 'ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'
const accents = new Map(Array.from(PLAIN, (letter, at) => [letter, ACCENTED[at] ?? letter]))
const letters = new Map(Array.from(ACCENTED, (accented, at) => [accented, PLAIN[at] ?? accented]))

/** The names in braces are filled in later, so they stay. */
const accented = (text: string) => text.replace(/\{\w+\}|[A-Za-z]/g, (letter) => accents.get(letter) ?? letter)

/** Every word of commands and questions in the made-up language. */
function inAccents(words: unknown): unknown {
  if (typeof words === 'string') return accented(words)
  if (Array.isArray(words)) return words.map(inAccents)
  return Object.fromEntries(Object.entries(words as object).map(([name, part]) => [name, inAccents(part)]))
}

/** Translates a sentence of the made-up language to English. */
export function inEnglish(text: string): string {
  return Array.from(text, (letter) => letters.get(letter) ?? letter)
    .join('')
    .replace(/[⟦⟧⟨⟩]/g, '')
}

/** Every sentence of a catalogue, or of a part of it, in the made-up language. */
function translated<T extends object>(part: T): T {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]: [string, unknown]) => {
      if (typeof value === 'string') return [name, sentence(value)]
      if (typeof value === 'function') return [name, filledSentence(value as (...filled: unknown[]) => string)]
      return [name, Array.isArray(value) ? value.map((line: string) => sentence(line)) : translated(value as object)]
    }),
  ) as T
}

const sentence = (text: string) => `⟦${accented(text)}⟧`

/** Has as many parameters as `made`, for code that reads their number. */
function filledSentence(made: (...filled: unknown[]) => string) {
  const fill = (...filled: unknown[]) => {
    // Text is put in afterwards, and keeps its own letters; numbers are written by the sentence itself.
    const marks = filled.map((value, at) => (typeof value === 'string' ? String.fromCodePoint(0xf000 + at) : value))
    return sentence(made(...marks)).replace(
      /[\uf000-\uf0ff]/g,
      (mark) => `⟨${String(filled[mark.codePointAt(0)! - 0xf000])}⟩`,
    )
  }
  return Object.defineProperty(fill, 'length', { value: made.length })
}

const { locale: _locale, format, commands, ...texts } = en

export const pseudo: Catalogue = {
  ...translated(texts),
  locale: 'qps-ploc',
  format: {
    ...format,
    date: (at) => accented(format.date(at)),
    day: (day) => accented(format.day(day)),
    ago: (ageMs) => accented(format.ago(ageMs)),
    duration: (ms) => accented(format.duration(ms)),
  },
  commands: inAccents(commands) as CommandWords,
}
