import { bitsIn, distance, lettersOf } from './distance.ts'

/** Looks words up by how near they are. `tell` hears of each that is at most `most` edits away. */
export type Neighbours<Value> = (
  word: string,
  most: number,
  tell: (value: Value, edits: number, known: string) => void,
) => void

export function neighbours<Value>(known: Iterable<readonly [string, Value]>): Neighbours<Value> {
  const byLength: { words: string[]; values: Value[]; masks: number[] }[] = []
  for (const [word, value] of known) {
    const list = (byLength[word.length] ??= { words: [], values: [], masks: [] })
    list.words.push(word)
    list.values.push(value)
    list.masks.push(lettersOf(word))
  }
  return (word, most, tell) => {
    const mask = lettersOf(word)
    for (let length = Math.max(0, word.length - most); length <= word.length + most; length++) {
      const list = byLength[length]
      if (!list) continue
      const { words, values, masks } = list
      for (let n = 0; n < words.length; n++) {
        if (bitsIn((masks[n] ?? 0) ^ mask) > 2 * most) continue
        const other = words[n] ?? ''
        const edits = distance(word, other, most)
        if (edits <= most) tell(values[n] as Value, edits, other)
      }
    }
  }
}
