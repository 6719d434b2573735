import { STEPS } from '../budget.ts'
import { distance } from '../distance.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import { NAMES } from '../contacts/fields.ts'
import { alike } from '../contacts/keys.ts'
import { smoothed, soundOf } from '../languages/sound.ts'
import { COST } from '../weights.ts'
import { addOther, type Word } from './word.ts'

/** The spellings of one sound differ in length by at most this many letters. */
const MOST_LONGER = 4
/** Two words that sound alike differ in at most this share of their letters. */
const MOST_DIFFERENT = 0.6
/** Names from this length on may sound alike although two letters differ after smoothing. */
const LONG = 6
const MOST_REMEMBERED = 8_192

/** {@link smoothed} for terms of the dictionary; many words of queries sound like the same terms, so results are remembered. */
export function smoothing({ terms }: Dictionary): (id: number) => string {
  const remembered = new Map<number, string>()
  return (id) => {
    const known = remembered.get(id)
    if (known !== undefined) return known
    const smooth = smoothed(terms[id] ?? '')
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(id, smooth)
    return smooth
  }
}

/** Whether a word is long enough, and has vowels enough, to be compared by its sound. */
export function hasSound(text: string): boolean {
  return /^[a-z]{3,}$/.test(text) && (text.length === 3 || /[aeiouy]/.test(text))
}

/** Adds the terms that sound like the word: Steven for stephen. Returns how many steps it took. */
export function addSounds({ terms, keys }: Dictionary, word: Word, smoothedTerm: (id: number) => string): number {
  const { text } = word
  const sound = soundOf(text)
  const smooth = smoothed(text)
  const isLong = text.length >= LONG && sound.length > 1
  const found = alike(keys, terms, 'sound', sound)
  for (const id of found) {
    const term = terms[id] ?? ''
    if (id === word.exact || term.length < 3 || Math.abs(term.length - text.length) > MOST_LONGER) continue
    const other = smoothedTerm(id)
    const edits = distance(smooth, other, 2)
    if (edits > 2 || (edits === 2 && !isLong && !differInVowels(smooth, other, sound))) continue
    const most = Math.floor(Math.max(text.length, term.length) * MOST_DIFFERENT)
    const letters = distance(text, term, most)
    if (letters > most) continue
    addOther(word, id, COST.sound + edits * COST.soundEdit + letters * COST.soundLetter, 'sound', NAMES)
  }
  return found.length * STEPS.word
}

/** In a short name two letters may only differ if they are vowels. */
function differInVowels(smooth: string, other: string, sound: string): boolean {
  return sound.length > 1 && withoutVowels(smooth) === withoutVowels(other)
}

function withoutVowels(latin: string): string {
  return latin.replace(/[aeiou]/g, '')
}
