import { describe, expect, it } from 'vitest'
import { plain } from '../../src/cards/safe-text.ts'

describe('plain text', () => {
  it.each([
    ['Alice', 'Alice'],
    ['  Alice  ', 'Alice'],
    ['Alice\r\nBob\tCarl\u0000\u0007\u0085\u2028\u2029Dora', 'Alice Bob Carl Dora'],
    ['\u202Eevil\u202C \u2066x\u2069 \u200Fa\u200E \u061Cb', 'evil x a b'],
    ['{{DATE(2026-01-01, SHORT)}}', '{\u2060{DATE(2026-01-01, SHORT)}}'],
    ['{{{{', '{\u2060{\u2060{\u2060{'],
    ['{\u202E{TIME(x)}}', '{\u2060{TIME(x)}}'],
    ['{one}', '{one}'],
    ['[x](https://evil.example)', '[x](https://evil.example)'],
    ['<b>&amp;', '<b>&amp;'],
    ['שרה كوهين', 'שרה كوهين'],
    ['\u{1F468}\u200D\u{1F469}', '\u{1F468}\u200D\u{1F469}'],
    ['', ''],
    ['\u202E', ''],
  ])('of %j is %j', (text, shown) => {
    expect(plain(text)).toBe(shown)
  })

  it('is cut between characters, and ends in an ellipsis', () => {
    expect(plain('a'.repeat(200))).toHaveLength(200)
    expect(plain('a'.repeat(201))).toBe(`${'a'.repeat(199)}…`)
    expect(plain('\u{1F600}'.repeat(10), 4)).toBe(`${'\u{1F600}'.repeat(3)}…`)
    expect(plain('\u{1F600}'.repeat(10_000)).isWellFormed()).toBe(true)
  })
})
