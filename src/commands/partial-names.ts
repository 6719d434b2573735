import type { OpenBook } from '../book/open-book.ts'
import { nameOf } from '../graph/contact.ts'
import type { Budget } from '../search/search.ts'

/** People who have a part of a name that nobody has as a whole. `part`: as it was typed. `names`: of the closest ones. */
export type NameSharers = { part: string; total: number; names: string[] }

/** A text of more words is hardly a name. */
const MOST_WORDS = 4
/** Shorter words stand in many names. */
const LEAST_LETTERS = 3

const BY_NAME = 'name '

/** The query that finds people by their names alone, see `search/query/narrowed.ts`. */
export const byName = (part: string): string => BY_NAME + part

/** What such a query looks for; any other query as it is. */
export function partIn(query: string): string {
  return query.startsWith(BY_NAME) ? query.slice(BY_NAME.length) : query
}

/** For a name that nobody has: those who have its family name, or else its given name. Undefined if they are fewer than two. For
 *  Bill Smith the Smiths whose other names begin with a B come first. @param most how many are named */
export async function nameSharersOf(
  name: string,
  book: Pick<OpenBook, 'find'>,
  most: number,
  left: Budget,
): Promise<NameSharers | undefined> {
  const words = name.split(/\s+/).flatMap((word) => word.replace(/^\p{P}+|\p{P}+$/gu, '') || [])
  if (words.length < 2 || words.length > MOST_WORDS) return undefined
  for (const [part = '', missing = ''] of [
    [words.at(-1), words[0]],
    [words[0], words.at(-1)],
  ]) {
    if (Array.from(part).length < LEAST_LETTERS) continue
    const found = await book.find(byName(part), [], left)
    const called = found.filter(({ because, isUnlikely }) => because === undefined && !isUnlikely)
    if (called.length < 2 || !called[0]?.isWhole) continue
    const names = called.flatMap(({ person }) => nameOf(person.contact) ?? [])
    const initial = missing.slice(0, 1).toLowerCase()
    const isClose = (one: string) =>
      one
        .toLowerCase()
        .split(/\s+/)
        .some((word) => word.startsWith(initial))
    const closest = [...names.filter(isClose), ...names.filter((one) => !isClose(one))]
    return { part, total: called.length, names: [...new Set(closest)].slice(0, most) }
  }
  return undefined
}
