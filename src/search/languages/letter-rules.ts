import { lettersOf } from './letters.ts'

/** The pattern, its replacement, and the letters that a word must contain for the rule to apply, with alternatives (`ph|kh`). The
 *  letters can be left out if `from` consists only of letters. */
export type Rule = [from: RegExp, to: string, needs?: string]

/** Rewrites words by the rules, one rule after another. Most rules do not apply to most words, and a regular expression takes longer than
 *  the rest, so a rule is skipped if the word lacks its letters. */
export function rewriting(rules: readonly Rule[]): (word: string) => string {
  const ready = rules.map(([from, to, needs = from.source]) => {
    if (!LETTERS.test(needs)) throw new Error(`${from.source}: which letters does it need?`)
    return { from, to, masks: needs.split('|').map(lettersOf) }
  })
  return (word) => {
    let letters = lettersOf(word)
    let now = word
    for (const { from, to, masks } of ready) {
      if (!hasOneOf(letters, masks)) continue
      const before = now
      now = now.replace(from, to)
      if (now !== before) letters = lettersOf(now)
    }
    return now
  }
}

const LETTERS = /^[a-z]+(?:\|[a-z]+)*$/

function hasOneOf(letters: number, masks: readonly number[]): boolean {
  for (const mask of masks) if ((letters & mask) === mask) return true
  return false
}

/** Removes repeated letters: a letter that follows itself counts once. */
export function withoutDoubles(word: string): string {
  for (let at = 1; at < word.length; at++)
    if (word.charCodeAt(at) === word.charCodeAt(at - 1)) return word.replace(/(.)\1+/g, '$1')
  return word
}
