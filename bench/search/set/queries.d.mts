/** `any`: one of `accept` is to be among the first three. `all`: all of the first three are to be of them. `none`: nothing is
 *  to be found. */
export type Query = { cat: string; q: string; mode: 'any' | 'all' | 'none'; accept: string[] }

/** What people might type for a book, about fifty queries of each kind. */
export function makeQueries(config: object, people: object[]): Query[]
