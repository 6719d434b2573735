import type { Dictionary } from '../contacts/dictionary.ts'
import { NAMES, WITH_TYPOS } from '../contacts/fields.ts'
import { nearby } from '../contacts/keys.ts'
import { neighbours } from '../contacts/neighbours.ts'
import { SCRIPTS, SCRIPTS_WITH_VOWELS } from '../languages/scripts.ts'
import { isAscii, isCjk } from '../languages/text.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import { addOther, type Word } from './word.ts'

/** A word of at least four letters may have one wrong letter; so may a key in another script. */
const LONG_FOR_ONE = 4
/** A word of at least seven letters may have two wrong letters. */
const LONG_FOR_TWO = 7
/** A word of at least five letters is compared with names in other scripts. */
const LONG_FOR_SCRIPTS = 5

const mostIn = (text: string) => (text.length < LONG_FOR_TWO ? 1 : 2)
const hasSameStart = (one: string, other: string) => one.charCodeAt(0) === other.charCodeAt(0)

/** Adds the terms that differ from the word by one or two typing errors: an added, missing or wrong letter, or two letters
 *  swapped. */
export function* addTypos({ terms, keys }: Dictionary, word: Word): Pieces<void> {
  const { text } = word
  if (text.length < LONG_FOR_ONE || /\d/.test(text) || isCjk(text)) return
  yield* neighbours(nearby(keys, terms, 'terms'), terms, text, mostIn(text), (id, edits, term) => {
    if (edits === 0) return
    const first = hasSameStart(term, text) ? 0 : COST.firstLetterTypo
    addOther(word, id, (edits === 1 ? COST.oneTypo : COST.twoTypos) + first, 'typo', WITH_TYPOS)
  })
  if (!isAscii(text) || text.length < LONG_FOR_SCRIPTS) return
  for (const script of SCRIPTS_WITH_VOWELS) {
    const key = SCRIPTS[script].latinKeyOf(text)
    if (key.length < LONG_FOR_ONE) continue
    yield* neighbours(nearby(keys, terms, script), terms, key, mostIn(key), (id, edits) =>
      addOther(word, id, COST.otherScriptTypo + edits * COST.otherScriptEdit, 'typo', NAMES),
    )
  }
}

/** Adds names to suggest: up to about one letter in three is different. */
export function* addNearest({ terms, keys }: Dictionary, word: Word): Pieces<void> {
  const { text } = word
  if (/\d/.test(text) || isCjk(text) || (isAscii(text) && !/[aeiouy]/.test(text))) return
  const most = text.length < 6 ? 1 : Math.min(3, Math.round(text.length / 3))
  yield* neighbours(nearby(keys, terms, 'terms'), terms, text, most, (id, edits, term) => {
    // A word with several wrong letters must have the same first letter, which people usually get right. It must not be short
    // either, because nearly all short words are similar to each other.
    if (edits > 1 && (!hasSameStart(term, text) || edits * 3 > term.length + 1)) return
    addOther(word, id, edits * COST.suggestedEdit, 'typo', NAMES)
  })
}
