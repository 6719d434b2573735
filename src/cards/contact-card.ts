import type { Contact } from '../graph/contact.ts'
import type { Back, Others, Reply } from '../commands/reply.ts'
import type { Person } from '../book/people.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { besideInitials, contactRow, shownName, underName } from './contact-row.ts'
import { type Links, mailLink, teamsLink } from './links.ts'
import { asOfLine, reasonLine, unreadLines } from './notes.ts'
import { plain } from './plain.ts'
import { adaptiveCard, ask, field, foreignText, open, ownText, type Part } from './parts.ts'

/** The most values that a field shows; the rest is counted. Forty phone numbers would make the message too large. */
const MOST = 10

/** Everything that is known about one person. */
export function contactCard(reply: Reply & { kind: 'contact' }, catalogue: Catalogue, links: Links): Part {
  const { person, back, because, others, asOf, unread } = reply
  const about = [
    ...asOfLine(asOf, catalogue),
    ...unreadLines(unread, catalogue),
    header(person.contact, catalogue),
    ...reasonLine(because, catalogue),
    ...fields(person, catalogue),
  ]
  const buttons = actions(person.contact, back, catalogue, links)
  if (!others) return adaptiveCard(about, buttons)
  // The person's own buttons stay with the person: at the card's end they would stand below the others.
  const own = buttons.length > 0 ? [{ type: 'ActionSet', actions: buttons }] : []
  return adaptiveCard([...about, ...own, othersPart(others, catalogue)], allOf(others, catalogue))
}

function othersPart({ query, people, total }: Others, catalogue: Catalogue): Part {
  return {
    type: 'Container',
    separator: true,
    spacing: 'Large',
    items: [
      ownText(catalogue.contact.others(total), { weight: 'Bolder', size: 'Small' }),
      ...people.map((person) => contactRow(person, { query, offset: 0 }, catalogue)),
    ],
  }
}

/** The button to the list, where that has more people than the card. */
function allOf({ query, people, total }: Others, { contact: words }: Catalogue): Part[] {
  if (total <= people.length) return []
  return [ask(words.all(total + 1), { type: 'find', query, offset: 0, list: true })]
}

function header(contact: Contact, { contact: words }: Catalogue): Part {
  const name = shownName(contact, words.noName)
  return besideInitials(contact, [
    foreignText(name, { size: 'Large', weight: 'Bolder' }),
    ...underName(name, contact).map((line) => foreignText(line, { isSubtle: true }, { spacing: 'None' })),
  ])
}

function fields({ contact, places }: Person, { contact: words }: Catalogue): Part[] {
  const rows: [string, string[]][] = [
    [words.department, present(contact.department)],
    [words.office, present(contact.officeLocation)],
    [words.nickname, present(contact.nickName)],
    [words.email, contact.emailAddresses.map(({ address }) => address)],
    [words.mobile, present(contact.mobilePhone)],
    [words.business, contact.businessPhones],
    [words.home, contact.homePhones],
    [words.chatAddress, contact.imAddresses],
    [words.businessAddress, present(postal(contact.businessAddress))],
    [words.homeAddress, present(postal(contact.homeAddress))],
    [words.otherAddress, present(postal(contact.otherAddress))],
    [words.keptIn, places],
  ]
  return rows
    .filter(([, values]) => values.length > 0)
    .map(([label, values], index) => ({
      ...field(label, values.slice(0, MOST), values.length > MOST ? words.more(values.length - MOST) : undefined),
      ...(index === 0 && { spacing: 'Medium' }),
    }))
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value]
}

function postal(address: Contact['homeAddress']): string | undefined {
  if (!address) return undefined
  const town = [address.postalCode, address.city].filter(Boolean).join(' ')
  return [address.street, town, address.state, address.countryOrRegion].filter(Boolean).join(', ') || undefined
}

/** Chat and call by Teams' own links, mail by Outlook's: `mailto:` and `tel:` do nothing in Teams. */
function actions(contact: Contact, back: Back | undefined, { contact: words }: Catalogue, links: Links): Part[] {
  const address = contact.emailAddresses.map((email) => email.address).find(isMailAddress)
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
