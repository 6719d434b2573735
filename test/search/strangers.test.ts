// No contact is found by chance, and no contact hides another.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Contact } from '../../src/graph/contact.ts'
import { dictionaryOf } from '../../src/search/contacts/dictionary.ts'
import { alike, KINDS } from '../../src/search/contacts/keys.ts'
import { index, reasonOf } from '../../src/search/search.ts'
import { atOnce } from '../../src/search/pieces.ts'
import { person } from './contacts.ts'

/** Letters, vowels and digits of the scripts that have keys of their own: many of their words have no consonants. */
const LETTERS = [
  'aeiouyhw',
  'jkz',
  'אעהויש',
  'اأإآعويهةمن',
  '٠١٢٣٩۴۵',
  'ьъйаеяжш',
  'αεηιουσ',
  'ㄱㅏ김수',
  '王単ーんア',
  '012',
]
const word = fc
  .constantFrom(...LETTERS)
  .chain((letters) => fc.string({ unit: fc.constantFrom(...Array.from(letters)), minLength: 1, maxLength: 5 }))

test('a word with an empty key matches no other word by its key', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const { keys, terms } = atOnce(dictionaryOf(words.map((displayName) => person({ displayName }))))
      for (const kind of KINDS) expect(alike(keys, terms, kind, '')).toEqual([])
    }),
    { numRuns: 500 },
  )
})

const TEXTS = ['displayName', 'givenName', 'middleName', 'surname', 'nickName', 'fileAs', 'companyName', 'jobTitle']
  .concat(['department', 'officeLocation', 'profession', 'title', 'generation', 'personalNotes', 'yomiSurname'])
  .concat(['yomiGivenName', 'yomiCompanyName', 'mobilePhone']) as (keyof Contact)[]

/** Values that a query may read as something other than words: fields, everybody, numbers, addresses, forms of address. */
const odd = fc.constantFrom(
  ...['job', 'city bank', 'mail boxes', 'number six', 'all', 'everyone', 'phone 4711', '4711', '555 0123'].concat(
    ['dr', 'al.x', 'a.b@c.example', '王先生', '田中さん', '김철수님', 'jon', 'john', 'sandra', 'mc donald'],
    ['macdonald', 'st clair', 'abdul rahman', 'j r'],
  ),
)
const value = fc.oneof(
  odd,
  word,
  fc.tuple(word, word).map((words) => words.join(' ')),
)
const field = fc.constantFrom(...TEXTS)
const one = fc.tuple(field, value).map(([name, text]) => person({ [name]: text }))

test('a new contact hides nobody who has the typed text in any field', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(field, value, fc.array(one, { minLength: 1, maxLength: 6 }), (name, text, others) => {
      const owner = person({ [name]: text })
      const isFound = (book: Contact[]) =>
        index(book)
          .search(text)
          .some(({ contact }) => contact === owner)
      fc.pre(isFound([owner]))
      expect(isFound([...others, owner])).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test.each([
  ['sandra', { displayName: 'Alice Archer', nickName: 'Ali' }],
  ['sasha', { displayName: 'Alice Archer', nickName: 'Ali' }],
  ['саша', { displayName: 'Alice Archer', nickName: 'Ali' }],
  ['alexandra', { displayName: 'Alice Archer', address: 'ali@contoso.example' }],
])('%j does not find %j by a nickname or an address', (query, contact) => {
  expect(index([person(contact)]).search(query)).toEqual([])
})

test.each([
  // another short form of the same full name
  ['sandra', 'Ali Hassan'],
  // two letters wrong
  ['amdinistratro', 'Administrator'],
  // a word that may be a name was left out
  ['don bradman', 'Al Bradman'],
])('%j finds %j, and says that it is unlikely', (query, displayName) => {
  expect(index([person({ displayName })]).search(query)).toMatchObject([{ isUnlikely: true }])
})

test.each([
  ['jim smith', '김민준', 'Smithson & Sons'],
  ['alcie conto', 'Alice Archer', 'Contoso'],
])('%j finds %j of %j by similarity, which is unlikely', (query, displayName, companyName) => {
  const [hit] = index([person({ displayName, companyName })]).search(query)
  expect(hit).toMatchObject({ isUnlikely: true })
  expect(hit && reasonOf(hit)).toMatch(/^(?:sound|typo)$/)
})

test.each([
  ['mr. bradman', 'Al Bradman'],
  ['alcie', 'Alice'],
  ['bob', 'Robert Miles'],
  ['mohammed', 'محمد الحسن'],
])('%j finds %j, and it is likely', (query, displayName) => {
  expect(index([person({ displayName })]).search(query)).toMatchObject([{ isUnlikely: false }])
})
