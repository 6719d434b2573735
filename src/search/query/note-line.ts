import { MAX_CHARS } from '../contacts/dictionary-draft.ts'
import { fold } from '../languages/text.ts'
import { textsOf } from './query-words.ts'

const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** More of a line is cut off, in front of the words and behind them. */
const MOST_BEFORE = 60
const MOST = 160

/** The line of notes in which most words of the query begin a word, cut around the first of them. Undefined if none does. */
export function noteLine(notes: string, query: string): string | undefined {
  const wanted = textsOf(query)
  let best = { line: '', at: 0, count: 0 }
  for (const line of notes.slice(0, MAX_CHARS).split(/[\r\n]+/)) {
    const words = [...line.matchAll(WORD)].map(({ 0: word, index }) => ({ word: fold(word), index }))
    const begun = wanted
      .map((text) => words.find(({ word }) => word.startsWith(text)))
      .filter((found) => found !== undefined)
    if (begun.length > best.count)
      best = { line, at: Math.min(...begun.map(({ index }) => index)), count: begun.length }
  }
  return best.count === 0 ? undefined : cut(best.line, best.at)
}

function cut(line: string, at: number): string {
  const from = line.length <= MOST || at <= MOST_BEFORE ? 0 : line.lastIndexOf(' ', at - MOST_BEFORE) + 1
  const rest = line.slice(from).trim()
  return `${from > 0 ? '…' : ''}${rest.length > MOST ? `${rest.slice(0, rest.lastIndexOf(' ', MOST) + 1 || MOST).trim()}…` : rest}`
}
