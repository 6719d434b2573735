import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'vcard4'
import type { Contact } from '../../src/graph/contact.ts'
import { readVCards } from '../../src/vcard/read.ts'
import { writeVCards } from '../../src/vcard/write.ts'

const ALICE: Contact = {
  id: '1',
  displayName: 'Zoë; "Zo", a\\b: c',
  surname: 'O,x;y',
  givenName: 'Zoë',
  title: 'Dr.',
  nickName: 'Zo',
  companyName: 'A; B, C',
  department: 'D\\E',
  jobTitle: 'Head, of; all',
  profession: 'Chemist',
  emailAddresses: [{ address: 'zoe@contoso.example' }, { address: 'z@fabrikam.example' }],
  imAddresses: ['zoe@chat.example'],
  homePhones: ['+1 425 555 0100 ext. 2'],
  businessPhones: ['1', '2'],
  mobilePhone: '+44 20',
  businessAddress: { street: '1 a, b; c\nFlat 2', city: 'London', postalCode: 'N1', countryOrRegion: 'UK' },
  birthday: '1604-04-12',
  categories: ['a,b', 'c;d'],
  personalNotes: `First line\nsecond; with, all \\d signs ${'山田'.repeat(80)}`,
  businessHomePage: 'https://contoso.example/a;b,c?d=1',
  spouseName: 'Mary, née X',
}

test('another library reads what is written', async () => {
  const { parsedVcard } = parse((await writeVCards([ALICE])).toString()) as {
    parsedVcard: { property: string; value: unknown }[]
  }
  const value = (name: string) => parsedVcard.filter(({ property }) => property === name).map((one) => one.value)
  expect(value('FN')).toEqual([ALICE.displayName])
  expect(value('N')).toMatchObject([{ familyNames: 'O,x;y', givenNames: 'Zoë', honorificPrefixes: 'Dr.' }])
  expect(value('ORG')).toEqual([['A; B, C', 'D\\E']])
  expect(value('EMAIL')).toEqual(['zoe@contoso.example', 'z@fabrikam.example'])
  expect(value('TEL')).toEqual(['+44 20', '1', '2', '+1 425 555 0100 ext. 2'])
  expect(value('ADR')).toMatchObject([{ streetAddress: '1 a, b; c\nFlat 2', locality: 'London', countryName: 'UK' }])
  expect(value('BDAY')).toEqual(['--0412'])
  expect(value('CATEGORIES')).toEqual([['a,b', 'c;d']])
  expect(value('URL')).toEqual([ALICE.businessHomePage])
  expect(value('NOTE')).toEqual([ALICE.personalNotes])
  expect(value('RELATED')).toEqual(['Mary, née X'])
})

test('no line is longer than 75 bytes, and no character is cut', async () => {
  const lines = (await writeVCards([ALICE])).toString().split('\r\n')
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
  expect(lines.join('')).not.toContain('\uFFFD')
})

/** Any text, and texts of what a vCard escapes. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('\\', ';', ',', ':', 'n', 'a'), minLength: 1, maxLength: 6 }),
  )
  .map((given) => given.trim())
  .filter(Boolean)

test('what is written is read back the same', async () => {
  const contact = fc.record({
    // If there is a name, a display name that is only an address is left out.
    displayName: text.filter((name) => !name.includes('@')),
    surname: text,
    givenName: text,
    companyName: text,
    department: text,
    nickName: text,
    jobTitle: text,
    businessAddress: fc.record({ street: text, city: text }),
    categories: fc.array(text, { minLength: 1, maxLength: 3 }),
    personalNotes: text,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(contact, { minLength: 1, maxLength: 5 }), async (contacts) => {
      const lists = { emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] }
      const written = await writeVCards(contacts.map((one) => ({ ...one, ...lists, id: '1' })))
      const { contacts: read, broken } = await readVCards(written)
      expect(broken).toEqual([])
      expect(read).toEqual(contacts.map((one) => ({ ...one, ...lists })))
    }),
  )
})
