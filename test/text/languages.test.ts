import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { en } from '../../src/text/en.ts'
import { catalogueFor, type Languages, LANGUAGES } from '../../src/text/languages.ts'

const french = { ...en, locale: 'fr' }
const traditional = { ...en, locale: 'zh-Hant' }
const three: Languages = [en, french, traditional]

describe('the catalogue for a person', () => {
  it.each([
    ['fr', french],
    ['fr-CA', french],
    ['FR-ca', french],
    ['zh-Hant-TW', traditional],
    ['zh-Hant', traditional],
    ['en-GB', en],
  ])('%s', (wanted, found) => {
    expect(catalogueFor(wanted, three)).toBe(found)
  })

  it.each([undefined, '', 'de-AT', 'zh', 'frr', 'constructor', '-', '-fr', '\u{1F600}', 'x'.repeat(100_000)])(
    'is the English one for %s',
    (wanted) => {
      expect(catalogueFor(wanted, three)).toBe(en)
    },
  )

  it('is in the first language of a list that the bot has', () => {
    expect(catalogueFor(['de', 'fr-CA', 'en'], three)).toBe(french)
    expect(catalogueFor(['en-GB', 'fr'], three)).toBe(en)
    expect(catalogueFor([], three)).toBe(en)
  })
})

test('every language has its own locale, and command words in lower case', () => {
  const locales = LANGUAGES.map(({ locale }) => locale)
  expect(new Set(locales).size).toBe(locales.length)
  for (const { commands } of LANGUAGES) {
    const { questions: _, contact, ...words } = commands
    const { labels, fields, ...others } = contact
    for (const word of [words, labels, fields, others].flatMap((lists) => Object.values(lists)).flat())
      expect(word).toBe(word.toLowerCase())
  }
})

test('only `text` writes numbers, times and plurals, and names a language', () => {
  const files = globSync('src/**/*.{ts,js}').filter((file) => !file.replaceAll('\\', '/').startsWith('src/text/'))
  const found = files.filter((file) =>
    /\bIntl\.|\.toLocale[A-Z]|lang="\w|'en(?:-\w+)?'/.test(readFileSync(file, 'utf8')),
  )
  expect(found).toEqual([])
})
