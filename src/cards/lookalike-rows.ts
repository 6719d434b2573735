import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { emails, postal, valuesOf } from './values.ts'

/** Details that may distinguish two people whose rows look the same, the most helpful first. */
function distinguishingDetails({ format }: Catalogue): ((person: Person) => string[])[] {
  return [
    (person) => valuesOf(person, ({ mobilePhone }) => mobilePhone),
    ({ contact }) => emails(contact),
    (person) => valuesOf(person, ({ generation }) => generation),
    (person) => valuesOf(person, ({ department }) => department),
    ({ contact }) => contact.businessPhones,
    ({ contact }) => contact.homePhones,
    ({ contact }) => contact.imAddresses,
    (person) => valuesOf(person, ({ officeLocation }) => officeLocation),
    (person) => valuesOf(person, ({ businessAddress }) => postal(businessAddress)),
    (person) => valuesOf(person, ({ homeAddress }) => postal(homeAddress)),
    (person) => valuesOf(person, ({ otherAddress }) => postal(otherAddress)),
    (person) => valuesOf(person, ({ birthday }) => birthday && format.day(birthday)),
    (person) => valuesOf(person, ({ nickName }) => nickName),
    (person) => valuesOf(person, ({ middleName }) => middleName),
    (person) => valuesOf(person, ({ spouseName }) => spouseName),
    (person) => valuesOf(person, ({ manager }) => manager),
    (person) => valuesOf(person, ({ assistantName }) => assistantName),
    (person) => valuesOf(person, ({ businessHomePage }) => businessHomePage),
    ({ contact }) => contact.children ?? [],
    ({ contact }) => contact.categories ?? [],
    (person) => valuesOf(person, ({ personalNotes }) => personalNotes?.split('\n')[0]),
    ({ places }) => places,
  ]
}

/** For each person, the lines that distinguish them from people with the same `lines`. Empty if no lines are the same, or if
 *  nothing differs. */
export function differences(people: readonly Person[], lines: readonly string[][], catalogue: Catalogue): string[][] {
  const found = people.map((): string[] => [])
  const groups = Map.groupBy(people.keys(), (at) => lines[at]?.join('\n').toLowerCase() ?? '')
  for (const group of groups.values()) {
    for (const detailOf of distinguishingDetails(catalogue)) {
      if (areApart(group.map((at) => found[at] ?? []))) break
      const values = new Map(group.map((at) => [at, detailOf(people[at] as Person).join(', ')]))
      if (new Set(values.values()).size === 1) continue
      for (const [at, value] of values) if (value !== '' && !lines[at]?.includes(value)) found[at]?.push(value)
    }
  }
  return found
}

function areApart(found: readonly string[][]): boolean {
  return new Set(found.map((lines) => lines.join('\n'))).size === found.length
}
