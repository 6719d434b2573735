import { MAX_CHARS } from '../contacts/dictionary-draft.ts'
import { fold } from '../languages/text.ts'
import { textsOf } from './query-words.ts'

const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** About the most characters of a line that are shown: before the first match, and in all. */
const MOST_BEFORE = 60
const MOST = 160

/** The line of the notes that matches the most words of the query, cut around the first match. A word matches if it is the
 *  beginning of a word in the line. Undefined if no line matches. */
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
