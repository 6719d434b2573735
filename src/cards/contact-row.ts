import type { Person } from '../book/people.ts'
import type { Back } from '../commands/reply.ts'
import { type Contact, nameOf } from '../graph/contact.ts'
import type { Catalogue } from '../text/catalogue.ts'
import type { Fact } from '../text/questions.ts'
import { factsInLine } from './asked-facts.ts'
import { ask, foreignText, type Part } from './parts.ts'
import { differences } from './differences.ts'
import { plain } from './plain.ts'
import { emails, valuesOf } from './values.ts'

/** The most characters of a line in a row, so that one person does not push the others out of sight. */
const MOST_IN_ROW = 100

/** `shown`: people above the list. `facts`: what was asked for; it takes the place of the address. */
type Rows = { shown?: readonly Person[]; facts?: readonly Fact[] | undefined }

/** People in a list, a row for each. Rows that would look alike say what differs, also from people above the list. */
export function contactRows(
  people: readonly Person[],
  back: Back,
  catalogue: Catalogue,
  { shown = [], facts = [] }: Rows = {},
): Part[] {
  const all = [...shown, ...people]
  const rows = all.map((person) => rowOf(person, catalogue, facts))
  const more = differences(all, rows, catalogue)
  return people.map((person, n) => {
    const at = shown.length + n
    return contactRow(person, rows[at] ?? [], more[at] ?? [], { back, facts })
  })
}

/** What a row says of a person: the name, then job and company, then the first address. */
function rowOf(person: Person, catalogue: Catalogue, facts: readonly Fact[]): string[] {
  const name = shownName(person.contact, catalogue.contact.noName)
  const address = emails(person.contact).find((email) => email !== name)
  return [name, underName(name, person).join(' · '), factsInLine(facts, person, catalogue) ?? address ?? '']
}

/** The whole row opens the contact's card in place. */
function contactRow(
  { contact }: Person,
  [name = '', about = '', address = '']: string[],
  more: string[],
  { back, facts }: { back: Back; facts: readonly Fact[] },
): Part {
  const lines = [about, address, ...more].filter((line) => line !== '')
  return {
    type: 'Container',
    selectAction: ask(plain([name, about, ...more].filter(Boolean).join(', '), 80), {
      type: 'show',
      contactId: contact.id,
      back,
      ...(facts.length > 0 && { facts }),
    }),
    separator: true,
    items: [
      besideInitials(contact, [
        foreignText(plain(name, MOST_IN_ROW), { weight: 'Bolder' }),
        ...lines.map((line) =>
          foreignText(plain(line, MOST_IN_ROW), { isSubtle: true, size: 'Small' }, { spacing: 'None' }),
        ),
      ]),
    ],
  }
}

/** The person's name; `noName` where it has nothing that can be seen. */
export function shownName(contact: Contact, noName: string): string {
  const name = nameOf(contact)
  return name === undefined || plain(name) === '' ? noName : name
}

/** Job and company, as they stand below the name. A company's own entry has the company as its name, which is not repeated. */
export function underName(name: string, person: Person): string[] {
  const jobs = valuesOf(person, ({ jobTitle }) => jobTitle)
  const companies = valuesOf(person, ({ companyName }) => companyName)
  return [...jobs, ...companies].filter((line) => line !== name)
}

/** The column of the initials is as wide as two letters everywhere, so that the names in a list align. */
export function besideInitials(contact: Contact, items: Part[]): Part {
  const column = { type: 'Column', verticalContentAlignment: 'Center' }
  return {
    type: 'ColumnSet',
    columns: [
      { ...column, width: '64px', items: [initials(nameOf(contact))] },
      { ...column, width: 'stretch', items },
    ],
  }
}

/** The first letters of the first and the last word. An address is shortened to the part before the @. */
function initials(name = '?'): Part {
  const [own = ''] = /^\S+@/.test(name) ? name.split('@') : [name]
  const parts = own.split(/[\s.@_-]+/u).flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
  const letters = parts.length > 1 ? `${parts[0]}${parts.at(-1)}` : (parts[0] ?? '?')
  return {
    type: 'Container',
    style: 'accent',
    items: [
      // Not in the accent colour: on the accent's own background it can hardly be read in Teams' dark look.
      foreignText(letters.toUpperCase(), { weight: 'Bolder' }, { horizontalAlignment: 'Center' }),
    ],
  }
}
