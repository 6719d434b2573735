// A person's name and the line below it: the same on their card, in a list and in questions about them.
import type { Person } from '../book/people.ts'
import { type Contact, nameOf } from '../graph/contact.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { plain } from './safe-text.ts'
import { valuesOf } from './values.ts'

/** The person's name; `noName` if the name has no visible characters. */
export function shownName(contact: Contact, noName: string): string {
  const name = nameOf(contact)
  return name === undefined || plain(name) === '' ? noName : name
}

/** A name for use in a sentence, at most 80 characters long; `noName` if the name has no visible characters. */
export function nameInSentence(name: string, { noName }: Catalogue['contact']): string {
  return plain(name, 80) || noName
}

/** Job and company, for the line below the name. If the contact is a company, its name is not repeated. */
export function underName(name: string, person: Person): string[] {
  const jobs = valuesOf(person, ({ jobTitle }) => jobTitle)
  const companies = valuesOf(person, ({ companyName }) => companyName)
  return [...jobs, ...companies].filter((line) => line !== name)
}
