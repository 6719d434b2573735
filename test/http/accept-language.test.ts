import { expect, it } from 'vitest'
import { acceptedLanguages } from '../../src/http/accept-language.ts'

it.each([
  ['fr', ['fr']],
  ['da, en-GB;q=0.8, en;q=0.7', ['da', 'en-GB', 'en']],
  ['en;q=0.5,fr-CA;q=0.9,fr', ['fr', 'fr-CA', 'en']],
  ['fr;q=0, de , *;q=0.1', ['de']],
  ['fr;level=1, de', ['de']],
  ['fr;q=x,;q=1,,', []],
  ['', []],
  [undefined, []],
])('%j asks for %j', (header, languages) => {
  expect(acceptedLanguages(header)).toEqual(languages)
})

it('looks at the first twenty languages of a long header', () => {
  const tags = Array.from({ length: 2_000 }, (_, n) => `x${n}`)
  expect(acceptedLanguages(tags.join(','))).toEqual(tags.slice(0, 20))
})
