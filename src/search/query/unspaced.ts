import { STEPS } from '../budget.ts'
import { eachText, eachTextWith, type Texts } from '../contacts/texts.ts'
import { mayBecome } from '../languages/korean.ts'
import { fold } from '../languages/text.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** Adds the contacts whose name, in a script without spaces, contains the query. */
export function* addUnspaced(names: Texts, query: string, hits: Hits): Pieces<void> {
  const wanted = fold(query).replace(/[\s\p{P}]/gu, '')
  const isHangul = HANGUL.test(wanted)
  const addAt = (text: string, contact: number): number => {
    const steps = isHangul ? text.length * wanted.length * STEPS.inText : 0
    const at = isHangul ? placeInHangul(text, wanted) : text.indexOf(wanted)
    if (at === -1) return steps
    const end = at + wanted.length
    // A contact's names are the lines of one text.
    const isStart = at === 0 || text[at - 1] === '\n'
    const isEnd = end === text.length || text[end] === '\n'
    add(hits, {
      contact,
      cost: costOf(isStart, isEnd),
      field: 'name',
      way: isStart ? 'beginning' : 'spelling',
    })
    return steps + STEPS.hit
  }
  yield* isHangul ? eachText(names, addAt) : eachTextWith(names, wanted, addAt)
}

const HANGUL = /[\u1100-\u1112\uac00-\ud7a3]/

/** Where in a text `wanted` is; -1 if it is not there. In Hangul, a consonant stands for every syllable that begins with it, and
 *  a syllable may be unfinished: ㄱㅊㅅ and 김처 for 김철수. */
function placeInHangul(text: string, wanted: string): number {
  const at = text.indexOf(wanted)
  if (at !== -1) return at
  for (let from = 0; from + wanted.length <= text.length; from++)
    if (Array.from(wanted).every((letter, n) => mayBecome(letter, text[from + n] ?? ''))) return from
  return -1
}

function costOf(isStart: boolean, isEnd: boolean): number {
  if (isStart) return isEnd ? COST.unspacedWhole : COST.unspacedStart
  return isEnd ? COST.unspacedEnd : COST.unspacedMiddle
}
