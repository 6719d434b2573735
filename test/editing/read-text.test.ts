import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readContact } from '../../src/editing/read-text.ts'
import type { Values } from '../../src/editing/inputs.ts'
import { en } from '../../src/text/en.ts'

/** The inputs of the form that are not empty. */
function read(text: string): Partial<Values> {
  const { values } = readContact(text, en.commands.contact)
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

describe('one line', () => {
  test.each<[string, Partial<Values>]>([
    [
      'Alice Archer, Contoso, alice@contoso.example, +44 20 7946 0000',
      {
        givenName: 'Alice',
        surname: 'Archer',
        companyName: 'Contoso',
        email1: 'alice@contoso.example',
        businessPhone1: '+44 20 7946 0000',
      },
    ],
    ['Alice', { givenName: 'Alice' }],
    ['Alice Archer +44 7700 900123', { givenName: 'Alice', surname: 'Archer', mobilePhone: '+44 7700 900123' }],
    [
      'Alice Archer <alice@contoso.example>',
      { givenName: 'Alice', surname: 'Archer', email1: 'alice@contoso.example' },
    ],
    [
      'Ludwig van der Rohe; Head of Sales; Bauhaus GmbH',
      { givenName: 'Ludwig', surname: 'van der Rohe', jobTitle: 'Head of Sales', companyName: 'Bauhaus GmbH' },
    ],
    [
      'Alice Archer, home: (020) 7946 0001, mobile 07700 900123',
      { givenName: 'Alice', surname: 'Archer', homePhone1: '(020) 7946 0001', mobilePhone: '07700 900123' },
    ],
    [
      'Alice Archer, Contoso, 1990-12-31',
      { givenName: 'Alice', surname: 'Archer', companyName: 'Contoso', birthday: '1990-12-31' },
    ],
    ['alice@contoso.example', { email1: 'alice@contoso.example' }],
    // A word beside a number must not remove the name before it.
    ['Bob mobile 555-1234-99', { givenName: 'Bob', mobilePhone: '555-1234-99' }],
    ['Alice Smith phone 12345', { givenName: 'Alice', surname: 'Smith', businessPhone1: '12345' }],
    ['Alice Smith 07700 900123 (mobile)', { givenName: 'Alice', surname: 'Smith', mobilePhone: '07700 900123' }],
    ['Bob’s number is 555 1234 99', { givenName: 'Bob', mobilePhone: '555 1234 99' }],
    ['Alice: 0123 456789', { givenName: 'Alice', mobilePhone: '0123 456789' }],
    ['John W 0123 456789', { givenName: 'John', surname: 'W', mobilePhone: '0123 456789' }],
    [
      'Alice, WhatsApp +49 170 1234567, Contoso',
      { givenName: 'Alice', companyName: 'Contoso', mobilePhone: '+49 170 1234567' },
    ],
    [
      'Alice Archer, +1 (425) 555-0100 or +1 (425) 555-0101',
      { givenName: 'Alice', surname: 'Archer', mobilePhone: '+1 (425) 555-0100', businessPhone1: '+1 (425) 555-0101' },
    ],
    [
      'Alice T: +1 425 555 0100 M +1 425 555 0101',
      { givenName: 'Alice', businessPhone1: '+1 425 555 0100', mobilePhone: '+1 425 555 0101' },
    ],
    [
      'Alice, Tel.: +49 30 1234567, Mobil: +49 170 1234567',
      { givenName: 'Alice', mobilePhone: '+49 170 1234567', businessPhone1: '+49 30 1234567', notes: 'Mobil:' },
    ],
    // A day is not a phone number, and the word before it is not a company.
    ['Alice, birthday 1990-05-17', { givenName: 'Alice', birthday: '1990-05-17' }],
    ['Alice, her birthday is 17.5.1990', { givenName: 'Alice', birthday: '1990-05-17' }],
    ['Alice, born 17/05/1990', { givenName: 'Alice', birthday: '1990-05-17' }],
    ['Alice, born 05/17/1990', { givenName: 'Alice', birthday: '1990-05-17' }],
    ['Alice, born 05/06/1990', { givenName: 'Alice', notes: 'born 05/06/1990' }],
    ['Alice, born 1990-02-29', { givenName: 'Alice', notes: 'born 1990-02-29' }],
    ['Alice, 30.2.1990', { givenName: 'Alice', notes: '30.2.1990' }],
    // A part that names a field goes into that field.
    [
      'Name: Alice Archer, Company: Contoso, Role: Pilot, Email: a@contoso.example, Phone: 0123 456789',
      {
        givenName: 'Alice',
        surname: 'Archer',
        companyName: 'Contoso',
        jobTitle: 'Pilot',
        email1: 'a@contoso.example',
        businessPhone1: '0123 456789',
      },
    ],
    [
      'First name: Alice, last name: van Archer, notes: met in Oslo, address: Elm Street',
      { givenName: 'Alice', surname: 'van Archer', notes: 'met in Oslo\naddress: Elm Street' },
    ],
    ['Alice, VAT DE123456789', { givenName: 'Alice', notes: 'VAT DE123456789' }],
    // An employer is no part of the name.
    ...[
      'Alice Archer from Contoso',
      'Alice Archer at Contoso',
      'Alice Archer @ Contoso',
      'Alice Archer (Contoso)',
      'Alice Archer works for Contoso',
      'Alice Archer, working at Contoso',
      'Alice Archer who works at Contoso',
    ].map((text): [string, Partial<Values>] => [
      text,
      { givenName: 'Alice', surname: 'Archer', companyName: 'Contoso' },
    ]),
    ...['Alice Archer, CEO of Contoso', 'Alice Archer CEO of Contoso', 'Alice Archer, CEO at Contoso'].map(
      (text): [string, Partial<Values>] => [
        text,
        { givenName: 'Alice', surname: 'Archer', jobTitle: 'CEO', companyName: 'Contoso' },
      ],
    ),
    ['alice archer (contoso)', { givenName: 'alice', surname: 'archer', companyName: 'contoso' }],
    ['ALICE ARCHER FROM CONTOSO', { givenName: 'ALICE', surname: 'ARCHER', companyName: 'CONTOSO' }],
    [
      'Alice Archer from Contoso Ltd +44 20 7946 0000',
      { givenName: 'Alice', surname: 'Archer', companyName: 'Contoso Ltd', businessPhone1: '+44 20 7946 0000' },
    ],
    [
      'Alice, founder and CEO of Contoso, Truro',
      { givenName: 'Alice', jobTitle: 'founder and CEO', companyName: 'Contoso', notes: 'Truro' },
    ],
    ['Alice from the marketing team', { givenName: 'Alice', department: 'the marketing team' }],
    ['Alice Archer at 0123 456789', { givenName: 'Alice', surname: 'Archer', mobilePhone: '0123 456789' }],
    ['Alice, Head of Sales', { givenName: 'Alice', jobTitle: 'Head of Sales' }],
    [
      'Alice, Contoso, Vice President of Sales',
      { givenName: 'Alice', companyName: 'Contoso', jobTitle: 'Vice President of Sales' },
    ],
    ['Alice, Coffee at Home', { givenName: 'Alice', companyName: 'Coffee at Home' }],
    // These words are in names too.
    ['At Nguyen', { givenName: 'At', surname: 'Nguyen' }],
    ['at nguyen', { givenName: 'at', surname: 'nguyen' }],
    ['Nguyen Van At', { givenName: 'Nguyen', surname: 'Van At' }],
    ['Mary From Smith', { givenName: 'Mary From', surname: 'Smith' }],
    ['Alice (pilot)', { givenName: 'Alice', jobTitle: 'pilot' }],
    ['Alice from Head Office', { givenName: 'Alice', companyName: 'Head Office' }],
    ['Alice (mum)', { givenName: 'Alice', surname: '(mum)' }],
    ['William (Bill) Smith', { givenName: 'William (Bill)', surname: 'Smith' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

/** Words that only label the value beside them. */
const LABELS = ['mobile', 'phone', 'T', 'M', 'Tel', 'home', 'born']
const said = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []

test('a name, a company, numbers and a day are all read, in any order and with any word beside them', () => {
  const name = fc.constantFrom('Alice Archer', 'Bob', '王小明', 'Mary H. Poe', 'Jean-Luc')
  const label = fc.constantFrom(
    '',
    'mobile ',
    'phone: ',
    'T: ',
    'M +',
    'Tel. ',
    'Fax ',
    'home ',
    'born ',
    'Box ',
    'ID ',
  )
  const number = fc.constantFrom('555-1234-99', '12345', '+1 425 555 0100', '0123 456789', '17.05.1990', '1990-02-30')
  const numbers = fc.array(fc.tuple(label, number), { minLength: 1, maxLength: 4 })
  const separator = fc.constantFrom(' ', ', ', ' / ', '; ', '\n', ' (')
  fc.assert(
    fc.property(name, numbers, separator, fc.constantFrom('', 'Contoso Ltd'), (name, numbers, separator, company) => {
      const text = [name, ...numbers.map((both) => both.join('')), company].join(separator)
      const kept = said(`${Object.values(read(text)).join(' ')} ${text.includes('17.05.1990') ? '17 05 1990' : ''}`)
      const lost = said(text).filter((word) => !kept.includes(word) && !LABELS.includes(word))
      expect({ text, lost }).toEqual({ text, lost: [] })
    }),
    { numRuns: 2_000 },
  )
})

test('whatever stands between a name and an employer, only the words between them are left out', () => {
  const text = fc.constantFrom(
    'Alice Archer',
    'Bob',
    '王小明',
    'pilot',
    'CEO',
    'Head of Sales',
    'Contoso Ltd',
    'Coffee at Home',
  )
  const joint = fc.constantFrom(', ', ' from ', ' at ', ' of ', ' works for ', ' (', ') ', ' CEO of ', ' At ', '\n')
  const texts = fc.array(fc.tuple(text, joint), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(texts, (texts) => {
      const typed = texts.flat().join('').trim()
      const kept = said(Object.values(read(typed)).join(' '))
      const lost = said(typed).filter(
        (word) => !kept.includes(word) && !['from', 'at', 'of', 'works', 'for'].includes(word),
      )
      expect({ typed, lost }).toEqual({ typed, lost: [] })
    }),
    { numRuns: 2_000 },
  )
})

test('a mail signature is read, and parts without a field go into the notes', () => {
  const signature = [
    'Best regards,',
    'Alice Archer',
    'Head of Administration',
    'Contoso Ltd',
    '1 Contoso Way, 98052 Redmond',
    'T: +44 20 7946 0000 | M: +44 7700 900123 | F: +44 20 7946 0009',
    'alice@contoso.example',
    'www.contoso.example',
  ].join('\n')
  const { notes = '', ...rest } = read(signature)
  expect(rest).toEqual({
    givenName: 'Alice',
    surname: 'Archer',
    jobTitle: 'Head of Administration',
    companyName: 'Contoso Ltd',
    email1: 'alice@contoso.example',
    businessPhone1: '+44 20 7946 0000',
    mobilePhone: '+44 7700 900123',
  })
  for (const part of ['1 Contoso Way', '98052 Redmond', '+44 20 7946 0009', 'www.contoso.example'])
    expect(notes).toContain(part)
})

test('a fourth address and a sixth number are kept', () => {
  const addresses = [1, 2, 3, 4].map((n) => `a${n}@contoso.example`)
  const numbers = [1, 2, 3, 4, 5, 6].map((n) => `+44 20 7946 000${n}`)
  const { values, leftOver } = readContact(['Alice', ...addresses, ...numbers].join(', '), en.commands.contact)
  expect(leftOver).toEqual(['a4@contoso.example', '+44 20 7946 0006'])
  expect(values.notes).toBe(leftOver.join('\n'))
})

test('a long text is read quickly', () => {
  for (const filling of ['a ', '1', '@', 'a@', ',', '<', '+1 (', 'x@y.', 'at ', 'A(', 'ceo of '])
    expect(readContact(filling.repeat(2_000), en.commands.contact)).toBeDefined()
}, 5_000)
