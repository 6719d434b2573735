import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { messageOf } from '../../src/cards/cards.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import { index } from '../../src/search/search.ts'
import { en } from '../../src/text/en.ts'
import { bookOf } from './contacts.ts'

/** Words that may stand in any text of a contact, in several scripts: names, companies, words that are said along with a name, and
 *  digits. Words that narrow a query (`job alice`) have tests of their own. */
const word = fc.constantFrom(
  ...'Alice Quill Zoë Müller O’Brien Иван Кузнецов Ευάγγελος محمد كوهين שרה 王小明 김철수 たなか สมชาย'.split(' '),
  ...'Contoso Fabrikam Sales Bakker Six Dr Jr von der St Mc'.split(' '),
  ...'4711 14 0456 TR1 2AB x4021 a1 R&D C++ and from No. (North) Mill-Lane'.split(' '),
)
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
const digits = (least: number, most: number) =>
  fc.array(fc.nat(9), { minLength: least, maxLength: most }).map((all) => all.join(''))
const number = fc.oneof(
  fc
    .tuple(fc.constantFrom('+44 20 ', '+44 (0)20 ', '+7 495 ', '8 (495) ', '020 ', '0044 20 ', '+1 206-'), digits(7, 8))
    .map((two) => two.join('')),
  fc
    .tuple(digits(3, 10), fc.constantFrom(' x', ' ext. ', ' Durchwahl ', ';ext=', ' #'), digits(1, 5))
    .map((all) => all.join('')),
  fc.constantFrom(
    '1-800-555-CAKE',
    '0800 REISEN',
    '٠٥٠ ١٢٣ ٤٥٦٧',
    '０３－５５５５－０１７８',
    'ask at the desk',
    '\u202a+1 206 555 0888\u202c',
  ),
)
const host = fc.constantFrom('contoso.example', 'mail.fabrikam.example', 'x.example')
const local = fc.constantFrom('alice', 'alice.quill', 'a_quill', 'quill47', 'info', 'a+news', 'mail', 'zoë')
const address = fc.oneof(
  fc.tuple(local, host).map(([name, at]) => `${name}@${at}`),
  fc.tuple(local, host).map(([name, at]) => `smtp:${name}@${at}`),
  fc.constantFrom('/o=ExchangeLabs/cn=Recipients/cn=alice', 'nora#contoso.example'),
)
const page = fc.constantFrom('www.contoso.example', 'https://www.fabrikam.example/team', 'penroseboats.example')
const place = fc.record(
  { street: text, city: text, postalCode: text, state: text, countryOrRegion: text },
  { requiredKeys: [] },
)
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 2 })
const fields = fc.record(
  {
    displayName: text,
    givenName: text,
    surname: text,
    nickName: text,
    jobTitle: text,
    companyName: text,
    department: text,
    officeLocation: text,
    mobilePhone: number,
    businessPhones: few(number),
    homePhones: few(number),
    emailAddresses: few(fc.record({ name: text, address }, { requiredKeys: ['address'] })),
    imAddresses: few(address),
    homeAddress: place,
    businessAddress: place,
    otherAddress: place,
    businessHomePage: page,
    spouseName: text,
    manager: text,
    assistantName: text,
    children: few(text),
    categories: few(text),
  },
  { requiredKeys: ['displayName'] },
)

/** Every value on the card of a contact, without labels and initials. */
function valuesOnCard(contact: Contact): string[] {
  const person = { contact, places: [] }
  const message = messageOf({ kind: 'contact', person, back: undefined }, en, '', CLOUDS.public.links)
  const found: string[] = []
  JSON.stringify(message, (_, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'type' in part && part.type === 'TextRun' && 'text' in part)
      found.push(String(part.text))
    return part
  })
  return found.slice(1)
}

/** A text that has only signs cannot be searched, and neither can a number with fewer than three digits. */
const canBeFound = (value: string) => /[\p{L}\p{N}]/u.test(value) && !/^\D*(?:\d\D*){1,2}$/.test(value)

const crowd = bookOf(60)
/** `PASTED_RUNS=1500` tries more contacts. */
const RUNS = Number(process.env['PASTED_RUNS'] ?? 150)

test('a text copied from a card and pasted back finds its owner', { timeout: 900_000 }, () => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const contact = fromGraph({ ...one, id: 'owner' }) as Contact
      const book = index([...crowd, fromGraph({ ...other, id: 'other' }) as Contact, contact])
      for (const value of valuesOnCard(contact).filter(canBeFound))
        expect([value, book.search(value).some((hit) => hit.contact.id === 'owner')]).toEqual([value, true])
    }),
    { numRuns: RUNS },
  )
})

test(
  'adding contacts never hides the person who is meant, by a value of the card or by the name with it',
  { timeout: 900_000 },
  () => {
    fc.assert(
      fc.property(fields, fc.array(fields, { minLength: 1, maxLength: 4 }), (one, others) => {
        const contact = fromGraph({ ...one, id: 'owner' }) as Contact
        const alone = index([contact])
        const together = index([...others.flatMap((other, n) => fromGraph({ ...other, id: `${n}` }) ?? []), contact])
        const values = valuesOnCard(contact).filter(canBeFound)
        const queries = [...values, ...values.map((value) => `${one.displayName} ${value}`)]
        const isFound = (book: typeof alone, query: string) =>
          book.search(query).some((hit) => hit.contact.id === 'owner')
        for (const query of queries) expect([query, isFound(together, query)]).toEqual([query, isFound(alone, query)])
      }),
      { numRuns: RUNS },
    )
  },
)
