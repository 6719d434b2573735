import { expect, test } from 'vitest'
import { openBook } from '../../src/book/open-book.ts'
import { duplicatesIn } from '../../src/commands/editing/duplicates.ts'
import { noValues, type Values } from '../../src/editing/inputs.ts'
import type { Contact } from '../../src/graph/contact.ts'

const owner = { key: 'owner', mailbox: 'mailbox' } as unknown as Parameters<typeof openBook>[0]

const noLists = { emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] }

async function isDuplicate(typed: Partial<Values>, contact: Partial<Contact>): Promise<boolean> {
  const folder = {
    id: 'folder',
    path: ['Contacts'],
    isDefault: true,
    chunks: [[{ id: 'one', ...noLists, ...contact }]],
  }
  const book = openBook(owner, { folders: [folder], readAt: 0 })
  return (await duplicatesIn(book, { ...noValues(), ...typed })).length > 0
}

test.each([
  ['+44 20 7946 0000', '020 7946 0000', true],
  ['+44 20 7946 0000 ext. 12', '+44 20 7946 0000', true],
  ['٠٢٠ ٧٩٤٦ ٠٠٠٠', '020 7946 0000', true],
  ['0171 5550100', '0171 5550100 x 7', true],
  ['+44 20 7946 0000', '+49 20 7946 0001', false],
  ['+1 425 555 0100', '+44 20 4255 550100', false],
  ['4711', '4711', false],
])('%s is the number %s of a contact: %s', async (homePhone1, mobilePhone, expected) => {
  expect(await isDuplicate({ homePhone1 }, { mobilePhone })).toBe(expected)
})

test.each([
  ['José', 'Núñez', 'Jose Nunez', true],
  ['José', 'Núñez', 'NÚÑEZ, José', true],
  ['Ｎｏｒａ', 'Quist', 'Nora Quist', true],
  ['Nora', 'Quist', 'Nora Quill', false],
])('%s %s is %s: %s', async (givenName, surname, displayName, expected) => {
  expect(await isDuplicate({ givenName, surname }, { displayName })).toBe(expected)
})

test('two entries of one person are one duplicate', async () => {
  const entry = (id: string, companyName?: string): Contact => ({
    ...noLists,
    id,
    displayName: 'Nora Quist',
    emailAddresses: [{ address: 'nora@contoso.example' }],
    ...(companyName !== undefined && { companyName }),
  })
  const chunks = [[entry('one', 'Contoso'), entry('two')]]
  const book = openBook(owner, { folders: [{ id: 'folder', path: ['Contacts'], isDefault: true, chunks }], readAt: 0 })
  const people = await duplicatesIn(book, { ...noValues(), givenName: 'Nora', surname: 'Quist' })
  expect(people).toMatchObject([{ contact: { id: 'one' }, also: [{ id: 'two' }] }])
})
