import type { Contact } from '../graph/contact.ts'
import { type Hit, noteLine, type Reason, reasonOf } from '../search/search.ts'
import { slices, sortedInSlices } from '../slices.ts'
import type { Person } from './people.ts'
import type { People, Twins } from './people-in.ts'

/** A person whom a query may mean. `id`: the same in every match of this person. `note`: the line of their notes by which they
 *  were found. Matches of one `rank` are equally good, and the lowest rank is the best. `isUnlikely`: the query probably means
 *  somebody else. `isWhole`: they have the words as they were typed, and not only words that begin with them (`isBegun`) or are
 *  similar. `isInName`: the words are in the person's own name, in its script or another one. */
export type Match = {
  id: string
  person: Person
  because: Reason | undefined
  note: string | undefined
  rank: number
  isUnlikely: boolean
  isWhole: boolean
  isBegun: boolean
  isInName: boolean
}

/** Costs that differ by less are equally good. */
const RANKS = 10

/** The people that the `hits` of `query` belong to, each once, in the order of their first hit. Among equally good matches, the
 *  people with `recent` ids come first, in the order of these ids. */
export async function peopleFound(
  hits: readonly Hit[],
  query: string,
  { people, recent }: { people: People; recent: readonly string[] },
): Promise<Match[]> {
  const latest = new Map(recent.map((id, n) => [id, n]))
  const seen = new Set<string>()
  const matches: Match[] = []
  const known = new Map<Match, number>()
  const slice = slices()
  for (const hit of hits) {
    if (slice.isOver()) await slice.next()
    if (seen.has(hit.contact.id)) continue
    const twins = people.twinsOf(hit.contact)
    for (const { id } of twins) seen.add(id)
    const match = matchOf(hit, query, twins, people)
    matches.push(match)
    const since = latest.size === 0 ? Infinity : firstOf(twins, latest)
    if (since !== Infinity) known.set(match, since)
  }
  return known.size === 0 ? matches : latestFirst(matches, known)
}

/** The person is only put together on demand, because most of many matches are never shown. */
function matchOf(hit: Hit, query: string, twins: Twins, people: People): Match {
  const { personalNotes = '' } = hit.contact
  return {
    id: twins.reduce((first, { id }) => (id < first ? id : first), twins[0].id),
    because: reasonOf(hit),
    rank: Math.round(hit.cost * RANKS),
    isUnlikely: hit.isUnlikely,
    isWhole: hit.way === 'exact',
    isBegun: hit.way === 'beginning',
    isInName: hit.field === 'name',
    get note() {
      return hit.field === 'notes' ? noteLine(personalNotes, query) : undefined
    },
    get person() {
      return people.whoIs(twins)
    },
  }
}

/** The first place of a contact among the latest; Infinity if none of them is there. */
function firstOf(contacts: readonly Contact[], latest: ReadonlyMap<string, number>): number {
  return contacts.reduce((first, { id }) => Math.min(first, latest.get(id) ?? Infinity), Infinity)
}

/** @param known the place among the latest of each match that has one */
function latestFirst(matches: readonly Match[], known: ReadonlyMap<Match, number>): Promise<Match[]> {
  const since = (match: Match) => known.get(match) ?? Infinity
  return sortedInSlices(matches, (a, b) => a.rank - b.rank || (since(a) === since(b) ? 0 : since(a) - since(b)))
}
