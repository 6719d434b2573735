import { globSync, readFileSync } from 'node:fs'
import { matchesGlob, posix } from 'node:path'
import { expect, test } from 'vitest'
import { APART } from '../vitest.config.ts'

const files = globSync('test/**/*.ts').map((path) => path.replaceAll('\\', '/'))

/** Whether a file, or a test module that it imports, uses nock. */
function usesNock(path: string): boolean {
  const text = readFileSync(path, 'utf8')
  const imported = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name = '']) => posix.join(posix.dirname(path), name))
  return (
    /^import .* from 'nock'/m.test(text) || imported.some((one) => one !== path && files.includes(one) && usesNock(one))
  )
}

test('a file that uses nock shares its worker with no other', () => {
  const using = files.filter((path) => path.endsWith('.test.ts') && usesNock(path))
  expect(using.length).toBeGreaterThan(3)
  expect(using.filter((path) => !APART.some((glob) => matchesGlob(path, glob)))).toEqual([])
})
