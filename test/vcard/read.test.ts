import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readVCards } from '../../src/vcard/read.ts'
import expected from './expected.json' with { type: 'json' }

const FILES = new URL('files/', import.meta.url)
const LISTS = { emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] }

test.each(readdirSync(FILES))('the data of %s is read', async (name) => {
  const { contacts, broken } = expected[name as keyof typeof expected]
  const all = contacts.map((contact) => ({ ...LISTS, ...contact }))
  expect(await readVCards(readFileSync(new URL(name, FILES)))).toEqual({ contacts: all, broken, isTooMany: false })
})

/** A vCard with these lines. */
function card(...lines: string[]): string {
  return ['BEGIN:VCARD', 'VERSION:3.0', 'FN:Alice Archer', ...lines, 'END:VCARD', ''].join('\r\n')
}

async function read(text: string | Buffer) {
  return readVCards(Buffer.from(text as string))
}

async function only(...lines: string[]) {
  const { contacts } = await read(card(...lines))
  expect(contacts).toHaveLength(1)
  return contacts[0]
}

test.each([
  [String.raw`N:Archer\\;Alice;;;`, { surname: 'Archer\\', givenName: 'Alice' }],
  [String.raw`N:A\\\;B;Alice;;;`, { surname: 'A\\;B', givenName: 'Alice' }],
  [String.raw`ORG:Contoso\\;Sales`, { companyName: 'Contoso\\', department: 'Sales' }],
  [String.raw`CATEGORIES:a\\,b`, { categories: ['a\\', 'b'] }],
  [String.raw`NOTE:C:\\new\\;\;`, { personalNotes: 'C:\\new\\;;' }],
])('a backslash at the end of a part does not join it with the next: %s', async (line, expected) => {
  expect(await only(line)).toMatchObject(expected)
})

test.each([
  ['BDAY:19800229', '1980-02-29'],
  ['BDAY:1980-02-29T00:00:00Z', '1980-02-29'],
  ['BDAY;VALUE=date:1980-02-29', '1980-02-29'],
  ['BDAY:--0412', '1604-04-12'],
  ['BDAY:--04-12', '1604-04-12'],
  ['BDAY:1981-02-29', undefined],
  ['BDAY:1980', undefined],
  ['BDAY:soon', undefined],
])('%s is the birthday %s', async (line, day) => {
  expect((await only(line))?.birthday).toBe(day)
})

test('a birthday that is not a date is kept in the notes', async () => {
  expect(await only('BDAY;VALUE=text:around Easter')).toMatchObject({ personalNotes: 'around Easter' })
})

test('values that Outlook has no room for are kept in the notes', async () => {
  const emails = [1, 2, 3, 4].map((n) => `EMAIL:alice${n}@contoso.example`)
  const work = [1, 2, 3].map((n) => `TEL;TYPE=WORK:${n}`)
  const contact = await only(...emails, ...work, 'TEL;TYPE=WORK,FAX:4', 'NOTE:Tea', 'EMAIL:not an address')
  expect(contact).toMatchObject({ businessPhones: ['1', '2'] })
  expect(contact?.emailAddresses).toHaveLength(3)
  expect(contact?.personalNotes).toBe('Tea\n\nalice4@contoso.example\nnot an address\n3\n4 fax')
})

test('a number without a kind takes what the others leave free', async () => {
  expect(await only('TEL:1', 'TEL;TYPE=CELL:2', 'TEL:3')).toMatchObject({ mobilePhone: '2', homePhones: ['1', '3'] })
})

test('preferred values come first', async () => {
  const { emailAddresses } = (await only('EMAIL:b@contoso.example', 'EMAIL;TYPE=PREF:a@contoso.example')) ?? {}
  expect(emailAddresses).toEqual([{ address: 'a@contoso.example' }, { address: 'b@contoso.example' }])
})

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', '//contoso.example', 'no address'])(
  'a web page at %s is left out',
  async (url) => {
    expect(await only(`URL:${url}`)).not.toHaveProperty('businessHomePage')
  },
)

test('a meaningless line does not affect other lines', async () => {
  const contact = await only(
    'what is this',
    'TEL;TYPE="x:1',
    ';;;:',
    'EMAIL;;=;"":alice@contoso.example',
    '__proto__:1',
  )
  expect(contact).toMatchObject({ displayName: 'Alice Archer', emailAddresses: [{ address: 'alice@contoso.example' }] })
})

test('a vCard inside another one is skipped', async () => {
  const agent = ['AGENT:', 'BEGIN:VCARD', 'FN:Adam Assistant', 'END:VCARD', 'EMAIL:alice@contoso.example']
  const { contacts, broken } = await read(card(...agent))
  expect(broken).toEqual([])
  expect(contacts).toMatchObject([
    { displayName: 'Alice Archer', emailAddresses: [{ address: 'alice@contoso.example' }] },
  ])
})

test.each([
  ['no end', 'BEGIN:VCARD\nFN:Alice Archer\n', { name: 'Alice Archer', reason: 'cut_off' }],
  ['no name and nothing else', 'BEGIN:VCARD\nNOTE:x\nEND:VCARD', { name: undefined, reason: 'empty' }],
  ['a group', card('KIND:group'), { name: 'Alice Archer', reason: 'group' }],
  ['more than any contact', card(`NOTE:${'x'.repeat(60_000)}\r\n`.repeat(6)), { name: undefined, reason: 'too_large' }],
])('a vCard with %s is broken', async (_, text, why) => {
  const { contacts, broken } = await read(`${text}\n${card()}`)
  expect(broken).toEqual([{ at: 1, ...why }])
  expect(contacts).toMatchObject([{ displayName: 'Alice Archer' }])
})

test.each([
  ['UTF-8 that is called Latin-1', 'FN;CHARSET=ISO-8859-1:Zoë', 'utf8'],
  ['Latin-1 that is called UTF-8', 'FN;CHARSET=UTF-8:Zoë', 'latin1'],
  ['Latin-1 that is called nothing', 'FN:Zoë', 'latin1'],
  ['a charset that there is not', 'FN;CHARSET=KLINGON:Zoë', 'utf8'],
] as const)('%s is read', async (_, line, encoding) => {
  const { contacts } = await readVCards(Buffer.from(`BEGIN:VCARD\n${line}\nEND:VCARD`, encoding))
  expect(contacts).toMatchObject([{ displayName: 'Zoë' }])
})
