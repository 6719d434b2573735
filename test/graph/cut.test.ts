import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fromGraph } from '../../src/graph/contact.ts'
import { cut } from '../../src/graph/cut.ts'

test.each([
  ['short', '  Alice ', 'Alice'],
  ['as long as it may be', 'x'.repeat(255), 'x'.repeat(255)],
  ['too long', 'x'.repeat(100_000), 'x'.repeat(255)],
  ['behind many blanks', ' '.repeat(100_000) + 'Alice', 'Alice'],
  ['blank where it is cut', `${'x'.repeat(254)} y`, 'x'.repeat(254)],
  ['cut within a character', `${'x'.repeat(254)}😀😀`, 'x'.repeat(254)],
  ['in another script', '翔'.repeat(300), '翔'.repeat(255)],
])('a text that is %s', (_what, text, wanted) => {
  expect(cut(text)).toBe(wanted)
})

test('S63 no book ends the process: a contact has no more than the beginning of each text, and the first values of each list', () => {
  const long = 'x'.repeat(100_000)
  const many = Array.from({ length: 5_000 }, () => long)
  const contact = fromGraph({
    id: 'a',
    displayName: long,
    personalNotes: long,
    businessPhones: many,
    emailAddresses: many.map((address) => ({ name: address, address })),
    homeAddress: { street: long, city: long },
  })
  expect(contact?.displayName).toHaveLength(255)
  expect(contact?.personalNotes).toHaveLength(2_000)
  expect(contact?.businessPhones.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 255))
  expect(contact?.emailAddresses).toHaveLength(20)
  expect(JSON.stringify(contact).length).toBeLessThan(20_000)
})

test('S63 no book ends the process: what is cut off leaves the memory', () => {
  const program = fileURLToPath(new URL('cut-on-the-heap.ts', import.meta.url))
  const bytes = Number(execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' }))
  // A thousand contacts with notes of 100 KB.
  expect(bytes).toBeLessThan(5_000_000)
})
