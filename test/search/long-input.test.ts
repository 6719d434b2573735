import { describe, expect, test } from 'vitest'
import { index } from '../../src/search/search.ts'
import { bookOf, person } from './contacts.ts'

describe('S59 parsers: long input takes little time', () => {
  /** The least milliseconds of this thread's own time that the work takes, so that a busy machine does not count. */
  function fastest(work: () => unknown): number {
    return Math.min(
      ...Array.from({ length: 5 }, () => {
        const start = process.threadCpuUsage()
        work()
        const { user, system } = process.threadCpuUsage(start)
        return (user + system) / 1_000
      }),
    )
  }

  test.each([
    ['one word', 'a'.repeat(10_000)],
    ['many words', 'a b c d '.repeat(1_250)],
    ['different words', Array.from({ length: 2_000 }, (_, n) => `a${n}`).join(' ')],
    ['apostrophes', "a'".repeat(5_000)],
    ['ß', 'ß '.repeat(5_000)],
    ['letters that decompose into many', 'ﷺ'.repeat(10_000)],
    ['marks', `a${'\u0301'.repeat(10_000)}`],
  ])('a query of 10,000 characters: %s', (_, query) => {
    const book = index(Array.from({ length: 1_000 }, (_, n) => person({ displayName: `Alice ${n} B. C. Dee` })))
    expect(fastest(() => book.search(query))).toBeLessThan(50)
  })

  test('pasted and odd queries, in a large book', () => {
    const book = index(bookOf(3_000))
    const odd = [
      'a'.repeat(200),
      '王'.repeat(200),
      Array.from({ length: 60 }, (_, n) => `${'abcdefghij'[n % 10]}e`).join(' '),
      'a b c d e f g h',
      'de la von van di da el al',
      '1'.repeat(200),
      '١٢٣٤٥٦٧',
      '👨‍👩‍👧 '.repeat(30),
      '\u200falice\u202e bob\u200f',
      '\ud800',
      '\udc00alice\ud83d',
      'a\u0301'.repeat(100),
      'annamariannannalisamarieanne',
      '@',
      '((((("',
      'e',
    ]
    for (const query of odd) {
      expect(fastest(() => book.search(query))).toBeLessThan(60)
      expect(fastest(() => book.suggest(query))).toBeLessThan(60)
    }
  })

  test('a name of a million characters', () => {
    const someone = person({ displayName: 'alice é '.repeat(125_000), nickName: 'x'.repeat(1_000_000) })
    expect(fastest(() => index([someone]))).toBeLessThan(100)
    expect(index([someone]).search('alice')).toHaveLength(1)
  })
})
