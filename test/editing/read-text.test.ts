import { describe, expect, test } from 'vitest'
import { readContact } from '../../src/editing/read-text.ts'
import type { Values } from '../../src/editing/inputs.ts'
import { en } from '../../src/text/en.ts'

/** What stands in the form, without what is empty. */
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
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

test('a mail signature is read, and what has no field of its own is kept in the notes', () => {
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
  for (const filling of ['a ', '1', '@', 'a@', ',', '<', '+1 (', 'x@y.'])
    expect(readContact(filling.repeat(2_000), en.commands.contact)).toBeDefined()
}, 5_000)
