import { lookAtEach, STEPS } from '../budget.ts'
import type { Texts } from '../contacts/draft.ts'
import { mayBecome } from '../languages/korean.ts'
import { fold } from '../languages/text.ts'
import type { Pieces } from '../slices.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** Adds the contacts whose name, in a script without spaces, contains the query. */
export function* addUnspaced(names: Texts, query: string, hits: Hits): Pieces<void> {
  const wanted = fold(query).replace(/[\s\p{P}]/gu, '')
  yield* lookAtEach(names.text.length, (n) => {
    const text = names.text[n] ?? ''
    const steps = STEPS.text + text.length * wanted.length * STEPS.inText
    const at = placeOf(text, wanted)
    if (at === -1) return steps
    const end = at + wanted.length
    // A contact's names are lines of one text.
    const isStart = at === 0 || text[at - 1] === '\n'
    const isEnd = end === text.length || text[end] === '\n'
    add(hits, {
      contact: names.contact[n] ?? 0,
      cost: costOf(isStart, isEnd),
      field: 'name',
      way: isStart ? 'beginning' : 'spelling',
    })
    return steps + STEPS.hit
  })
}

/** Where in a text `wanted` is; -1 if it is not there. In Hangul, a first letter stands for its syllables, and the last syllable may be
 *  unfinished: ㄱㅊㅅ and 김처 for 김철수. */
function placeOf(text: string, wanted: string): number {
  const at = text.indexOf(wanted)
  if (at !== -1 || !/[\u1100-\u1112\uac00-\ud7a3]/.test(wanted)) return at
  for (let from = 0; from + wanted.length <= text.length; from++)
    if (Array.from(wanted).every((letter, n) => mayBecome(letter, text[from + n] ?? ''))) return from
  return -1
}

function costOf(isStart: boolean, isEnd: boolean): number {
  if (isStart) return isEnd ? COST.unspacedWhole : COST.unspacedStart
  return isEnd ? COST.unspacedEnd : COST.unspacedMiddle
}
