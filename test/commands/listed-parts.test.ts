import { expect, test } from 'vitest'
import type { AddressBook } from '../../src/book/address-book.ts'
import { listedParts } from '../../src/commands/editing/listed-parts.ts'
import { CATEGORY, FOLDER, NAMED } from '../../src/commands/part-ids.ts'
import { person } from '../search/contacts.ts'
import { watched } from '../timing.ts'

const CHUNK = 100

function bookOf(size: number, categoriesOf: (n: number) => string[]): { book: AddressBook } {
  const contacts = Array.from({ length: size }, (_, n) => person({ categories: categoriesOf(n) }))
  const folder = (id: string, path: string[], from: number) => ({
    id,
    path,
    isDefault: id === 'f',
    chunks: Array.from({ length: Math.ceil(size / CHUNK) }, (_, n) =>
      contacts.slice(n * CHUNK, (n + 1) * CHUNK).filter((_, at) => at % 2 === from),
    ),
  })
  return { book: { readAt: 1, folders: [folder('f', ['Contacts'], 0), folder('g', ['Contacts', 'Customers'], 1)] } }
}

test('the folders come first, then the categories in order, at most thirty in total', async () => {
  const open = bookOf(80, (n) => [`c${String((n * 7) % 40).padStart(2, '0')}`, 'c00'])
  const { parts, part } = await listedParts(open, undefined)
  const categories = Array.from({ length: 28 }, (_, n) => `c${String(n).padStart(2, '0')}`)
  expect(parts.map(({ name }) => name)).toEqual(['Contacts', 'Contacts › Customers', ...categories])
  expect(part).toEqual({ of: undefined, shown: 'all' })
})

test.each([
  [`${CATEGORY}c39`, { of: `${CATEGORY}c39`, shown: { category: 'c39' }, category: 'c39' }],
  [`${NAMED}C39`, { of: `${CATEGORY}c39`, shown: { category: 'c39' }, category: 'c39' }],
  [`${NAMED}customers`, { of: `${FOLDER}g`, shown: { folder: 'Contacts › Customers' }, folder: 'g' }],
  [`${NAMED}c40`, undefined],
  [`${FOLDER}h`, undefined],
])('the id or the typed name %s leads to %j', async (of, expected) => {
  expect(
    (
      await listedParts(
        bookOf(80, (n) => [`c${n % 40}`]),
        of,
      )
    ).part,
  ).toEqual(expected)
})

test('many different categories are read in slices, between which other work gets its turn', async () => {
  const open = bookOf(10_000, (n) =>
    Array.from({ length: 20 }, (_, i) => `category ${((n * 20 + i) * 7_919) % 200_003}`),
  )
  const { heldMs, made } = await watched(() => listedParts(open, `${NAMED}category 7`))
  expect(made.part?.category).toBe('category 7')
  expect(heldMs).toBeLessThan(100)
})
