import type { Texts } from '../contacts/draft.ts'
import { mayBecome } from '../languages/korean.ts'
import { fold } from '../languages/text.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** Adds the contacts whose name, in a script without spaces, contains the query. */
export function addUnspaced(names: Texts, query: string, hits: Hits): void {
  const wanted = fold(query).replace(/[\s\p{P}]/gu, '')
  names.text.forEach((text, n) => {
    const at = placeOf(text, wanted)
    if (at === -1) return
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
