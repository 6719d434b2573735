import { slices } from '../slices.ts'
import { type Contact, type PostalAddress, UNKNOWN_YEAR } from '../graph/contact.ts'
import { contentLine, listLine, type Params, uriLine } from './content-line.ts'

// https://www.rfc-editor.org/rfc/rfc6350
/** A file of vCards of version 4.0, one for each contact. Other work gets its turn in between. */
export async function writeVCards(contacts: Iterable<Contact>): Promise<Buffer> {
  const slice = slices()
  const cards: Buffer[] = []
  for (const contact of contacts) {
    if (slice.isOver()) await slice.next()
    const lines = ['BEGIN:VCARD', 'VERSION:4.0', ...linesOf(contact), 'END:VCARD']
    cards.push(Buffer.from(lines.map((line) => `${line}\r\n`).join('')))
  }
  return Buffer.concat(cards)
}

function linesOf(contact: Contact): string[] {
  const { surname, givenName, middleName, title, generation, companyName, department } = contact
  return [
    contentLine('FN', {}, nameOf(contact)),
    ...parts('N', {}, [surname, givenName, middleName, title, generation]),
    ...texts('NICKNAME', {}, [contact.nickName]),
    ...parts('ORG', {}, department === undefined ? [companyName] : [companyName, department]),
    ...texts('TITLE', {}, [contact.jobTitle]),
    ...texts('ROLE', {}, [contact.profession]),
    ...reachable(contact),
    ...place({ TYPE: 'work' }, contact.businessAddress),
    ...place({ TYPE: 'home' }, contact.homeAddress),
    ...place({}, contact.otherAddress),
    ...uris('URL', [contact.businessHomePage]),
    ...birthday(contact.birthday),
    ...related(contact),
    ...texts('X-PHONETIC-FIRST-NAME', {}, [contact.yomiGivenName]),
    ...texts('X-PHONETIC-LAST-NAME', {}, [contact.yomiSurname]),
    ...(contact.categories?.length ? [listLine('CATEGORIES', {}, contact.categories, ',')] : []),
    ...texts('NOTE', {}, [contact.personalNotes]),
  ]
}

/** Every vCard must have a name. Any text is allowed. */
function nameOf({ displayName, givenName, surname, companyName, emailAddresses, mobilePhone }: Contact): string {
  const name = [givenName, surname].filter(Boolean).join(' ')
  return displayName ?? (name || (companyName ?? emailAddresses[0]?.address ?? mobilePhone ?? '-'))
}

function reachable({ emailAddresses, mobilePhone, businessPhones, homePhones, imAddresses }: Contact): string[] {
  return [
    ...texts(
      'EMAIL',
      {},
      emailAddresses.map(({ address }) => address),
    ),
    ...texts('TEL', { TYPE: 'cell' }, [mobilePhone]),
    ...texts('TEL', { TYPE: 'work' }, businessPhones),
    ...texts('TEL', { TYPE: 'home' }, homePhones),
    ...uris('IMPP', imAddresses.map(chatUri)),
  ]
}

function place(params: Params, at: PostalAddress | undefined): string[] {
  if (!at) return []
  return parts('ADR', params, ['', '', at.street, at.city, at.state, at.postalCode, at.countryOrRegion])
}

/** People who are only named on a contact. */
function related({ spouseName, manager, assistantName, children = [] }: Contact): string[] {
  return [
    ...texts('RELATED', { TYPE: 'spouse', VALUE: 'text' }, [spouseName]),
    ...texts('RELATED', { TYPE: 'child', VALUE: 'text' }, children),
    ...texts('X-MS-MANAGER', {}, [manager]),
    ...texts('X-MS-ASSISTANT', {}, [assistantName]),
  ]
}

function birthday(day: string | undefined): string[] {
  if (day === undefined) return []
  const [year = '', month = '', date = ''] = day.split('-')
  return [`BDAY:${year === UNKNOWN_YEAR ? '--' : year}${month}${date}`]
}

function chatUri(address: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `im:${address}`
}

function texts(name: string, params: Params, values: (string | undefined)[]): string[] {
  return values.flatMap((value) => (value ? [contentLine(name, params, value)] : []))
}

function parts(name: string, params: Params, values: (string | undefined)[]): string[] {
  if (!values.some(Boolean)) return []
  return [
    listLine(
      name,
      params,
      values.map((value) => value ?? ''),
      ';',
    ),
  ]
}

function uris(name: string, values: (string | undefined)[]): string[] {
  return values.flatMap((value) => (value ? [uriLine(name, value)] : []))
}
