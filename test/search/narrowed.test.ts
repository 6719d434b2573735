import { describe, expect, test } from 'vitest'
import { index } from '../../src/search/search.ts'
import { person } from './contacts.ts'

describe('a narrowed query finds only', () => {
  const book = index([
    person({ displayName: 'Contoso Marsh', nickName: 'Connie', address: 'c.marsh@fabrikam.example' }),
    person({ displayName: 'Anna Wolf', companyName: 'Contoso', jobTitle: 'Baker', mobilePhone: '+1 425 555 0123' }),
    person({ displayName: 'Contoso', companyName: 'Contoso' }),
    person({ displayName: 'Baker Street 0123', businessAddress: { city: 'London' }, personalNotes: 'Wolf' }),
    person({ displayName: 'Wolfgang Company', address: 'wolf@contoso.example' }),
  ])
  test.each([
    ['company contoso', ['Anna Wolf', 'Contoso']],
    ['Company: Contoso', ['Anna Wolf', 'Contoso']],
    ['company contsoo', ['Anna Wolf', 'Contoso']],
    ['name contoso', ['Contoso', 'Contoso Marsh']],
    ['job baker', ['Anna Wolf']],
    ['city london', ['Baker Street 0123']],
    ['phone 0123', ['Anna Wolf']],
    ['mail contoso', ['Wolfgang Company']],
    ['email c.marsh', ['Contoso Marsh']],
    ['notes wolf', ['Baker Street 0123']],
    ['"wolf"', ['Anna Wolf', 'Baker Street 0123', 'Wolfgang Company']],
    ['“wolf anna”', ['Anna Wolf']],
    // Nobody has that word in that field, so the query may be a name after all.
    ['company wolfgang', ['Wolfgang Company']],
    ['"wolfg"', ['Wolfgang Company']],
  ])('%s: %j', (query, names) => {
    const shown = book.search(query).map(({ contact }) => contact.displayName)
    expect(new Set(shown)).toEqual(new Set(names))
  })
})

describe('a word that narrows a search hides nobody with that name', () => {
  const book = index([
    person({ displayName: 'Job Zuiker' }),
    person({ displayName: 'Ann Zuikerman', department: 'Zuiker' }),
    person({ displayName: 'Phone House', mobilePhone: '+1 425 555 0123' }),
    person({ displayName: 'Mia Mail', address: 'm.mia@contoso.example' }),
    person({ displayName: 'Otto Winter', companyName: 'City Bank' }),
    person({ displayName: 'Lea Stone', businessAddress: { city: 'Bankside' } }),
    person({ displayName: 'Ada Notes', personalNotes: 'Ada' }),
  ])
  test.each([
    ['job zuiker', ['Job Zuiker', 'Ann Zuikerman']],
    ['job', ['Job Zuiker']],
    ['phone house', ['Phone House']],
    ['mail mia', ['Mia Mail']],
    ['city bank', ['Otto Winter', 'Lea Stone']],
    ['notes ada', ['Ada Notes']],
  ])('%s: %j, best first', (query, names) => {
    expect(book.search(query).map(({ contact }) => contact.displayName)).toEqual(names)
  })
})
