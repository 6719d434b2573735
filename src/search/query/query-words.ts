import { MAX_WORD } from '../contacts/dictionary-draft.ts'
import { fold, wordsOf } from '../languages/text.ts'

/** Further words of a query are ignored, because each may mean thousands of terms and they are joined and split in many ways. */
const MAX_WORDS = 8

/** The words of a query, folded, each once. */
export function textsOf(query: string): string[] {
  const texts: string[] = []
  for (const word of wordsOf(query)) {
    const text = fold(word.slice(0, MAX_WORD))
    if (text !== '' && !texts.includes(text)) texts.push(text)
    if (texts.length === MAX_WORDS) break
  }
  return texts
}
