import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listed, rows } from './table.ts'

const read = (file: string) => readFileSync(file, 'utf8')

test('every row of the checklist is there, once', () => {
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 59 }, (_, n) => `S${n + 1}`))
})

test.each(rows.filter(({ state }) => state !== 'done'))('$id is not done, and says why', ({ note = '' }) => {
  expect(note).not.toBe('')
})

const shown = rows.filter(({ state }) => state === 'done' || state === 'half')

test.each(shown)('$id has tests by its name', ({ id, tests = [] }) => {
  expect(tests).not.toEqual([])
  for (const file of tests) expect(read(file)).toMatch(new RegExp(`['"\`]${id} `))
})

test('the list in test/README.md is the table', () => {
  const lines = read('test/README.md').split('\n')
  const start = lines.findIndex((line) => line.startsWith('| row '))
  const cells = (line: string) => line.split('|').map((cell) => cell.trim())
  const table = lines.slice(start, start + listed().length + 1).filter((line) => line.startsWith('|'))
  const isRule = (line: string) => /^[|\s-]+$/.test(line)
  expect(table.filter((line) => !isRule(line)).map(cells)).toEqual(
    listed()
      .filter((line) => !isRule(line))
      .map(cells),
  )
})
