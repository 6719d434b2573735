import type { Others, Reply } from '../commands/reply.ts'
import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { askedFacts } from './asked-facts.ts'
import { type ButtonOf, contactActions, toList } from './contact-actions.ts'
import { type FieldName, fieldsOf } from './contact-fields.ts'
import { contactRows } from './contact-row.ts'
import { shownName, underName } from './name-lines.ts'
import { besidePicture, initials, picture } from './picture.ts'
import { fitting } from './fitting.ts'
import type { Links } from './links.ts'
import { asOfLine, cutShortLine, digitsLine, reasonLine, unreadLines } from './small-print.ts'
import { adaptiveCard, ask, field, foreignText, notice, ownText, type Part } from './parts.ts'
import { personalNotes } from './personal-notes.ts'

/** How much of a contact a card shows: the number of `values` of each field (the others are counted), and the characters of
 *  `notes`. Each step is used if a card with the step before would be too large. */
const STEPS = [
  { values: 10, notes: 2_000 },
  { values: 5, notes: 1_000 },
  { values: 2, notes: 500 },
  { values: 1, notes: 200 },
]
type Step = (typeof STEPS)[number]

/** Everything that is known about one person.
 *  @param edits whether the person can change their contacts */
export function contactCard(
  reply: Reply & { kind: 'contact' },
  catalogue: Catalogue,
  links: Links,
  edits: boolean,
): Part {
  const { photo, ...without } = reply
  const all = STEPS.map((step) => ({ step, shown: without }))
  // The data about the person is more important than their picture.
  const withPhoto = photo === undefined ? [] : STEPS.slice(0, 1).map((step) => ({ step, shown: reply }))
  return fitting([...withPhoto, ...all], ({ step, shown }) => cardWith(step, shown, catalogue, links, edits))
}

function cardWith(
  step: Step,
  reply: Reply & { kind: 'contact' },
  catalogue: Catalogue,
  links: Links,
  edits: boolean,
): Part {
  const { person, back, because, note, others, facts = [], isForDigits, asOf, unread, isCutShort, photo } = reply
  const { top, buttonOf } = contactActions(person, back, catalogue, links)
  const asked = askedFacts(facts, person, catalogue, buttonOf)
  const about = [
    ...newsLine(reply, catalogue),
    ...asked.parts,
    header(person, photo, catalogue),
    ...reasonLine(because, catalogue),
    ...(note === undefined ? [] : [foreignText(note, { italic: true }, { spacing: 'None' })]),
    // The card's own actions would be at its end, out of sight.
    ...(top.length > 0 ? [{ type: 'ActionSet', actions: top }] : []),
    ...asOfLine(asOf, catalogue),
    ...unreadLines(unread, catalogue),
    ...cutShortLine(isCutShort, catalogue),
    ...digitsLine(isForDigits, catalogue),
    ...fields(person, asked.shown, step, catalogue, buttonOf),
    ...personalNotes(person, note, step.notes, catalogue),
    ...(edits ? [changingButtons(reply, catalogue)] : []),
  ]
  if (!others) return adaptiveCard(about)
  return adaptiveCard([...about, othersPart(others, person, catalogue)], allOf(others, catalogue))
}

/** What happened to the contact. */
function newsLine({ news }: Reply & { kind: 'contact' }, catalogue: Catalogue): Part[] {
  return news === undefined ? [] : [notice(catalogue.news[news], 'good')]
}

/** Below everything about the person, because few people need them. */
function changingButtons({ person, undo }: Reply & { kind: 'contact' }, { changing: words }: Catalogue): Part {
  const contactId = person.contact.id
  const actions = [
    ask(words.edit, { type: 'edit', contactId }),
    ask(words.remove, { type: 'delete', contactId }),
    ...(undo === undefined ? [] : [ask(words.mergeUndo, { type: 'undo', id: undo })]),
  ]
  return { type: 'ActionSet', spacing: 'Medium', actions }
}

function othersPart({ query, typed, people, total, facts }: Others, shown: Person, catalogue: Catalogue): Part {
  return {
    type: 'Container',
    separator: true,
    spacing: 'Large',
    items: [
      ownText(catalogue.contact.others(total), { weight: 'Bolder', size: 'Small' }),
      ...contactRows(people, { query, typed, offset: 0 }, catalogue, { shown: [shown], facts }),
    ],
  }
}

/** The button to the list, if the list has more people than the card. */
function allOf({ query, typed, people, total }: Others, { contact: words }: Catalogue): Part[] {
  if (total <= people.length) return []
  return [ask(words.all(total + 1), toList({ query, typed, offset: 0 }))]
}

function header(person: Person, photo: string | undefined, { contact: words }: Catalogue): Part {
  const name = shownName(person.contact, words.noName)
  return besidePicture(photo === undefined ? initials(person.contact) : picture(photo, name), [
    foreignText(name, { size: 'Large', weight: 'Bolder' }),
    ...underName(name, person).map((line) => foreignText(line, { isSubtle: true }, { spacing: 'None' })),
  ])
}

/** Company and job are below the name, and the notes are at the end. They are shown as fields only if they were asked for. */
const ELSEWHERE: ReadonlySet<FieldName> = new Set(['company', 'job', 'notes'])

function fields(
  person: Person,
  shown: ReadonlySet<FieldName>,
  { values: most }: Step,
  catalogue: Catalogue,
  buttonOf: ButtonOf,
): Part[] {
  const { more } = catalogue.contact
  return fieldsOf(person, catalogue)
    .filter(({ name }) => !ELSEWHERE.has(name) && !shown.has(name))
    .map(({ name, label, values }, index) => ({
      ...field(label, values.slice(0, most), values.length > most ? more(values.length - most) : undefined, (value) =>
        buttonOf(name, value),
      ),
      ...(index === 0 && { spacing: 'Medium' }),
    }))
}
