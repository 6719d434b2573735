import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { UNTIDINESS } from '../../emulator/untidy.ts'

test('docs/untidy.md lists every switch with what it does', () => {
  const rows = readFileSync('docs/untidy.md', 'utf8').matchAll(/^\| `([\w-]+)` +\| (.+?) +\|$/gm)
  expect(Object.fromEntries([...rows].map(([, name, says]) => [name, says]))).toEqual(UNTIDINESS)
})
