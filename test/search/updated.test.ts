import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { developmentSet } from '../../bench/search/set.ts'
import type { Contact } from '../../src/graph/contact.ts'
import { type Index, index, indexInSlices } from '../../src/search/search.ts'
import { bookOf, person } from './contacts.ts'

test('an index made in slices finds the same as one made in one go', async () => {
  const book = Array.from({ length: 1_234 }, (_, n) => person({ displayName: `Alice ${n}` }))
  expect((await indexInSlices(book)).search('alice 1')).toEqual(index(book).search('alice 1'))
  expect((await indexInSlices([])).search('alice')).toEqual([])
})

describe('an index that is updated finds what a new one would', () => {
  /** The contacts after a change, in the order in which the index has them. */
  function changed(book: Contact[], put: Contact[], removed: Set<string>): Contact[] {
    const fresh = new Map(put.map((contact) => [contact.id, contact]))
    return [...book.filter(({ id }) => !fresh.has(id) && !removed.has(id)), ...fresh.values()]
  }

  function expectSame(updated: Index, book: Contact[], texts: string[]): void {
    const fresh = index(book)
    const shown = ({ search }: Index) => texts.map((text) => [text, search(text).length, search(text, 20)])
    expect(shown(updated)).toEqual(shown(fresh))
  }

  const people = bookOf(400)
  const texts = developmentSet(400, 150).queries.map(({ q }) => q)
  const someone = fc.nat({ max: people.length - 1 })
  // A contact takes another one's properties, so that names, scripts and telephone numbers come and go.
  const step = fc.record({
    put: fc.array(fc.tuple(someone, someone), { maxLength: 12 }),
    removed: fc.array(someone, { maxLength: 12 }),
  })

  test('after any history of changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.shuffledSubarray(texts, { minLength: 40, maxLength: 40 }),
        async (history, asked) => {
          let book = people.slice(0, 250)
          let updated = index(book)
          for (const { put, removed } of history) {
            const fresh = put.map(([to, from]) => ({ ...(people[from] as Contact), id: people[to]?.id ?? '' }))
            const gone = new Set(removed.map((at) => people[at]?.id ?? ''))
            updated = await updated.updated({ put: fresh, removed: gone })
            book = changed(book, fresh, gone)
          }
          expectSame(updated, book, asked)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('even with so many names that their keys are made in advance', { timeout: 120_000 }, async () => {
    const people = bookOf(8_000)
    const [last, first] = [people.slice(7_500), people.slice(0, 7_500)]
    const before = index(first)
    const asked = texts.filter((_, n) => n % 9 === 0)
    const shown = asked.map((text) => before.search(text, 3))
    const removed = new Set(first.filter((_, n) => n % 40 === 0).map(({ id }) => id))
    const once = await before.updated({ put: last, removed })
    const turned = last.slice(0, 200).map((contact, n) => ({ ...contact, ...first[n * 3], id: contact.id }))
    const twice = await once.updated({ put: turned, removed: new Set() })
    expectSame(twice, changed(changed(first, last, removed), turned, new Set()), asked)
    // The index from which it was made has not changed.
    expect(asked.map((text) => before.search(text, 3))).toEqual(shown)
  })

  test('of two contacts with one id the last counts, also if that id is among the removed', async () => {
    const [one, other] = [person({ displayName: 'Alice', id: 'a' }), person({ displayName: 'Bob', id: 'a' })]
    const { search } = await index([one, person({ displayName: 'Carol' })]).updated({
      put: [one, other],
      removed: new Set(['a']),
    })
    expect(search('alice')).toEqual([])
    expect(search('bob')).toMatchObject([{ contact: { displayName: 'Bob' } }])
  })
})
