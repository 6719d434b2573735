import type { OpenBook } from '../book/open-book.ts'
import { nameOf } from '../graph/contact.ts'
import type { Budget } from '../search/search.ts'

/** People who have a part of a name that nobody has completely. `part`: the part as it was typed. `names`: the closest of these
 *  people. */
export type NameSharers = { part: string; total: number; names: string[] }

/** A text with more words is hardly a name. */
const MOST_WORDS = 4
/** Shorter words occur in many names. */
const LEAST_LETTERS = 3

const BY_NAME = 'name '

/** The query that finds people only by their names, see `search/query/narrowed.ts`. */
export const byName = (part: string): string => BY_NAME + part

/** The name in such a query; any other query unchanged. */
export function partIn(query: string): string {
  return query.startsWith(BY_NAME) ? query.slice(BY_NAME.length) : query
}

/** For a name that nobody has: the people with its family name, or if there are none, with its given name. Undefined if there
 *  are fewer than two. For Bill Smith, the Smiths whose other names begin with B come first. @param most how many names are
 *  returned */
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
