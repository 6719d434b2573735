import { expect, test } from 'vitest'
import { mergedProperties } from '../../src/editing/merge.ts'

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
