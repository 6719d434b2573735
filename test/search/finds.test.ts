import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Contact } from '../../src/graph/contact.ts'
import { index } from '../../src/search/search.ts'
import { person } from './contacts.ts'

/** Whether the query finds anybody among the contacts. A text stands for a contact with that name. */
function found(query: string, ...contacts: (string | Partial<Contact>)[]): boolean {
  const people = contacts.map((contact) => person(typeof contact === 'string' ? { displayName: contact } : contact))
  return index(people).search(query).length > 0
}

describe('finds', () => {
  test.each([
    // the beginnings of words, in any order
    ['alice', 'Alice Admin'],
    ['ALI', 'Alice Admin'],
    ['adm', 'Alice Admin'],
    ['admin alice', 'Alice Admin'],
    ['ali adm', 'Alice Admin'],
    ['  alice,  admin! ', 'Alice Admin'],
    ['alice alice', 'Alice Admin'],
    ['luc', 'Jean-Luc Picard'],
    ['jean-luc', 'Jean Luc Picard'],
    ['4711', 'Agent 4711'],
    ['x'.repeat(60), 'x'.repeat(80)],
    // accents
    ['jose', 'José Müller'],
    ['JOSÉ muller', 'Jose Müller'],
    ['josé', 'Jose\u0301'],
    ['dvorak', 'Antonín Dvořák'],
    ['nguyen', 'Nguyễn Văn A'],
    ['иван', 'ИВАН'],
    ['елкин', 'Ёлкин'],
    ['παπαδοπουλος', 'Παπαδόπουλος'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'Παπαδόπουλος'],
    // letters with a stroke, and letters that stand for two letters
    ['lukasz', 'Łukasz'],
    ['Łukasz', 'Lukasz'],
    ['soren', 'Søren'],
    ['dordevic', 'Đorđević'],
    ['strasse', 'Straße'],
    ['strase', 'Straße'],
    ['straße', 'Strasse'],
    ['straße', 'Strase'],
    ['STRASSE', 'straße'],
    ['Groẞ', 'groß'],
    ['aeroe', 'Ærø eller Æroe'],
    ['Æ', 'aegir'],
    ['oeuvre', 'Œuvre'],
    ['isik', 'Işık'],
    ['IŞIK', 'ışık'],
    ['ismail', 'İsmail'],
    ['gudrun', 'Guðrún'],
    ['thor', 'Þór'],
    ['hamrun', 'Ħamrun'],
    // apostrophes
    ["o'brien", "O'Brien"],
    ['obrien', "O'Brien"],
    ['brien', "O'Brien"],
    ['O’Brien', "O'Brien"],
    ["o'brien", 'O‘Brien'],
    ["o'brien", 'OBrien'],
    ["o'brien", 'O Brien'],
    ['kaahumanu', 'Kaʻahumanu'],
    ['dangelo', 'D´Angelo'],
    ['paral·lel', 'Paral·lel'],
    // full-width and half-width letters
    ['alice', 'Ａｌｉｃｅ'],
    ['ＡＬＩ', 'Alice'],
    ['フジ', 'ﾌｼﾞ'],
    // scripts without spaces
    ['王', '王小明'],
    ['王小', '王小明'],
    ['王小明', '王 小明'],
    ['王 小明', '王小明'],
    ['王小明', { surname: '王', givenName: '小明' }],
    ['小明', { surname: '王', givenName: '小明' }],
    ['김민', '김민수'],
    ['たなか', { yomiSurname: 'たなか', displayName: '田中' }],
    ['がく', 'がく'],
    ['กัญญา', 'กัญญา'],
    ['राम', 'राम कुमार'],
    ['שלום', 'שָׁלוֹם'],
    ['محمد', 'مُحَمَّد'],
    // every searched property of a contact
    ['alice', { givenName: 'Alice' }],
    ['marie', { middleName: 'Marie' }],
    ['marie', { givenName: 'Alice', middleName: 'Marie' }],
    ['admin', { surname: 'Admin' }],
    ['admin', { fileAs: 'Admin, Alice' }],
    ['al', { nickName: 'Al' }],
    ['contoso', { companyName: 'Contoso Ltd' }],
    ['こんとそ', { yomiCompanyName: 'こんとそ' }],
    ['alice@contoso.example', { emailAddresses: [{ address: 'alice@contoso.example' }] }],
    ['alice', { emailAddresses: [{ address: 'm@x.example' }, { address: 'Alice@contoso.example' }] }],
    ['adm', { emailAddresses: [{ address: 'alice.admin@contoso.example' }] }],
    ['contoso', { emailAddresses: [{ address: 'a@mail.contoso.example' }] }],
    ['contoso.example', { emailAddresses: [{ address: 'a@contoso.example' }] }],
    ['sipalice', { imAddresses: ['sipalice@contoso.example'] }],
    // one word in one property, the other in another
    ['alice contoso', { displayName: 'Alice', companyName: 'Contoso' }],
  ])('%j: %j', (query, contact) => expect(found(query, contact)).toBe(true))
})

describe('also finds', () => {
  test.each([
    // typing errors: one in words of four letters and more, two in words of seven and more, also in the first letter
    ['lice', 'Alice Admin'],
    ['alicea', 'Alice Admin'],
    ['alcie', 'Alice Admin'],
    ['amdinistratro', 'Administrator'],
    // a short form for the full name, and the full name for a short form
    ['bob', 'Robert Miles'],
    ['robert', 'Bobby Miles'],
    ['саша', 'Александр Иванов'],
    ['gosia', 'Małgorzata Nowak'],
    ['jean-baptiste', 'JB Dupont'],
    // names that sound alike
    ['stephen', 'Steven Hall'],
    ['meyer', 'Anna Maier'],
    ['filip', 'Philippe Haley'],
    ['debra', 'Deborah Batz'],
    ['noa', 'נועה כהן'],
    ['thomson', 'Emma Thompson'],
    ['jonson', 'Ida Johnston'],
    ['maksim', 'Maxim Vos'],
    ['lysandre', 'Lisander Vos'],
    ['gerry', 'Jerry Vos'],
    ['kon', 'Ben Cohen'],
    // names in other scripts for Latin letters, and the other way round
    ['khrushchev', 'Хрущёв'],
    ['kuznecov', 'Кузнецов'],
    ['viktoria', 'Виктория'],
    ['виктория', 'Viktoriya Kuznetsova'],
    ['papadopoulos', 'Παπαδόπουλος'],
    ['evangelos', 'Ευάγγελος'],
    ['mohammed', 'محمد الحسن'],
    ['cohen', 'שרה כהן'],
    ['al khatib', 'ليلى الخطيب'],
    ['abdulah', 'عبدالله'],
    ['nagib', 'نجيب محفوظ'],
    ['eftychia', 'Ευτυχία'],
    ['thessalonikeus eftymiou', 'Θεσσαλονικεύς Ευθυμίου'],
    ['stoicz', 'Стойц'],
    ['вик', 'Viktoriya Kuznetsova'],
    ['и', 'Ida Johnston'],
    ['shota', { yomiGivenName: 'しょうた', displayName: '翔太' }],
    ['shouta', { yomiGivenName: 'ショウタ', displayName: '翔太' }],
    ['ﾀﾅｶ', { yomiSurname: 'たなか', displayName: '田中' }],
    ['wang xiaoming', '王小明'],
    ['wangxiaoming', { surname: '王', givenName: '小明' }],
    ['park minsu', '박민수'],
    ['mueller', 'Müller'],
    ['soeren', 'Søren'],
    ['小明', '王小明'],
    // words written together or apart
    ['mc gregor', 'Ewan McGregor'],
    ['vonderleyen', 'Ursula von der Leyen'],
    ['maryann', 'Mary Ann Summers'],
    ['heidibrown', 'Heidi Brown'],
    // words that are said along with a name, titles, initials
    ['dr. alice admin', 'Alice Admin'],
    ['alice at contoso', { displayName: 'Alice', companyName: 'Contoso' }],
    ['a. admin', 'Alice Admin'],
    ['jb dupont', 'Jean Bernard Dupont'],
    ['jb fabrikam', { displayName: 'Jean Bernard Dupont', companyName: 'Fabrikam' }],
    // typed with another keyboard switched on
    ['фдшсу', 'Alice Admin'],
    ['fktrcfylh', 'Александр'],
    ['zy pfqwtd', 'Ян Зайцев'],
    // other fields
    ['sales', { displayName: 'Alice', jobTitle: 'Head of Sales' }],
    ['oslo', { displayName: 'Alice', businessAddress: { city: 'Oslo' } }],
    ['airport', { displayName: 'Alice', personalNotes: 'met at the airport' }],
    // telephone numbers in any spelling
    ['0123', { displayName: 'Alice', mobilePhone: '+1 (206) 555-0123' }],
    ['0078', { displayName: 'Alice', mobilePhone: '+1 (206) 555-0078' }],
    ['(206) 555 0123', { displayName: 'Alice', mobilePhone: '+1 206.555.0123' }],
    ['0041 44 668 18 00', { displayName: 'Alice', businessPhones: ['+41 (0)44 668 1800'] }],
    ['+49 30 901820', { displayName: 'Alice', businessPhones: ['030/901820'] }],
    // addresses
    [
      '<Alice.Admin@Contoso.example>',
      { displayName: 'x', emailAddresses: [{ address: 'alice.admin@contoso.example' }] },
    ],
    ['@contoso.example', { displayName: 'x', emailAddresses: [{ address: 'alice.admin@contoso.example' }] }],
  ])('%j: %j', (query, contact) => expect(found(query, contact)).toBe(true))
})

describe('does not find', () => {
  test.each([
    ['alice bob', 'Alice Admin'],
    ['minister', 'Alice Admin'],
    ['たか', 'たなか'],
    ['', 'Alice'],
    ['   ', 'Alice'],
    ['?!', 'Alice'],
    ["'", "O'Brien"],
    ['\u0301', 'José'],
    ['👍', '👍 Alice'],
    ['ｆ', 'Alice'],
    ['bob', 'Alice Admin'],
    ['zzqx', 'Alice Admin'],
    // names with the same sound but hardly a letter in common
    ['jjjjj', 'Joe Davis'],
    ['cuqaa', 'Kika Strepački'],
    ['anna', 'נועה כהן'],
    ['alice zamolodchikov', 'Alice Admin'],
    // a key held down, and consonants that the name does not have
    ['dddeewwh', 'דוד'],
    ['nowuwe', 'אנה'],
    ['niwe', 'العواني'],
    // initials are only searched in names: in notes and companies, every letter begins some word
    [
      'bob smith',
      { displayName: 'Jane Smith', companyName: 'Østfold Verft', personalNotes: 'Call back: best before noon' },
    ],
    // each initial stands for a different word
    ['bob', { displayName: 'Chukwuemeka Ọláyínká', nickName: 'Bee' }],
    ['bob conference', { displayName: 'Jane', personalNotes: 'Met at a conference. Call back, or bring a box.' }],
    // a zero is a digit like any other
    ['0123', { displayName: 'Alice', mobilePhone: '+1 206 555 5123' }],
    ['5550199', { displayName: 'Alice', mobilePhone: '+1 206 555 0123' }],
  ])('%j: %j', (query, contact) => expect(found(query, contact)).toBe(false))

  test('anybody in an empty address book', () => expect(index([]).search('alice')).toEqual([]))
})

test('returns at most as many hits as asked for', () => {
  const book = Array.from({ length: 30 }, (_, n) => person({ displayName: `Alice ${n}` }))
  expect(index(book).search('alice')).toHaveLength(30)
  expect(index(book).search('alice', 8)).toHaveLength(8)
  expect(index(book).search('alice', 0)).toEqual([])
})

const word = fc.stringMatching(/^[a-zA-ZäöüßéłøđæœıİÞðα-ωа-яё][a-zA-ZäöüßéłøđæœıİÞðα-ωа-яё']{1,11}$/)
const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

test(
  'finds every contact by the beginnings of the words of its name, in any case and order',
  { timeout: 120_000 },
  () => {
    fc.assert(
      fc.property(
        name,
        fc.array(name, { maxLength: 5 }),
        fc.nat(),
        fc.boolean(),
        (displayName, others, seed, upper) => {
          const someone = person({ displayName })
          const words = displayName.replaceAll("'", '').split(' ')
          const begun = words.map((word, n) => word.slice(0, 1 + ((seed + n) % word.length)))
          const query = begun.toReversed().join(' ')
          const hits = index([...others.map((displayName) => person({ displayName })), someone]).search(
            upper ? query.toUpperCase() : query,
          )
          expect(hits.some(({ contact }) => contact === someone)).toBe(words.length > 0)
        },
      ),
      { numRuns: 2_000 },
    )
  },
)

test('a whole name finds its contact at almost no cost', () => {
  fc.assert(
    fc.property(name, (displayName) => {
      fc.pre(displayName.split(' ').every((word) => word.replaceAll("'", '').length > 1))
      expect(index([person({ displayName })]).search(displayName)).toMatchObject([
        { cost: expect.closeTo(0, 1) as number },
      ])
    }),
  )
})

test('never throws, whatever the query and the contact', { timeout: 120_000 }, () => {
  const text = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(text, text, (displayName, query) => {
      const someone = person({ displayName, nickName: query, address: query })
      for (const { cost } of index([someone]).search(query)) expect(cost).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 1_000 },
  )
})
