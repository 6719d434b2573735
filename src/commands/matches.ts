import type { Match } from '../book/people-found.ts'
import type { OpenBook } from '../book/open-book.ts'
import type { Person } from '../book/people.ts'
import { nameOf } from '../graph/contact.ts'
import { mapInSlices, slices, sortedInSlices } from '../slices.ts'
import type { Budget, Reason } from '../search/search.ts'
import type { Fact } from '../text/question-words.ts'
import type { Part } from './parsing/pasted.ts'
import { isPartOf } from './parsing/typed-answer.ts'
import type { Meaning, Question } from './parsing/question.ts'

/** A person that a question may mean. The lowest `rank` is the best. `facts`: the facts that it asks for. */
export type Found = { match: Match; rank: number; facts: readonly Fact[] }

/** The best match is clearly meant if the next one is this much worse: in tenths of the search's costs, as ranks are. */
const CLEAR = 9
/** A lower rank is sure: the contact contains the typed text. */
const SURE = 10
/** The query that finds all contacts. */
export const EVERYBODY = '*'
/** Reasons that are the owner's own words about a contact, and not its name: a note may well say “delete”. */
export const NOT_THEIRS: ReadonlySet<Reason | undefined> = new Set<Reason>(['notes', 'category'])
/** Everybody else comes after the people that the words find. */
const REST = 1_000

type Search = (name: string) => Promise<Match[]>

/** Everybody that a question may mean, best first; if the budget `left` is used up, those found so far. A contact that the
 *  literal text finds is always among them. */
export async function matchesOf(
  question: Question,
  book: Pick<OpenBook, 'find'>,
  recent: readonly string[],
  left: Budget,
): Promise<Found[]> {
  const search: Search = (name) => book.find(name, recent, left)
  // The meanings come first, so that the search for a long literal text does not use up their budget.
  const meant = await meantBy(question.meanings, search)
  const typed = await firstSure(question.typed, search)
  if (question.isForEveryone) return inOrder([await foundAll(typed.filter(isNamed)), await everybody(search)])
  if (question.isSmallTalk) return foundAll(typed.filter(isNamed))
  const known = typed.filter((match) => !isGuess(match))
  const asked: Found[][] = []
  for (const people of meant) asked.push(await besideKnown(people, known))
  if (asked.some((people) => people.length > 0)) return inOrder([await foundAll(known), ...asked])
  if (known.length > 0) return foundAll(typed)
  const { people, haveAll } = await foundTogether(question.parts, search)
  if (people.length === 0) return foundAll(typed)
  const [likeness] = typed
  if (haveAll || !likeness) return inOrder([people])
  // People who match only parts of the text come after people who roughly match all of it.
  const behind = await mapInSlices(people, (one) => ({ ...one, rank: Math.max(one.rank, likeness.rank) }))
  return inOrder([await foundAll(typed), behind])
}

/** Whether clearly the first person is meant: a likely match, and the only one or by far the best. */
export function isFirstMeant([best, second]: readonly Found[]): boolean {
  if (!best || best.match.isUnlikely) return false
  return !second || second.rank - best.rank >= CLEAR
}

function found(match: Match): Found {
  return { match, rank: match.rank, facts: [] }
}

export function foundAll(matches: readonly Match[]): Promise<Found[]> {
  return mapInSlices(matches, found)
}

async function everybody(search: Search): Promise<Found[]> {
  return mapInSlices(await search(EVERYBODY), (match) => ({ match, rank: REST, facts: [] }))
}

/** Whether the typed text is in the contact's name. */
export function isNamed({ rank, because }: Match): boolean {
  return rank < SURE && because === undefined
}

/** Whether each word of a text is a word of the person's own names. */
export function isCalled(text: string, { contact, also = [] }: Person): boolean {
  const names = [contact, ...also].flatMap((one) => [nameOf(one), one.givenName, one.surname, one.nickName])
  return isPartOf(text, names.filter(Boolean).join(' '))
}

/** Those who have all words of a text in their names or in their company's. 노 and Nø are called No. */
export function haveInName(text: string, matches: readonly Match[]): Match[] {
  return matches.filter(
    ({ isWhole, isInName, because, person }) =>
      isWhole && (isInName || because === 'company' || isCalled(text, person)),
  )
}

/** Whether the match is only similar to the typed text, so that somebody else may be meant. */
export function isGuess({ because }: Pick<Match, 'because'>): boolean {
  return because === 'sound' || because === 'typo' || because === 'layout'
}

/** Whether the match is not only similar, and probably meant. */
export function isSure(match: Pick<Match, 'because' | 'isUnlikely'>): boolean {
  return !isGuess(match) && !match.isUnlikely
}

/** The people that the first name with a sure match finds; if there is no such name, those that any name finds. */
async function firstSure(names: readonly string[], search: Search): Promise<Match[]> {
  const lists: Match[][] = []
  for (const name of names) {
    const matches = await search(name)
    lists.push(matches)
    if (matches[0] && matches[0].rank < SURE) break
  }
  if (lists.length === 1) return lists[0] ?? []
  const people = await inOrder(await Promise.all(lists.map(foundAll)))
  return mapInSlices(people, ({ match }) => match)
}

type Meant = Meaning & { matches: Match[] }

/** The people that each of the meanings finds. */
async function meantBy(meanings: readonly Meaning[], search: Search): Promise<Meant[]> {
  const found: Meant[] = []
  for (const meaning of meanings) found.push({ ...meaning, matches: await firstSure(meaning.names, search) })
  return found
}

/** The people that a meaning finds, besides those that the literal text finds. Among the latter, people with that name come
 *  first, and no facts were asked for about them. */
function besideKnown({ matches, facts, isLoose, isVague }: Meant, known: readonly Match[]): Promise<Found[]> {
  const called = new Set(known.filter(isNamed).map(({ id }) => id))
  const behind = called.size > 0 ? CLEAR : 0
  // “city oslo” narrows a search. It may still ask for the city of somebody called Oslo, but of nobody else.
  const people = isVague || (isLoose && known.length > 0) ? matches.filter(isNamed) : matches
  return mapInSlices(people, (match) =>
    called.has(match.id) ? found(match) : { match, rank: match.rank + behind, facts },
  )
}

/** The people that the parts of a text find, first those that most parts find. `haveAll`: whether all parts find the first
 *  person. */
async function foundTogether(parts: readonly Part[], search: Search): Promise<{ people: Found[]; haveAll: boolean }> {
  const people = new Map<string, { match: Match; count: number; isHint: boolean }>()
  const slice = slices()
  let most = 0
  for (const { names, isHint, isLine } of parts) {
    const matches = await firstSure(names, search)
    for (const match of isLine ? matches.filter(({ rank }) => rank < SURE) : matches) {
      if (slice.isOver()) await slice.next()
      const before = people.get(match.id)
      const best = before && before.match.rank <= match.rank ? before.match : match
      const count = (before?.count ?? 0) + 1
      people.set(match.id, { match: best, count, isHint: isHint === true && before?.isHint !== false })
      most = Math.max(most, count)
    }
  }
  const named = [...people.values()].filter(({ isHint }) => !isHint)
  return {
    people: await mapInSlices(named, ({ match, count }) => ({
      match,
      rank: match.rank + (most - count) * (CLEAR + 1),
      facts: [],
    })),
    haveAll: named.some(({ count }) => count === parts.length),
  }
}

/** Everybody in the lists once, at their best rank. If there is a sure match, similar ones are left out. */
async function inOrder(lists: readonly (readonly Found[])[]): Promise<Found[]> {
  const best = new Map<string, Found>()
  const slice = slices()
  for (const list of lists) {
    for (const one of list) {
      if (slice.isOver()) await slice.next()
      const before = best.get(one.match.id)
      if (!before || one.rank < before.rank) best.set(one.match.id, one)
    }
  }
  const sorted = await sortedInSlices([...best.values()], (a, b) => a.rank - b.rank)
  const isSure = (sorted[0]?.rank ?? SURE) < SURE
  return isSure ? sorted.filter(({ match }) => !isGuess(match)) : sorted
}
