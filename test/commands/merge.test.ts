import { expect, test } from 'vitest'
import type { AddressBook } from '../../src/book/address-book.ts'
import { entriesOf } from '../../src/commands/editing/merge.ts'

const contact = (id: string, companyName?: string) => ({
  id,
  companyName,
  emailAddresses: [],
  imAddresses: [],
  homePhones: [],
  businessPhones: [],
})

test('a person’s own entries are found in one walk through the book, however many people there are', async () => {
  const chunk = Array.from({ length: 1_000 }, (_, n) => contact(String(n), 'own'))
  let walks = 0
  const folder = {
    id: 'folder',
    path: [],
    get chunks() {
      walks += 1
      return [chunk]
    },
  }
  const book = { folders: [folder] } as unknown as AddressBook
  const people = chunk.map(({ id }) => ({ contact: contact(id, 'all'), also: [contact(`${id}b`)], places: [] }))
  const entries = await entriesOf(people, { book })
  expect(entries).toHaveLength(2_000)
  expect(entries[0]).toMatchObject({ id: '0', companyName: 'own' })
  expect(walks).toBe(1)
})
