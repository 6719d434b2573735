import type { Texts } from '../contacts/draft.ts'
import { fold } from '../languages/text.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** Adds the contacts whose name, in a script without spaces, contains the query. */
export function addUnspaced(names: Texts, query: string, hits: Hits): void {
  const wanted = fold(query).replace(/[\s\p{P}]/gu, '')
  names.text.forEach((text, n) => {
    const at = text.indexOf(wanted)
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

function costOf(isStart: boolean, isEnd: boolean): number {
  if (isStart) return isEnd ? COST.unspacedWhole : COST.unspacedStart
  return isEnd ? COST.unspacedEnd : COST.unspacedMiddle
}
