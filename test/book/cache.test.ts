import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bookCache } from '../../src/book/cache.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { type OpenBook, openBook } from '../../src/book/open-book.ts'

const KEEP = 60_000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function book(count: number): OpenBook {
  const contacts = Array.from({ length: count }, (_, n) => fromGraph({ id: `${n}`, displayName: 'Alice' }) as Contact)
  const folders = [{ id: 'home', path: ['Contacts'], isDefault: true, chunks: [contacts] }]
  return openBook({ key: 'k', mailbox: 'm', base: 'b' }, { readAt: 1, folders: count === 0 ? [] : folders })
}

/** The size of a book: the smallest limit at which it is kept. */
function weightOf(open: OpenBook): number {
  let [low, high] = [0, 2 ** 30]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const cache = bookCache({ keepMs: KEEP, mostBytes: middle })
    cache.set('k', open)
    if (cache.get('k')) high = middle
    else low = middle
  }
  return high
}

describe('books in memory', () => {
  test('make room by dropping the one that was used longest ago', () => {
    const mostBytes = 3.2 * weightOf(book(100))
    const cache = bookCache({ keepMs: KEEP, mostBytes })
    for (const key of ['a', 'b', 'c']) cache.set(key, book(100))
    expect(cache.get('a')).toBeDefined()
    cache.set('d', book(100))
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key))).toEqual(['a', 'c', 'd'])
    cache.set('e', book(200))
    expect(['a', 'c', 'd', 'e'].filter((key) => cache.get(key))).toEqual(['d', 'e'])
  })

  test('count once if a book takes the place of its earlier state', () => {
    const cache = bookCache({ keepMs: KEEP, mostBytes: 2 * weightOf(book(100)) })
    cache.set('a', book(100))
    for (let n = 0; n < 10; n += 1) cache.set('b', book(100))
    cache.remove('b')
    cache.set('b', book(100))
    expect(cache.get('a')).toBeDefined()
    expect(cache.get('b')).toBeDefined()
  })

  test('leave out a book that is too large by itself, and keep the others', () => {
    const cache = bookCache({ keepMs: KEEP, mostBytes: 2 * weightOf(book(100)) })
    cache.set('a', book(100))
    cache.set('large', book(10))
    cache.set('large', book(300))
    expect(cache.get('large')).toBeUndefined()
    expect(cache.get('a')).toBeDefined()
  })

  test('are dropped some time after they were set, used or not', () => {
    const cache = bookCache({ keepMs: KEEP })
    cache.set('a', book(10))
    cache.set('b', book(10))
    vi.advanceTimersByTime(KEEP - 1)
    expect(cache.get('a')).toBeDefined()
    cache.set('b', book(10))
    vi.advanceTimersByTime(1)
    expect(cache.get('a')).toBeUndefined()
    expect(cache.get('b')).toBeDefined()
  })

  test('are not kept at all if the time is zero', () => {
    const cache = bookCache({ keepMs: 0 })
    cache.set('a', book(10))
    expect(cache.get('a')).toBeUndefined()
  })

  test('take no room when they are empty', () => {
    const cache = bookCache({ keepMs: KEEP, mostBytes: 0 })
    cache.set('a', book(0))
    expect(cache.get('a')).toBeDefined()
  })
})
