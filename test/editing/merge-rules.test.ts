import { expect, test } from 'vitest'
import { differencesOf, mergedProperties } from '../../src/editing/merge-rules.ts'

const oslo = { street: 'Storgata 1', postalCode: '0155', city: 'Oslo', state: '', countryOrRegion: 'Norway' }
const ystad = { street: 'Stora Östergatan 2', postalCode: '271 34', city: 'Ystad', countryOrRegion: 'Sweden' }

test('values that the remaining contact has no room for go into its notes', () => {
  const kept = { displayName: 'Nora Quist', homeAddress: oslo, title: 'Dr', middleName: 'Ann', personalNotes: 'Skis.' }
  const gone = { displayName: 'Nora Quist', homeAddress: ystad, title: 'Prof', middleName: 'ann', initials: 'NQ' }
  expect(mergedProperties([kept, gone], {}, 0)).toEqual({
    displayName: 'Nora Quist',
    initials: 'NQ',
    personalNotes: 'Skis.\nProf\nStora Östergatan 2, 271 34, Ystad, Sweden',
  })
})

test('an address that the remaining contact lacks is copied unchanged', () => {
  const empty = { street: '', city: '' }
  const [kept, gone] = [
    { displayName: 'Nora Quist', homeAddress: empty },
    { displayName: 'Nora Quist', homeAddress: ystad },
  ]
  expect(mergedProperties([gone, kept], {}, 1)).toEqual({ displayName: 'Nora Quist', homeAddress: ystad })
})

test('a placeholder for no birthday is not offered as a choice, and a real birthday replaces it', () => {
  const [kept, gone] = [
    { displayName: 'Nora Quist', birthday: '1601-01-01T00:00:00Z' },
    { displayName: 'Nora Quist', birthday: '1990-12-31T11:59:00Z' },
  ]
  expect(differencesOf([kept, gone])).toEqual([])
  expect(mergedProperties([kept, gone], {}, 0)).toEqual(gone)
  expect(mergedProperties([kept, gone], {}, 1)).toEqual({ displayName: 'Nora Quist' })
})
