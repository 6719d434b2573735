import type { Dictionary } from '../contacts/dictionary.ts'
import type { Match } from './match.ts'
import type { Reader } from './reader.ts'

/** The tools that every way of searching uses: the words of an address book, and the functions that read words and match
 *  contacts. */
export type Lookup = { dictionary: Dictionary; reader: Reader; match: Match }
