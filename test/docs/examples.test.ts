import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { megansBook } from '../../emulator/address-books.ts'
import { createIndex } from '../../bench/search/impl.ts'

/** Field names and the ways to type `find`. They are not examples of a search. */
const NOT_TYPED = /^(?:name|company|job|city|phone|mail|notes)$/

/** Everything that docs/search.md shows as an example of what can be typed. */
function examples(): string[] {
  const [, section = ''] = readFileSync('docs/search.md', 'utf8').split('## What you can type\n')
  const [text = ''] = section.split('\n## ')
  return [...text.matchAll(/`([^`]+)`/g)]
    .map(([, typed = '']) => typed.replace(/^find /, ''))
    .filter((typed) => !NOT_TYPED.test(typed))
}

const { search } = await createIndex(megansBook().contacts)

test.each(examples())('“%s”, an example in docs/search.md, finds somebody in Megan’s book', (typed) => {
  expect(search(typed, 1)).toHaveLength(1)
})
