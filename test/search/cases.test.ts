// Situations that people reported, as data: what is in the address book, what is typed, and who must be found.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fromGraph } from '../../src/graph/contact.ts'
import { index } from '../../src/search/search.ts'

/** `crowd`: ordinary contacts are added to the contacts of the case. `expect`: all of this must hold. */
type Case = {
  id: string
  kind: string
  why: string
  crowd: boolean
  contacts: { id: string }[]
  query: string
  expect: {
    /** This contact comes first. */
    first?: string
    /** All of these are among the first three. */
    top3?: string[]
    /** All of these are found, in any place. */
    includes?: string[]
    /** None of these is found. */
    excludes?: string[]
    /** How many contacts are found. */
    people?: number
    /** Nobody is found. */
    none?: true
  }
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../cases/${name}`, import.meta.url), 'utf8')) as unknown
const cases = [...(read('search.json') as Case[]), ...(read('search-own.json') as Case[])]
const crowd = read('crowd.json') as { id: string }[]

/** The ids that the search finds, best first. */
function found({ contacts, query, crowd: isInCrowd }: Case): string[] {
  const around = isInCrowd ? crowd : []
  const half = around.length / 2
  const book = [...around.slice(0, half), ...contacts, ...around.slice(half)].flatMap((json) => fromGraph(json) ?? [])
  return index(book)
    .search(query)
    .map(({ contact }) => contact.id)
}

/** The actual values for the expectations: the same as `wanted` if all of them hold. */
function holding(wanted: Case['expect'], ids: string[]): Case['expect'] {
  const checks: { [name in keyof Case['expect']]-?: (value: never) => Case['expect'][name] } = {
    first: () => ids[0],
    top3: (all: string[]) => all.filter((id) => ids.slice(0, 3).includes(id)),
    includes: (all: string[]) => all.filter((id) => ids.includes(id)),
    excludes: (all: string[]) => all.filter((id) => !ids.includes(id)),
    people: () => ids.length,
    none: () => (ids.length === 0 ? true : undefined),
  }
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, checks[name as keyof Case['expect']](value as never)]),
  )
}

test.each(cases)('$id $query: $why', (one) => expect(holding(one.expect, found(one))).toEqual(one.expect))

test('every case expects something', () => {
  expect(cases.filter((one) => Object.keys(one.expect).length === 0)).toEqual([])
})
