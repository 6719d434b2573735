// The door of the search: other folders import from here alone. Contacts go in, hits come out; nothing is stored or read here.
// README.md says what is where.
import { type Contact, nameOf } from '../graph/contact.ts'
import { dictionaryOf, type Dictionary } from './contacts/dictionary.ts'
import type { Field } from './contacts/fields.ts'
import { makeAhead } from './contacts/make-keys.ts'
import { merged } from './contacts/merge.ts'
import { engine } from './query/engine.ts'
import type { Way } from './query/word.ts'
import { atOnce, inSlices, type Pieces } from './slices.ts'

export { numberKey } from './contacts/same-number.ts'
export { noteLine } from './query/note-line.ts'
export type { Field } from './contacts/fields.ts'
export type { Way } from './query/word.ts'

/** A contact that was found. `field`, `way`: where and how the word was found that was hardest to find. `cost`: 0 for a whole
 *  name, more for everything else; see weights.ts. `isUnlikely`: the query probably means somebody else. */
export type Hit = { contact: Contact; field: Field; way: Way; cost: number; isUnlikely: boolean }

/** Why a contact was found whose name does not begin with what was typed. */
export const REASONS = [
  'company',
  'role',
  'city',
  'place',
  'category',
  'related',
  'page',
  'address',
  'notes',
  'phone',
  'short_form',
  'sound',
  'typo',
  'layout',
] as const
export type Reason = (typeof REASONS)[number]

/** The reason to show beside a hit; undefined if its name speaks for itself. */
export function reasonOf({ field, way }: Pick<Hit, 'field' | 'way'>): Reason | undefined {
  if (way === 'nickname') return 'short_form'
  if (way === 'sound' || way === 'typo' || way === 'layout') return way
  if (field === 'local' || field === 'domain' || field === 'ending') return 'address'
  return REASONS.find((reason) => reason === field)
}

/** What has changed in an address book. A contact in `put` is new, or it replaces the contact with the same id. `removed`: ids. An
 *  id may be in both, because a contact that moves to another folder is removed and put; then it is put. */
export type Changes = { put: readonly Contact[]; removed: ReadonlySet<string> }

/** Contacts made ready for searching. It never changes. */
export type Index = {
  /** The contacts that `query` may mean, best first, at most `limit`. Hits with equal costs are equally good, and come by the name
   *  shown. Empty for a query without letters and digits. */
  search(query: string, limit?: number): Hit[]
  /** For a query that finds nobody: the names that are nearest, best first, at most `limit`. A search for such a name finds its
   *  contact. */
  suggest(query: string, limit?: number): string[]
  /** A new index of the changed contacts. It is made in slices, and takes over most of this one's parts. */
  updated(changes: Changes): Promise<Index>
}

/** Makes an index in one go. For whole address books use {@link indexInSlices}, which does not hold up the event loop. */
export function index(contacts: readonly Contact[]): Index {
  return over(atOnce(dictionaryOf(contacts)))
}

/** Makes an index in slices of a few milliseconds, between which other work gets its turn. */
export async function indexInSlices(contacts: readonly Contact[]): Promise<Index> {
  return soonOver(await inSlices(dictionaryOf(contacts)))
}

/** The index can be used at once. Parts that only some queries need are made in the background. */
function soonOver(dictionary: Dictionary): Index {
  void inSlices(makeAhead(dictionary.keys, dictionary.terms))
  return over(dictionary)
}

function over(dictionary: Dictionary): Index {
  const { contacts } = dictionary
  const { search, nearest } = engine(dictionary)
  return {
    search(query, limit = Infinity) {
      // Property by property: to copy 50,000 hits with spread syntax takes as long as the search.
      return search(query, limit).map(({ contact, field, way, cost, isUnlikely = false }) => ({
        contact: contacts[contact] as Contact,
        field,
        way,
        cost,
        isUnlikely,
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

/** If a larger share of the contacts has changed, a new index takes no longer than an update. */
const FEW = 1 / 8

function* changed(dictionary: Dictionary, { put, removed }: Changes): Pieces<Dictionary> {
  const { contacts } = dictionary
  // If an id comes twice, the last contact counts.
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
