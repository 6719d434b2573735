import { type Contact, nameOf } from '../graph/contact.ts'
import type { AsOf, Back, Others, Reply } from '../commands/reply.ts'
import type { Person } from '../book/people.ts'
import type { Reason } from '../search/search.ts'
import { en } from '../text/en.ts'
import { adaptiveCard, ask, field, foreignText, number, open, ownText, type Part } from './parts.ts'
import { plain } from './plain.ts'

/** So many values of a kind fit; the rest is counted. Forty numbers must not make a message too large. */
const MOST = 10

/** So many characters of anything are shown in a list's row: one person must not push the others out of sight. */
const MOST_IN_ROW = 100

const words = en.contact

/** Everything one wants to know of one person. */
export function contactCard({ person, back, because, others, asOf }: Reply & { kind: 'contact' }): Part {
  const about = [...asOfLine(asOf), header(person.contact), ...reasonLine(because), ...fields(person)]
  const buttons = actions(person.contact, back)
  if (!others) return adaptiveCard(about, buttons)
  // Their own buttons stay with them: at the card's end they would stand below the others.
  const own = buttons.length > 0 ? [{ type: 'ActionSet', actions: buttons }] : []
  return adaptiveCard([...about, ...own, othersPart(others)], allOf(others))
}

/** Why somebody is shown, where that is not plain to see. */
export function reasonLine(because: Reason | undefined): Part[] {
  if (because === undefined) return []
  return [ownText(en.because[because], { isSubtle: true, size: 'Small', spacing: 'Small' })]
}

/** How old an answer is that was not just brought in step, and why. */
export function asOfLine(asOf: AsOf | undefined): Part[] {
  if (asOf === undefined) return []
  return [ownText(en.asOf[asOf.because](ago(asOf.ageMs)), { isSubtle: true, size: 'Small', spacing: 'Small' })]
}

/** One line of a list. The whole row opens the contact's card in place. */
export function contactRow({ contact }: Person, back: Back): Part {
  const name = nameOf(contact) ?? words.noName
  const about = beside(name, contact).join(' · ')
  const address = contact.emailAddresses.map((email) => email.address).find((address) => address !== name)
  return {
    type: 'Container',
    selectAction: ask(plain([name, about].filter(Boolean).join(', '), 80), {
      type: 'show',
      contactId: contact.id,
      back,
    }),
    separator: true,
    items: [
      besideInitials(contact, [
        foreignText(plain(name, MOST_IN_ROW), { weight: 'Bolder' }),
        ...[about, address ?? '']
          .filter((line) => line !== '')
          .map((line) => plain(line, MOST_IN_ROW))
          .map((line) => foreignText(line, { isSubtle: true, size: 'Small' }, { spacing: 'None' })),
      ]),
    ],
  }
}

function othersPart({ query, people, total }: Others): Part {
  const heading = total === 1 ? words.otherOne : words.others(number(total))
  return {
    type: 'Container',
    separator: true,
    spacing: 'Large',
    items: [
      ownText(heading, { weight: 'Bolder', size: 'Small' }),
      ...people.map((person) => contactRow(person, { query, offset: 0 })),
    ],
  }
}

/** The way to the list, where it has more than is shown. */
function allOf({ query, people, total }: Others): Part[] {
  if (total <= people.length) return []
  return [ask(words.all(number(total + 1)), { type: 'find', query, offset: 0, list: true })]
}

function header(contact: Contact): Part {
  const name = nameOf(contact) ?? words.noName
  return besideInitials(contact, [
    foreignText(name, { size: 'Large', weight: 'Bolder' }),
    ...beside(name, contact).map((line) => foreignText(line, { isSubtle: true }, { spacing: 'None' })),
  ])
}

/** As wide as two letters everywhere, so that the names in a list stand under each other. */
function besideInitials(contact: Contact, items: Part[]): Part {
  const column = { type: 'Column', verticalContentAlignment: 'Center' }
  return {
    type: 'ColumnSet',
    columns: [
      { ...column, width: '64px', items: [initials(nameOf(contact))] },
      { ...column, width: 'stretch', items },
    ],
  }
}

/** What stands under the name: nothing that is the name already, as where a company has no person. */
function beside(name: string, { jobTitle, companyName }: Contact): string[] {
  return [jobTitle, companyName].filter((line) => line !== undefined).filter((line) => line !== name)
}

/** Of a name that is an address, those of its part before the @. */
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

function fields({ contact, places }: Person): Part[] {
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

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `3 minutes ago`. */
function ago(ageMs: number): string {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ageMs >= unitMs) ?? ['second', 1_000]
  return new Intl.RelativeTimeFormat('en').format(-Math.max(1, Math.floor(ageMs / unitMs)), unit)
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value]
}

function postal(address: Contact['homeAddress']): string | undefined {
  if (!address) return undefined
  const town = [address.postalCode, address.city].filter(Boolean).join(' ')
  return [address.street, town, address.state, address.countryOrRegion].filter(Boolean).join(', ') || undefined
}

/** Chat and call by Teams' own links, mail by Outlook's: `mailto:` and `tel:` do nothing in Teams.
 *  https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams */
function actions(contact: Contact, back: Back | undefined): Part[] {
  const address = contact.emailAddresses.map((email) => email.address).find(isMailAddress)
  const to = address && encodeURIComponent(address)
  return [
    ...(to
      ? [
          open(words.chat, `https://teams.microsoft.com/l/chat/0/0?users=${to}`),
          open(words.call, `https://teams.microsoft.com/l/call/0/0?users=${to}`),
          open(words.mail, `https://outlook.office.com/mail/deeplink/compose?to=${to}`),
        ]
      : []),
    ...(back ? [ask(words.back, { type: 'find', ...back, list: true })] : []),
  ]
}

/** One that can stand in a link: half a surrogate pair cannot, and none is longer (RFC 5321). */
function isMailAddress(text: string): boolean {
  return text.length <= 254 && text.isWellFormed() && /^[^\s@<>"]+@[^\s@<>"]+$/.test(text)
}
