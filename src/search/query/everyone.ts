import { STEPS } from '../budget.ts'
import type { Dictionary } from '../contacts/dictionary.ts'
import type { Pieces } from '../pieces.ts'
import { COST } from '../weights.ts'
import { add, type Hits } from './found.ts'

/** The texts that people type to see all of their contacts. */
const EVERYONE =
  /^\s*(?:\*+|(?:all|everyone|everybody|anyone|anybody)(?:\s+(?:of\s+)?(?:my\s+)?(?:contacts?|people))?)[\s.!?]*$/i

export const isEveryone = (query: string): boolean => EVERYONE.test(query)

/** Adds all contacts. Somebody who is called `All` comes first. */
export function* addEveryone({ contacts }: Dictionary, hits: Hits): Pieces<void> {
  for (let from = 0; from < contacts.length; from += AT_ONCE) {
    const end = Math.min(contacts.length, from + AT_ONCE)
    for (let contact = from; contact < end; contact++)
      add(hits, { contact, cost: COST.everyone, field: 'name', way: 'exact' })
    yield (end - from) * STEPS.hit
  }
}

/** How many contacts are added before other work gets its turn. */
const AT_ONCE = 4_096
