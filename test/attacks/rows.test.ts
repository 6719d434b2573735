import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rows } from './table.ts'

test('the table has every row of the checklist once, followed by the rows of the second review', () => {
  const numbers = rows.map(({ id }) => Number(id.slice(1)))
  expect(numbers.slice(0, 59)).toEqual(Array.from({ length: 59 }, (_, n) => n + 1))
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other))
})

test.each(rows.filter(({ state }) => state !== 'done'))('$id is not done, and says why', ({ note = '' }) => {
  expect(note).not.toBe('')
})

const tested = rows.filter(({ state }) => state === 'done' || state === 'half')

test.each(tested)('each test file of $id has a test whose name begins with $id', ({ id, tests = [] }) => {
  expect(tests).not.toEqual([])
  for (const file of tests) expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`['"\`]${id} `))
})
