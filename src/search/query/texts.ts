import { MAX_WORD } from '../contacts/draft.ts'
import { fold, wordsOf } from '../languages/text.ts'

/** The words of a query, folded. */
export function textsOf(query: string): string[] {
  return wordsOf(query)
    .map((word) => fold(word.slice(0, MAX_WORD)))
    .filter((word) => word !== '')
}
