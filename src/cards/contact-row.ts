import type { Person } from '../book/people.ts'
import type { Command } from '../commands/command.ts'
import type { Back, Listed } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import type { Fact } from '../text/question-words.ts'
import { factsInLine } from './asked-facts.ts'
import { ask, ownText, type Part, SMALL } from './parts.ts'
import { differences } from './lookalike-rows.ts'
import { besidePicture, initials } from './picture.ts'
import { shownName, underName } from './name-lines.ts'
import { plain } from './safe-text.ts'
import { emails } from './values.ts'
import { whyFound } from './why-found.ts'

/** The most characters of a line in a row, so that one person does not push the others out of sight. */
const MOST_IN_ROW = 100

/** `act`: the command of a row, instead of opening the contact's card. `shown`: people above the list. `facts`: the requested
 *  facts, shown instead of the address. `most`: the characters of a line. */
type Rows = {
  shown?: readonly Person[]
  facts?: readonly Fact[] | undefined
  most?: number | undefined
  act?: ((contactId: string) => Command) | undefined
}

/** People in a list, a row for each. Rows that would look the same show how they differ, also from people above the list. */
export function contactRows(
  people: readonly Listed[],
  back: Back,
  catalogue: Catalogue,
  { shown = [], facts = [], most = MOST_IN_ROW, act }: Rows = {},
): Part[] {
  const all = [...shown, ...people.map(({ person }) => person)]
  const rows = all.map((person) => rowOf(person, catalogue, facts))
  const more = differences(all, rows, catalogue)
  return people.map((listed, n) => {
    const at = shown.length + n
    const [name = '', about = '', address = ''] = rows[at] ?? []
    const row = { about, address, more: more[at] ?? [] }
    const lines = [about, address, ...row.more, ...whyFound(listed, 'query' in back ? back.query : '', row, catalogue)]
    const open: Command = {
      type: 'show',
      contactId: listed.person.contact.id,
      back,
      ...(facts.length > 0 && { facts }),
    }
    const command = act?.(listed.person.contact.id) ?? open
    return contactRow(listed.person, [name, ...lines].map((line) => plain(line, most)).filter(Boolean), command)
  })
}

/** The lines of a row: the name, then job and company, then the first address. */
function rowOf(person: Person, catalogue: Catalogue, facts: readonly Fact[]): string[] {
  const name = shownName(person.contact, catalogue.contact.noName)
  return [name, underName(name, person).join(' · '), factsInLine(facts, person, catalogue) ?? addressOf(person, name)]
}

/** The first address, or the text that replaces an address; '' if that is the person's name. */
function addressOf({ contact }: Person, name: string): string {
  const addresses = contact.emailAddresses.flatMap(({ address }) => address ?? [])
  return [...addresses, ...emails(contact)].find((email) => email !== name) ?? ''
}

/** The text of a row opens the contact's card in place. The action's title repeats the text of the row, because a screen reader
 *  reads only the title. */
function contactRow({ contact }: Person, lines: string[], command: Command): Part {
  const [name = '', ...others] = lines
  const action = ask(lines.join(', '), command)
  const text = [rowLine(name, { weight: 'Bolder' }), ...others.map((line) => rowLine(line, SMALL, { spacing: 'None' }))]
  const column = { type: 'Column', verticalContentAlignment: 'Center' }
  return {
    ...besidePicture(initials(contact), [
      {
        type: 'ColumnSet',
        selectAction: action,
        columns: [
          { ...column, width: 'stretch', items: text },
          // Without this sign a row does not look as if it could be opened.
          { ...column, width: 'auto', items: [ownText('›', { size: 'Large', color: 'Accent' })] },
        ],
      },
    ]),
    separator: true,
  }
}

/** The space separates the last word from the first word of the next line for programs that read the lines as one text. */
function rowLine(text: string, looks: Part, block: Part = {}): Part {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: `${plain(text)} `, ...looks }], ...block }
}
