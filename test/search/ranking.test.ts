import { expect, test } from 'vitest'
import type { Contact } from '../../src/graph/contact.ts'
import { type Field, index } from '../../src/search/search.ts'
import { person } from './contacts.ts'

test('whole words come before beginnings, names before addresses and companies', () => {
  const book = [
    person({ displayName: 'at address', address: 'alice@contoso.example' }),
    person({ displayName: 'at address begun', address: 'alicent@contoso.example' }),
    person({ displayName: 'of company', companyName: 'Alice' }),
    person({ displayName: 'of company begun', companyName: 'Alices Restaurant' }),
    person({ displayName: 'by nickname', nickName: 'Alice' }),
    person({ displayName: 'by nickname begun', nickName: 'Alicechen' }),
    person({ displayName: 'Alicia Alicetown' }),
    person({ displayName: 'Zoe Alice' }),
    person({ displayName: 'Alice Yu' }),
    person({ displayName: 'Alice' }),
  ]
  const hits = index(book).search('alice')
  expect(hits.map(({ contact }) => contact.displayName)).toEqual([
    'Alice',
    'Alice Yu',
    'Zoe Alice',
    'by nickname',
    'at address',
    'of company',
    'Alicia Alicetown',
    'by nickname begun',
    'at address begun',
    'of company begun',
  ])
  hits.slice(1).forEach((hit, n) => expect(hit.cost).toBeGreaterThanOrEqual(hits[n]?.cost ?? 0))
})

test.each<[string, ...Partial<Contact>[]]>([
  // beginnings of names before cities and jobs; the typed script before others, whole words before beginnings
  ['sand', { displayName: 'Sandra Zoll' }, { displayName: 'Anna', businessAddress: { city: 'Sand' } }],
  ['bak', { displayName: 'Zoe Baker' }, { displayName: 'Anna', jobTitle: 'bak' }],
  ['марк', { displayName: 'Марков' }, { displayName: 'Mark' }, { displayName: 'Markus' }],
  ['маркус', { displayName: 'Markus' }, { displayName: 'Маркусов' }],
  // both words in the name before one word elsewhere
  ['jo bay', { displayName: 'Joan Bayer' }, { displayName: 'Jo Ahn', businessAddress: { city: 'Bayreuth' } }],
  // the beginnings of two names before that of one
  ['mo sch', { displayName: 'Moritz Schmidt' }, { displayName: 'Anna Moschus' }],
  // the name with more letters in common
  ['jimmmy', { displayName: 'Jimmy Zoll' }, { displayName: 'Jimmie Abel' }],
  // the whole name on another keyboard before one with two letters wrong
  ['ktyjxrf', { displayName: 'Леночка' }, { displayName: 'Ktyjxuv' }],
  // a full name before another short form of it, and the usual short form first
  ['hank', { displayName: 'Henry Zoll' }, { displayName: 'Hal Abel' }],
  ['teddy', { displayName: 'Theodore Zoll' }, { displayName: 'Edward Abel' }],
  // the whole name in another spelling before a contact who lives in a place of that name
  [
    'stephen dubuque',
    { displayName: 'Steven DuBuque' },
    { displayName: 'Stephen Hall', businessAddress: { city: 'Dubuque' } },
  ],
  // another spelling of the name before a longer name that begins with it
  ['jon smith', { displayName: 'John Smith' }, { displayName: 'Jane Smith-Jones' }],
  // a short form before a name that is a full name itself
  ['alexandra', { displayName: 'Lexi Zoll' }, { displayName: 'Ali Abel' }],
])('%s: %j first', (query, ...contacts) => {
  const shown = index(contacts.map(person).toReversed()).search(query)
  expect(shown.map(({ contact }) => contact.displayName)).toEqual(contacts.map(({ displayName }) => displayName))
})

test.each<[string, Partial<Contact>, Field]>([
  ['alice', { displayName: 'Alice', nickName: 'Alice', companyName: 'Alice' }, 'name'],
  ['alice', { nickName: 'Alice', companyName: 'Alice' }, 'nickname'],
  ['alice', { companyName: 'Alice', emailAddresses: [{ address: 'alice@x.example' }] }, 'company'],
  ['alice contoso', { displayName: 'Alice', companyName: 'Contoso' }, 'company'],
  ['alice x.example', { displayName: 'Alice', emailAddresses: [{ address: 'a@x.example' }] }, 'ending'],
])('%j finds %j by its %s', (query, contact, field) =>
  expect(index([person(contact)]).search(query)).toMatchObject([{ field }]),
)

test.each([
  ['bob alice', 'Alice Bob', 'Bob Alice'],
  ['john john', 'John John', 'John Johnson'],
  ['ali', 'Ali', 'Ali Baba'],
  ["o'brien", "O'Brien", "Aoife O'Brien"],
  ['王小明', '王 小明', '王小明明'],
])('%j: the whole name %j before %j', (query, ...names) => {
  const turned = index(names.toReversed().map((displayName) => person({ displayName })))
  const whole = query === 'bob alice' ? names[1] : names[0]
  expect(turned.search(query)[0]?.contact.displayName).toBe(whole)
})

test.each([
  // The beginning of a name in the typed script comes before a whole name in another script, but not if the typed word is long.
  ['коше', 'Елена Кошелева', 'Akçora Köse'],
  ['рома', 'Эмилия Романова', 'Roma DelMonte'],
  ['дроздов', 'Bogdan Drozdov', 'Акулина Дроздова'],
  // A contact with all words comes before one that lacks a word that people only say along with names.
  ['da and', 'Dave Anderson', 'Angus da Silva'],
])('%j: %j before %j', (query, ...names) => {
  const turned = index(names.toReversed().map((displayName) => person({ displayName })))
  expect(turned.search(query).map(({ contact }) => contact.displayName)).toEqual(names)
})

test('a whole address comes before names with the same words', () => {
  const book = [
    person({ displayName: 'Alice Admin, Contoso, for example' }),
    person({ displayName: 'Zoe', address: 'Alice.Admin@contoso.example' }),
  ]
  expect(index(book).search('alice.admin@contoso.example')[0]?.contact.displayName).toBe('Zoe')
})

test('equally good hits are sorted by the name shown, contacts without a name last, equal names in the order of the book', () => {
  const names = ['Anna Øst', 'anna abel', 'Ánna Berg', undefined, 'Anna Abel']
  const book = names.map((displayName) =>
    person({ ...(displayName && { displayName }), yomiGivenName: 'anna', id: '' }),
  )
  const shown = index(book)
    .search('anna')
    .map(({ contact }) => contact.displayName)
  expect(shown).toEqual(['anna abel', 'Anna Abel', 'Ánna Berg', 'Anna Øst', undefined])
})

test('prefers one word that sounds alike to the same word split into two', () => {
  const book = index([
    person({ displayName: 'Raoul Smith' }),
    person({ displayName: 'Thea Al' }),
    person({ displayName: 'Althea Smyth' }),
  ])
  expect(book.search('althea smith')[0]?.contact.displayName).toBe('Althea Smyth')
})
