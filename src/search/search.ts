// The entry of the search: other folders import only this file. It takes contacts and returns hits; it stores and reads nothing.
// README.md says which file does what.
import type { Contact } from '../graph/contact.ts'
import { asking, type Hit } from './asking.ts'
import { type Budget, budget } from './budget.ts'
import { dictionaryOf, type Dictionary } from './contacts/dictionary.ts'
import { MOST_TERMS } from './contacts/key-rows.ts'
import { makeAhead } from './contacts/make-keys.ts'
import { merged } from './contacts/merge-dictionaries.ts'
import { atOnce, inSlices, type Pieces } from './pieces.ts'

export { numberKey } from './contacts/same-number.ts'
export { dayAfter, daysIn } from './query/birthday.ts'
export { noteLine } from './query/note-line.ts'
export type { Hit } from './asking.ts'
export { type Budget, budget, isUsedUp } from './budget.ts'
export type { Field } from './contacts/fields.ts'

/** Why a contact was found whose name does not begin with the typed text. */
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
  'birthday',
  'short_form',
  'sound',
  'typo',
  'layout',
] as const
export type Reason = (typeof REASONS)[number]

/** The reason to show beside a hit; undefined if the name alone explains the hit. */
export function reasonOf({ field, way }: Pick<Hit, 'field' | 'way'>): Reason | undefined {
  if (way === 'nickname') return 'short_form'
  if (way === 'sound' || way === 'typo' || way === 'layout') return way
  if (field === 'local' || field === 'domain' || field === 'ending') return 'address'
  return REASONS.find((reason) => reason === field)
}

/** What has changed in an address book. A contact in `put` is new, or it replaces the contact with the same id. `removed`: ids.
 *  An id may be in both, because a contact that moves to another folder is removed and put. Then `put` counts. */
export type Changes = { put: readonly Contact[]; removed: ReadonlySet<string> }

/** Contacts prepared for searching. It never changes. */
export type Index = {
  /** The contacts that `query` may mean, best first, at most `limit`. Hits with equal costs are equally good, and are sorted by
   *  the name shown. Empty for a query without letters and digits. */
  search(query: string, limit?: number): Hit[]
  /** For a query that finds nobody: the most similar names, best first, at most `limit`. A search for such a name finds its
   *  contact. */
  suggest(query: string, limit?: number): string[]
  /** The same in slices, between which other work gets its turn. They take from the budget `left`, and end with what they have found
   *  when it is used up. */
  searchInSlices(query: string, left: Budget): Promise<Hit[]>
  suggestInSlices(query: string, limit: number, left: Budget): Promise<string[]>
  /** A new index of the changed contacts. It is made in slices, and reuses most parts of this one. */
  updated(changes: Changes): Promise<Index>
}

/** Makes an index in one go. For whole address books use {@link indexInSlices}, which does not block the event loop. */
export function index(contacts: readonly Contact[]): Index {
  return over(atOnce(dictionaryOf(contacts)))
}

/** Makes an index in slices of a few milliseconds, between which other work gets its turn. */
export async function indexInSlices(contacts: readonly Contact[]): Promise<Index> {
  return soonOver(await inSlices(dictionaryOf(contacts)))
}

/** The index can be used at once. For large address books, the parts that only some queries need are made in the background. */
function soonOver(dictionary: Dictionary): Index {
  return over(dictionary, dictionary.keys.named.length > MANY ? inSlices(makeAhead(dictionary)) : undefined)
}

/** With more names than this, the keys are made in the background; with fewer, for the first answer. */
const MANY = 8_000

function over(dictionary: Dictionary, ahead?: Promise<void>): Index {
  const { search, suggest } = asking(dictionary)
  // Answers one question at a time, so that a person with a hundred questions gets as many turns as a person with one.
  let last: Promise<unknown> | undefined = ahead
  function inTurn<Made>(pieces: Pieces<Made>): Promise<Made> {
    const made = (last ?? inSlices(makeAhead(dictionary))).then(() => inSlices(pieces))
    last = made.catch(() => undefined)
    return made
  }
  return {
    search: (query, limit = Infinity) => atOnce(search(query, limit, budget())),
    searchInSlices: (query, left) => inTurn(search(query, Infinity, left)),
    suggest: (query, limit = 3) => atOnce(suggest(query, limit, budget())),
    suggestInSlices: (query, limit, left) => inTurn(suggest(query, limit, left)),
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
  const isFew = contacts.length - kept.length + added.length <= contacts.length * FEW
  const more = isFew ? yield* dictionaryOf(added) : undefined
  if (more && dictionary.terms.length + more.terms.length <= MOST_TERMS) return yield* merged(dictionary, kept, more)
  return yield* dictionaryOf([...Array.from(kept, (at) => contacts[at] as Contact), ...added])
}
