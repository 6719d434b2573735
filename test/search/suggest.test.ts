import { describe, expect, test } from 'vitest'
import { asking } from '../../src/search/asking.ts'
import { dictionaryOf } from '../../src/search/contacts/dictionary.ts'
import { atOnce } from '../../src/search/pieces.ts'
import { budget, index } from '../../src/search/search.ts'
import { person } from './contacts.ts'

describe('suggestions for a query that finds nobody', () => {
  const names = ['Alice Contoso-Smith', 'Robert Featherstone', 'Christopher Marlowe', 'Елена Кошелева', 'Nguyễn Văn An']
  const book = index([...names, 'Alice Berg', 'Ana Lima'].map((displayName) => person({ displayName })))

  test.each([
    ['fethrestnoe', ['Robert Featherstone']],
    ['robert fethrestnoe', ['Robert Featherstone']],
    ['chrstofhre', ['Christopher Marlowe']],
    ['marlowe zzyzx', ['Christopher Marlowe']],
    ['alice contosso-smth', ['Alice Contoso-Smith', 'Alice Berg']],
    ['кшлвеа кошелева', ['Елена Кошелева']],
  ])('%j: %j', (query, meant) => {
    const suggested = book.suggest(query)
    expect(suggested).toContain(meant[0])
    expect(meant).toEqual(expect.arrayContaining(suggested))
    for (const name of suggested) expect(book.search(name)[0]?.contact.displayName).toBe(name)
  })

  test.each([
    'xqzvw',
    'asdfgh',
    'qrhc ibggiu',
    'ъыщжх',
    '鑫龘靐',
    '5550199',
    '',
    '?!',
    'quispeyupanqui',
    'ijsselmeer bumbershoot',
  ])('none for %j', (query) => expect(book.suggest(query)).toEqual([]))

  test('are at most as many as asked for, each name once', () => {
    const berg = index(['Fetherston', 'Fetherston', 'Fethersten', 'Fetherstin'].map((surname) => person({ surname })))
    expect(berg.suggest('fethxrztxn')).toHaveLength(3)
    expect(new Set(berg.suggest('fethxrztxn')).size).toBe(3)
    expect(berg.suggest('fethxrztxn', 1)).toHaveLength(1)
  })

  test('S62 of thousands with one name give others their turn in between', () => {
    let looks = 0
    const surname = { get: () => (looks += 1) && 'Fetherston', enumerable: true }
    const namesakes = Array.from({ length: 20_000 }, () => Object.defineProperty(person({}), 'surname', surname))
    const dictionary = atOnce(dictionaryOf(namesakes))
    let most = 0
    looks = 0
    for (const _ of asking(dictionary).suggest('fethxrztxn', 3, budget())) {
      most = Math.max(most, looks)
      looks = 0
    }
    expect(Math.max(most, looks)).toBeLessThan(1_000)
  })

  test('are not contacts of whom there are many', () => {
    const many = index(Array.from({ length: 9 }, (_, n) => person({ displayName: `Alice ${'klmnopqrs'[n]}berg` })))
    expect(many.suggest('alice zamolodchikov')).toEqual([])
  })
})
