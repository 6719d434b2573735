import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { phoneOf, typedPhone } from '../../src/search/contacts/phones.ts'
import { isSameNumber } from '../../src/search/contacts/same-number.ts'
import { index } from '../../src/search/search.ts'
import { person } from './contacts.ts'

test.each([
  ['+1 206 555 0199', '+12065550199'],
  ['(206) 555-0199', '2065550199'],
  ['+44 (0)20 7946 0999', '+442079460999'],
  ['(+44) 20 7946 0999', '+442079460999'],
  ['020 7946 0999', '02079460999'],
  ['0044 20 7946 0999', '+442079460999'],
  ['011 44 20 7946 0999', '+442079460999'],
  ['000 44 20 7946 0999', '+442079460999'],
  ['0000000000', '0000000000'],
  ['011 5555 0142', '01155550142'],
  // digits of other scripts, and characters that nobody sees
  ['٠٥٠ ١٢٣ ٤٥٦٧', '0501234567'],
  ['०२०-७९४६', '0207946'],
  ['０３ー５５５５－０１７８', '0355550178'],
  ['＋81 3 5555 0178', '+81355550178'],
  ['\u2068+972 50 555\u200b1234\u2069', '+972505551234'],
  // words around the number
  ['Tel.: +49 30 123456 (nur vormittags)', '+4930123456'],
  ['home 206 555 0100 until 2024', '2065550100'],
  ['+49 30 123456 PRIVAT', '+4930123456'],
  // letters to dial
  ['1-800-555-CAKE', '18005552253'],
  ['1-800-FLOWERS', '18003569377'],
  ['1-800-CONTACTS', '18002668228'],
  ['(888) 555-roof', '8885557663'],
  ['0800 REISEN', '0800734736'],
])('the number in %j is %s', (text, number) => expect(phoneOf(text)).toEqual({ number }))

test.each([
  ['+1 206 555 0199 x4021', '+12065550199', '4021'],
  ['+1 206 555 0199x4021', '+12065550199', '4021'],
  ['206-555-0198 Ext. 77', '2065550198', '77'],
  ['206-555-0198, extension 77', '2065550198', '77'],
  ['(206) 555-0198 (ext. 77)', '2065550198', '77'],
  ['+1-206-555-0198;ext=77', '+12065550198', '77'],
  ['+1 206 555 0195 #12', '+12065550195', '12'],
  ['+1 206 555 0195,,12#', '+12065550195', '12'],
  ['030 1234-0 Durchwahl 567', '03012340', '567'],
  ['030 1234-0 DW: 567', '03012340', '567'],
  ['01 42 68 53 00 poste 12', '0142685300', '12'],
  ['+34 91 123 45 67 extensión 8', '+34911234567', '8'],
  ['+7 495 123-45-67 доб. 890', '+74951234567', '890'],
  ['03-5555-0178 内線 123', '0355550178', '123'],
  ['010-8888 8888 转 66', '01088888888', '66'],
  ['1-800-555-CAKE x9', '18005552253', '9'],
])('the number in %j is %s with the extension %s', (text, number, extension) => {
  expect(phoneOf(text)).toEqual({ number, extension })
  expect(typedPhone(text)).toEqual({ number, extension })
})

test.each([['x4021'], ['ext. 4021'], ['Durchwahl: 4021']])('%j is a number that is only an extension', (text) =>
  expect(phoneOf(text)).toEqual({ number: '4021' }),
)

test.each([['see notes'], [''], ['12'], ['n/a'], ['+']])('there is no number in %j', (text) =>
  expect(phoneOf(text)).toBeUndefined(),
)

describe('a query', () => {
  test.each([
    ['tel:+12065550888', '+12065550888'],
    ['M: +1 206 555 0888', '+12065550888'],
    ['Mobile +1 206 555 0888', '+12065550888'],
    ['Büro: 030 123456', '030123456'],
    ['電話：03-5555-0178', '0355550178'],
    ['\u202a+1 206 555 0888\u202c', '+12065550888'],
    ['0888', '0888'],
    ['0000000000', '0000000000'],
  ])('%j is the number %s', (query, number) => expect(typedPhone(query)).toEqual({ number }))

  test.each([['agent 4711'], ['alice 0456'], ['14 Mill Lane'], ['TR1 2AB'], ['a1'], ['2nd'], ['alice@x2.example']])(
    '%j is not a number',
    (query) => expect(typedPhone(query)).toBeUndefined(),
  )
})

test.each([
  ['+7 495 123-45-67', '8 (495) 123-45-67'],
  ['+52 55 1234 5678', '+52 1 55 1234 5678'],
  ['+54 11 5555 0142', '+54 9 11 5555 0142'],
  ['+54 9 11 5555 0142', '011 15 5555-0142'],
  ['+44 20 7946 0333', '+44 020 7946 0333'],
  ['+44 20 7946 0333', '+44 (0)20 7946 0333'],
  ['+44 20 7946 0333', '020 7946 0333'],
  ['+44 20 7946 0333', '0044 20 7946 0333'],
  ['+33 6 12 34 56 78', '06 12 34 56 78'],
  ['+36 20 123 4567', '06 20 123 4567'],
  ['+1 206 555 0123', '1-206-555-0123'],
  ['+1 206 555 0123', '(206) 555-0123'],
  ['+375 29 123-45-67', '8 029 123-45-67'],
  ['+39 06 1234 5678', '06 1234 5678'],
  ['+81 90 5555 0178', '090-5555-0178'],
  ['+86 138 0000 0000', '13800000000'],
])('%s finds who has %s, and the other way round', (one, other) => {
  const found = (stored: string, typed: string) => index([person({ mobilePhone: stored })]).search(typed).length
  expect([found(one, other), found(other, one)]).toEqual([1, 1])
  expect(found(other, `${one.slice(0, -1)}${(Number(one.at(-1)) + 1) % 10}`)).toBe(0)
})

test.each([
  ['+1 206 555 0123', '+44 12 0655 50123'],
  ['020 7946 0888', '+20 7946 0888'],
  ['+44 20 7946 0333', '+49 20 7946 0333'],
  ['+1 206 555 0123', '030 5550123'],
])('%s does not find who has %s', (typed, stored) =>
  expect(index([person({ mobilePhone: stored })]).search(typed)).toEqual([]),
)

test('a number with an extension finds its owner before others at the same switchboard', () => {
  const at = (extension: string) =>
    person({ displayName: `At ${extension}`, businessPhones: [`+1 206 555 0199${extension}`] })
  const book = index([at(''), at(' x4022'), at(' x4021'), at(' x4023')])
  const names = (query: string) => book.search(query).map(({ contact }) => contact.displayName)
  expect(names('+1 206 555 0199 x4021')[0]).toBe('At  x4021')
  expect(names('206 555 0199 ext. 4023')[0]).toBe('At  x4023')
  expect(names('4022')).toEqual(['At  x4022'])
  expect(names('206 555 0199')).toHaveLength(4)
})

describe('a few digits beside a name', () => {
  const fiona = person({ displayName: 'Fiona McAllister', mobilePhone: '+44 7700 945123' })
  const namesake = person({ displayName: 'Fiona Mcalister', mobilePhone: '+44 7700 900777' })
  const margaret = person({ displayName: 'Margaret von der Leyen', businessPhones: ['+1 206 555 0199'] })
  const bob = person({ displayName: 'Bob Hope', businessPhones: ['+1 206 555 0199'] })
  const { search } = index([bob, fiona, namesake, margaret])
  const found = (query: string) => search(query).map(({ contact }) => contact)

  test.each([
    // typed wrong, or in another way than stored
    ['fiona mcalister 451', fiona],
    ['fionna mcallister 5123', fiona],
    ['mc allister 945', fiona],
    ['vonderleyen 206', margaret],
    ['peggy 0199', margaret],
    // in the middle of the number
    ['fiona 451', fiona],
  ])('%j finds who has both', (query, contact) => {
    expect(found(query)).toEqual([contact])
    expect(search(query)).toMatchObject([{ isUnlikely: false }])
  })

  test.each([['fiona 0199'], ['zzqx 451'], ['bob hope 451']])('%j finds nobody', (query) =>
    expect(found(query)).toEqual([]),
  )

  test('a similar name says who is meant at a switchboard', () => {
    expect(found('margret von der leyen +1 206 555 0199')).toEqual([margaret, bob])
    expect(found('Peter +1 206 555 0199')).toEqual([bob, margaret])
  })
})

describe('digits alone', () => {
  const hits = (typed: string, stored: string) =>
    index([person({ mobilePhone: stored })])
      .search(typed)
      .map(({ isUnlikely }) => isUnlikely)

  test.each([
    ['451', '+44 7700 945123'],
    ['4512', '+44 7700 945123'],
    ['555', '(206) 555-0123'],
    ['0012', '+44 7700 900123'],
  ])('%s in the middle of %s may be there by chance', (typed, stored) => expect(hits(typed, stored)).toEqual([true]))

  test.each([
    ['123', '+44 7700 945123'],
    ['45123', '+44 7700 945123'],
    ['94512', '+44 7700 945123'],
    ['7700', '+44 7700 945123'],
    ['0770', '+44 7700 945123'],
    ['206', '(206) 555-0123'],
    ['206', '1 206 555 0123'],
    ['20 7', '020 7946 0333'],
    ['020', '020 7946 0333'],
    ['+44 7', '+44 7700 945123'],
  ])('%s is meant if somebody has %s', (typed, stored) => expect(hits(typed, stored)).toEqual([false]))

  test('an address that begins with them comes before a number that has them in the middle', () => {
    const kurt = person({ address: '451kurt@contoso.example' })
    const ann = person({ mobilePhone: '+44 7700 945123' })
    const inside = person({ address: 'k94512x@contoso.example' })
    expect(index([ann, inside, kurt]).search('451')).toMatchObject([
      { contact: kurt, isUnlikely: false },
      { contact: ann, isUnlikely: true },
      { contact: inside, isUnlikely: true },
    ])
  })
})

test('whatever is typed or stored as a number takes no time', () => {
  const hostile = [
    '1'.repeat(100_000),
    '1-'.repeat(50_000),
    '(0)'.repeat(30_000),
    'x1'.repeat(50_000),
    `+${' '.repeat(99_999)}1`,
  ]
  const begun = process.threadCpuUsage()
  for (const text of hostile) {
    phoneOf(text)
    typedPhone(text)
    index([person({ mobilePhone: text, businessPhones: [text] })]).search(text.slice(0, 300))
  }
  const { user, system } = process.threadCpuUsage(begun)
  expect((user + system) / 1_000).toBeLessThan(500)
})

test('no text is read as more digits than it has, and reading never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string({ maxLength: 120 }), (text, other) => {
      for (const one of [text, other]) {
        expect(phoneOf(one)?.number ?? '').toMatch(/^\+?\d*$/)
        expect(typedPhone(one)?.number ?? '').toMatch(/^\+?\d*$/)
      }
      isSameNumber(text, other)
    }),
    { numRuns: 2_000 },
  )
})
