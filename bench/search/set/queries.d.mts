/** `accept`: the ids of the contacts that are meant. `any`: one of them must be among the first three hits. `all`: the first three hits
 *  must all be of them. `none`: there must be no hit. */
export type Query = { cat: string; q: string; mode: 'any' | 'all' | 'none'; accept: string[] }

/** Queries that people might type for these contacts, about fifty of each kind. */
export function makeQueries(config: object, people: object[]): Query[]
