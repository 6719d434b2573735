import { expect, test } from 'vitest'
import { differencesOf, mergedProperties } from '../../src/editing/merge-rules.ts'

const oslo = { street: 'Storgata 1', postalCode: '0155', city: 'Oslo', state: '', countryOrRegion: 'Norway' }
const ystad = { street: 'Stora Östergatan 2', postalCode: '271 34', city: 'Ystad', countryOrRegion: 'Sweden' }

test('what the contact that stays has no room for stands in its notes', () => {
  const kept = { displayName: 'Nora Quist', homeAddress: oslo, title: 'Dr', middleName: 'Ann', personalNotes: 'Skis.' }
  const gone = { displayName: 'Nora Quist', homeAddress: ystad, title: 'Prof', middleName: 'ann', initials: 'NQ' }
  expect(mergedProperties([kept, gone], {}, 0)).toEqual({
    displayName: 'Nora Quist',
    initials: 'NQ',
    personalNotes: 'Skis.\nProf\nStora Östergatan 2, 271 34, Ystad, Sweden',
  })
})

test('an address that the contact that stays does not have is taken as it is', () => {
  const empty = { street: '', city: '' }
  const [kept, gone] = [
    { displayName: 'Nora Quist', homeAddress: empty },
    { displayName: 'Nora Quist', homeAddress: ystad },
  ]
  expect(mergedProperties([gone, kept], {}, 1)).toEqual({ displayName: 'Nora Quist', homeAddress: ystad })
})

test('a day that stands for no birthday is not chosen from, and makes way for a birthday', () => {
  const [kept, gone] = [
    { displayName: 'Nora Quist', birthday: '1601-01-01T00:00:00Z' },
    { displayName: 'Nora Quist', birthday: '1990-12-31T11:59:00Z' },
  ]
  expect(differencesOf([kept, gone])).toEqual([])
  expect(mergedProperties([kept, gone], {}, 0)).toEqual(gone)
  expect(mergedProperties([kept, gone], {}, 1)).toEqual({ displayName: 'Nora Quist' })
})
