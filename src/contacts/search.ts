import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Contact } from './contact.ts'
import { dictionaryOf, type Dictionary, type Field } from './search/dictionary.ts'
import { engine } from './search/engine.ts'
import type { Way } from './search/words.ts'

export type { Field } from './search/dictionary.ts'
export type { Way } from './search/words.ts'

/** `field`, `way`: where and how that word was found that was hardest to find. `cost`: 0 for whole names, then upwards. */
export type Hit = { contact: Contact; field: Field; way: Way; cost: number }

/** Why somebody is shown whose name does not begin like that. */
export const REASONS = [
  'company',
  'role',
  'city',
  'address',
  'notes',
  'phone',
  'short_form',
  'sound',
  'typo',
  'layout',
] as const
export type Reason = (typeof REASONS)[number]

/** undefined: it is plain to see. */
export function reasonOf({ field, way }: Pick<Hit, 'field' | 'way'>): Reason | undefined {
  if (way === 'nickname') return 'short_form'
  if (way === 'sound' || way === 'typo' || way === 'layout') return way
  if (field === 'local' || field === 'domain' || field === 'ending') return 'address'
  return REASONS.find((reason) => reason === field)
}

/** Contacts made ready for searching. */
export type Index = {
  /** The contacts that `query` may mean, best first, at most `limit`; among equals by the name shown. None for a query
   *  without letters and digits. */
  search(query: string, limit?: number): Hit[]
}

/** All at once. {@link indexInSlices} is for whole address books on a busy loop. */
export function index(contacts: readonly Contact[]): Index {
  const making = dictionaryOf(contacts)
  for (;;) {
    const { done, value } = making.next()
    if (done) return over(contacts, value)
  }
}

/** In pieces of a few milliseconds, between which others get their turn. */
export async function indexInSlices(contacts: readonly Contact[]): Promise<Index> {
  const making = dictionaryOf(contacts)
  for (;;) {
    const { done, value } = making.next()
    if (done) return over(contacts, value)
    await nextTurn()
  }
}

function over(contacts: readonly Contact[], dictionary: Dictionary): Index {
  const search = engine(dictionary)
  return {
    search(query, limit = Infinity) {
      return search(query, limit).map(({ contact, ...found }) => ({ contact: contacts[contact] as Contact, ...found }))
    },
  }
}
