import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { UNTIDINESS } from '../../emulator/untidy.ts'

const page = readFileSync('docs/untidy.md', 'utf8')

test('docs/untidy.md lists every switch with what it does', () => {
  const rows = page.matchAll(/^\| `([\w-]+)` +\| (.+?) +\|$/gm)
  expect(Object.fromEntries([...rows].map(([, name, says]) => [name, says]))).toEqual(UNTIDINESS)
})

test('docs/untidy.md names a test for every reported case, and the title of a test there names the case', () => {
  const rows = [...page.matchAll(/^\| (C\d+) +\| .+? +\| `([^`]+)` +\|$/gm)].map(([, id = '', file = '']) => [id, file])
  expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 36 }, (_, at) => `C${at + 1}`))
  const missing = rows.filter(([id, file = '']) => {
    const titles = existsSync(file) ? readFileSync(file, 'utf8').match(/(['`])(?:(?!\1).)*\1/g) : []
    return !titles?.some((title) => new RegExp(`\\b${id}\\b`).test(title))
  })
  expect(missing).toEqual([])
})
