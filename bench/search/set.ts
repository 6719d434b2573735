import { makeBook } from './set/book.mjs'
import { makeQueries, type Query } from './set/queries.mjs'

/** The languages and names of the set. To check a result with other data, use another seed. */
const DEVELOPMENT = {
  name: 'dev',
  seed: 'dev-2026-a',
  drop: 0,
  latin: ['de', 'fr', 'es', 'pl', 'tr', 'vi', 'nb_NO', 'it', 'pt_BR'],
  cyr: ['ru'],
  zh: 'zh_CN',
  india: true,
  common: ['Alice', 'Michael'],
}

/** The development set, the same every time: contacts in Graph's JSON, and queries for the first `asked` of them, each with the
 *  people that it means. */
export function developmentSet(size: number, asked = size): { contacts: { id: string }[]; queries: Query[] } {
  const people = makeBook(DEVELOPMENT, size)
  return { contacts: people.map(({ c }) => c), queries: makeQueries(DEVELOPMENT, people.slice(0, asked)) }
}

/** Only the contacts, because making the queries takes seconds. */
export function developmentBook(size: number): { id: string }[] {
  return makeBook(DEVELOPMENT, size).map(({ c }) => c)
}
