import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { en } from '../../src/text/en.ts'
import { playAll } from './play-all.ts'
import { listed } from './table.ts'

playAll(en)

test('the list in test/README.md is the table', () => {
  const lines = readFileSync('test/README.md', 'utf8').split('\n')
  // Its columns are aligned by the formatter.
  const rows = lines.map((line) => line.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim())
  const start = rows.findIndex((line) => line.startsWith('| what happens'))
  const end = rows.findIndex((line, n) => n > start && !line.startsWith('|'))
  expect(rows.slice(start, end)).toEqual(listed())
})
