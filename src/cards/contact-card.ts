import type { Contact } from '../graph/contact.ts'
import type { Back, Others, Reply } from '../commands/reply.ts'
import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { besideInitials, contactRows, shownName, underName } from './contact-row.ts'
import { type Links, mailLink, teamsLink } from './links.ts'
import { askedFacts } from './asked-facts.ts'
import { type FieldName, fieldsOf } from './contact-fields.ts'
import { asOfLine, digitsLine, reasonLine, unreadLines } from './notes.ts'
import { plain } from './plain.ts'
import { adaptiveCard, ask, field, foreignText, open, ownText, type Part } from './parts.ts'

/** The most values that a field shows; the rest is counted. Forty phone numbers would make the message too large. */
const MOST = 10

/** Everything that is known about one person. */
export function contactCard(reply: Reply & { kind: 'contact' }, catalogue: Catalogue, links: Links): Part {
  const { person, back, because, note, others, facts = [], isForDigits, asOf, unread } = reply
  const asked = askedFacts(facts, person, catalogue)
  const about = [
    ...asked.parts,
    ...asOfLine(asOf, catalogue),
    ...unreadLines(unread, catalogue),
    ...digitsLine(isForDigits, catalogue),
    header(person, catalogue),
    ...reasonLine(because, catalogue),
    ...(note === undefined ? [] : [foreignText(note, { italic: true }, { spacing: 'None' })]),
    ...fields(person, asked.shown, catalogue),
  ]
  const buttons = actions(person.contact, back, catalogue, links)
  if (!others) return adaptiveCard(about, buttons)
  // The person's own buttons stay with the person: at the card's end they would stand below the others.
  const own = buttons.length > 0 ? [{ type: 'ActionSet', actions: buttons }] : []
  return adaptiveCard([...about, ...own, othersPart(others, person, catalogue)], allOf(others, catalogue))
}

function othersPart({ query, people, total, facts }: Others, shown: Person, catalogue: Catalogue): Part {
  return {
    type: 'Container',
    separator: true,
    spacing: 'Large',
    items: [
      ownText(catalogue.contact.others(total), { weight: 'Bolder', size: 'Small' }),
      ...contactRows(people, { query, offset: 0 }, catalogue, { shown: [shown], facts }),
    ],
  }
}

/** The button to the list, where that has more people than the card. */
function allOf({ query, people, total }: Others, { contact: words }: Catalogue): Part[] {
  if (total <= people.length) return []
  return [ask(words.all(total + 1), { type: 'find', query, offset: 0, list: true })]
}

function header(person: Person, { contact: words }: Catalogue): Part {
  const name = shownName(person.contact, words.noName)
  return besideInitials(person.contact, [
    foreignText(name, { size: 'Large', weight: 'Bolder' }),
    ...underName(name, person).map((line) => foreignText(line, { isSubtle: true }, { spacing: 'None' })),
  ])
}

/** Fields that only stand on a card where they are asked for: company and job stand below the name. */
const ONLY_ASKED: ReadonlySet<FieldName> = new Set(['company', 'job', 'notes'])

function fields(person: Person, shown: ReadonlySet<FieldName>, catalogue: Catalogue): Part[] {
  const { more } = catalogue.contact
  return fieldsOf(person, catalogue)
    .filter(({ name }) => !ONLY_ASKED.has(name) && !shown.has(name))
    .map(({ label, values }, index) => ({
      ...field(label, values.slice(0, MOST), values.length > MOST ? more(values.length - MOST) : undefined),
      ...(index === 0 && { spacing: 'Medium' }),
    }))
}

/** Chat and call by Teams' own links, mail by Outlook's: `mailto:` and `tel:` do nothing in Teams. */
function actions(contact: Contact, back: Back | undefined, { contact: words }: Catalogue, links: Links): Part[] {
  const address = contact.emailAddresses.flatMap((email) => email.address ?? []).find(isMailAddress)
  const mail = address && mailLink(links, address)
  return [
    ...(address
      ? [open(words.chat, teamsLink(links, 'chat', address)), open(words.call, teamsLink(links, 'call', address))]
      : []),
    ...(mail ? [open(words.mail, mail)] : []),
    ...(back ? [ask(words.back, { type: 'find', ...back, list: true })] : []),
  ]
}

/** RFC 5321 allows 254 characters. */
const MOST_IN_ADDRESS = 254

/** Whether it is one plain address, and the same as the card shows. Teams and Outlook take what stands between commas or semicolons
 *  for several people, and `8:orgid:…` for an account: a link must not lead to somebody whom the card does not name. */
function isMailAddress(text: string): boolean {
  if (text.length > MOST_IN_ADDRESS || plain(text, MOST_IN_ADDRESS) !== text) return false
  return /^[\p{L}\p{N}\p{M}.!#$&'*+/=?^_`{|}~-]+@[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)*$/u.test(text)
}
