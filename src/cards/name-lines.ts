// How a person is named, and what stands below the name: the same on their card, in a list and in questions about them.
import type { Person } from '../book/people.ts'
import { type Contact, nameOf } from '../graph/contact.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { plain } from './safe-text.ts'
import { valuesOf } from './values.ts'

/** The person's name; `noName` if it has nothing that can be seen. */
export function shownName(contact: Contact, noName: string): string {
  const name = nameOf(contact)
  return name === undefined || plain(name) === '' ? noName : name
}

/** A name as it stands within a sentence, of at most 80 characters; `noName` if it has nothing that can be seen. */
export function nameInSentence(name: string, { noName }: Catalogue['contact']): string {
  return plain(name, 80) || noName
}

/** Job and company, as they stand below the name. A company's own entry has the company as its name, which is not repeated. */
export function underName(name: string, person: Person): string[] {
  const jobs = valuesOf(person, ({ jobTitle }) => jobTitle)
  const companies = valuesOf(person, ({ companyName }) => companyName)
  return [...jobs, ...companies].filter((line) => line !== name)
}
