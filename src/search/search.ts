import { type Contact, nameOf } from '../graph/contact.ts'
import { dictionaryOf, type Dictionary } from './contacts/dictionary.ts'
import type { Field } from './contacts/fields.ts'
import { makeAhead } from './contacts/make-keys.ts'
import { merged } from './contacts/merge.ts'
import { engine } from './query/engine.ts'
import type { Way } from './query/word.ts'
import { atOnce, inSlices, type Pieces } from './slices.ts'

export type { Field } from './contacts/fields.ts'
export type { Way } from './query/word.ts'

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

/** Since a book was last read. A contact of `put` is new or takes the place of the one with its id, also where
 *  that is among the `removed` (ids): so it looks when one moves to another folder. */
export type Changes = { put: readonly Contact[]; removed: ReadonlySet<string> }

/** Contacts made ready for searching. */
export type Index = {
  /** The contacts that `query` may mean, best first, at most `limit`; those of equal cost are equally good, and come by the
   *  name shown. None for a query without letters and digits. */
  search(query: string, limit?: number): Hit[]
  /** Where nobody was found: the names shown of those that are nearest, best first, at most `limit`. Each finds its owner. */
  suggest(query: string, limit?: number): string[]
  /** An index of what the contacts have become; this one stays as it is. Made in slices, and mostly of this one's parts. */
  updated(changes: Changes): Promise<Index>
}

/** All at once. {@link indexInSlices} is for whole address books on a busy loop. */
export function index(contacts: readonly Contact[]): Index {
  return over(atOnce(dictionaryOf(contacts)))
}

/** In slices of a few milliseconds, between which others get their turn. */
export async function indexInSlices(contacts: readonly Contact[]): Promise<Index> {
  return soonOver(await inSlices(dictionaryOf(contacts)))
}

/** Ready at once; what only some queries need is made meanwhile. */
function soonOver(dictionary: Dictionary): Index {
  void inSlices(makeAhead(dictionary.keys, dictionary.terms))
  return over(dictionary)
}

function over(dictionary: Dictionary): Index {
  const { contacts } = dictionary
  const { search, nearest } = engine(dictionary)
  return {
    search(query, limit = Infinity) {
      // Field by field: of fifty thousand, copies by spreading take as long as the search.
      return search(query, limit).map(({ contact, field, way, cost }) => ({
        contact: contacts[contact] as Contact,
        field,
        way,
        cost,
      }))
    },
    suggest(query, limit = 3) {
      const names = new Set<string>()
      for (const { contact } of nearest(query, limit)) {
        if (names.size >= limit) break
        const name = nameOf(contacts[contact] as Contact)
        if (name === undefined || names.has(name)) continue
        if (search(name, Infinity).some((found) => found.contact === contact)) names.add(name)
      }
      return [...names]
    },
    updated: async (changes) => soonOver(await inSlices(changed(dictionary, changes))),
  }
}

/** Of all contacts, more than so many changed ones are no less work than the whole. */
const FEW = 1 / 8

function* changed(dictionary: Dictionary, { put, removed }: Changes): Pieces<Dictionary> {
  const { contacts } = dictionary
  // The last one of an id counts.
  const fresh = new Map(put.map((contact) => [contact.id, contact]))
  const kept = Uint32Array.from(contacts.keys()).filter((at) => {
    const { id } = contacts[at] as Contact
    return !fresh.has(id) && !removed.has(id)
  })
  const added = [...fresh.values()]
  if (contacts.length - kept.length + added.length > contacts.length * FEW) {
    return yield* dictionaryOf([...Array.from(kept, (at) => contacts[at] as Contact), ...added])
  }
  return yield* merged(dictionary, kept, yield* dictionaryOf(added))
}
