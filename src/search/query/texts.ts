import { MAX_WORD } from '../contacts/draft.ts'
import { fold, wordsOf } from '../languages/text.ts'

/** Further words of a query are ignored: each may stand for thousands of terms, and they are joined and split in many ways. */
const MAX_WORDS = 8

/** The words of a query, folded, each once. */
export function textsOf(query: string): string[] {
  const texts = wordsOf(query)
    .map((word) => fold(word.slice(0, MAX_WORD)))
    .filter((word, at, all) => word !== '' && all.indexOf(word) === at)
  return texts.slice(0, MAX_WORDS)
}
