import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AddressBook } from '../../src/book/address-book.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { openBook } from '../../src/book/open-book.ts'
import { merged, samePeople } from '../../src/book/people.ts'
import { cpuMs } from '../timing.ts'

const OWNER = { key: 'address-book/x', mailbox: 'tenant/megan', base: 'https://graph.example/v1.0' }

function alice(id: string, { mail = [], ...more }: { mail?: string[]; [member: string]: unknown } = {}): Contact {
  const emailAddresses = mail.map((address) => ({ address }))
  return fromGraph({ id, displayName: 'Alice Admin', emailAddresses, ...more }) as Contact
}

const [one, two] = ['alice@contoso.example', 'alice@home.example'] as const

describe('namesakes are one person', () => {
  test.each<[string, Contact[], string[]]>([
    [
      'with the same address, however it is written',
      [alice('a', { mail: [one] }), alice('b', { mail: [one.toUpperCase()] })],
      ['ab'],
    ],
    ['not with different ones', [alice('a', { mail: [one] }), alice('b', { mail: [two] })], ['a', 'b']],
    ['with one of several in common', [alice('a', { mail: [one] }), alice('b', { mail: [two, one] })], ['ab']],
    [
      'with the same mobile number in another spelling',
      [alice('a', { mobilePhone: '+1 206 555 0001' }), alice('b', { mobilePhone: '(206) 555-0001' })],
      ['ab'],
    ],
    [
      'with the same mobile number as it is dialled at home, and from abroad',
      ['8 (916) 123-45-67', '+7 916 123 45 67', '007 9161234567'].map((mobilePhone, n) =>
        alice('abc'.charAt(n), { mobilePhone }),
      ),
      ['abc'],
    ],
    [
      'with the same address for messages',
      [alice('a', { imAddresses: ['x'] }), alice('b', { imAddresses: ['X'] })],
      ['ab'],
    ],
    ['not with nothing but the name', [alice('a'), alice('b', { companyName: 'Contoso' })], ['a', 'b']],
    [
      'not with a number at work or at home in common',
      [
        alice('a', { businessPhones: ['+1 425'], homePhones: ['+1 206 555 0100'] }),
        alice('b', { businessPhones: ['+1 425'], homePhones: ['+1 206 555 0100'] }),
      ],
      ['a', 'b'],
    ],
    [
      'not where one has at work what is the mobile number of the other',
      [alice('a', { mobilePhone: '+1 206 555 0001' }), alice('b', { businessPhones: ['+1 206 555 0001'] })],
      ['a', 'b'],
    ],
    ['not where only one has anything', [alice('a'), alice('b', { mail: [one] })], ['a', 'b']],
    ...(
      [
        ['mobile number', { mobilePhone: '+44 7700 900001' }, { mobilePhone: '+44 7700 900002' }],
        ['country of the mobile number', { mobilePhone: '+44 7700 900001' }, { mobilePhone: '+1 7700 900001' }],
        ['company', { companyName: 'Contoso' }, { companyName: 'Fabrikam' }],
        ['generation', { generation: 'Sr.' }, { generation: 'junior' }],
        ['generation, said of one', {}, { generation: 'III' }],
        ['birthday', { birthday: '1940-01-01T11:59:00Z' }, { birthday: '1970-03-05T11:59:00Z' }],
        ['year of birth', { birthday: '1940-03-05T11:59:00Z' }, { birthday: '1970-03-05T11:59:00Z' }],
      ] as const
    ).map(([what, first, second]): [string, Contact[], string[]] => [
      `not with another ${what}, whatever they share`,
      [alice('a', { mail: [one], ...first }), alice('b', { mail: [one], ...second })],
      ['a', 'b'],
    ]),
    [
      'where nothing contradicts, only less is said',
      [
        alice('a', { mail: [one], companyName: 'Contoso Ltd.', birthday: '1604-03-05T11:59:00Z', generation: 'PhD' }),
        alice('b', { mail: [one], companyName: 'contoso', birthday: '1980-03-05T11:59:00Z' }),
        alice('c', { mail: [one] }),
      ],
      ['abc'],
    ],
    [
      'not by way of a third that may be either of two',
      [
        alice('a', { mail: [one], mobilePhone: '+44 7700 900001' }),
        alice('b', { mail: [one, two] }),
        alice('c', { mail: [two], mobilePhone: '+44 7700 900002' }),
        alice('d', { mobilePhone: '07700 900001' }),
      ],
      ['ad', 'b', 'c'],
    ],
    [
      'by way of a third',
      [alice('a', { mail: [one] }), alice('b', { mail: [two] }), alice('c'), alice('d', { mail: [two, one] })],
      ['abd', 'c'],
    ],
    [
      'by way of several',
      [['1@x'], ['2@x'], ['3@x'], ['2@x', '3@x'], ['9@x'], ['1@x', '3@x']].map((mail, n) =>
        alice('abcdef'.charAt(n), { mail }),
      ),
      ['abcdf', 'e'],
    ],
  ])('%s', (_, contacts, wanted) => {
    const people = samePeople(contacts).map((person) => person.map(({ id }) => id))
    expect(people.map((ids) => ids.toSorted().join(''))).toEqual(wanted)
    expect(people.map(([first]) => first)).toEqual(wanted.map((ids) => ids.charAt(0)))
  })

  test('ten thousand contacts with the same name are grouped quickly', () => {
    const all = Array.from({ length: 10_000 }, (_, n) => alice(`${n}`, { mail: [`${n % 5_000}@x`, `${n}@y`] }))
    expect(cpuMs(() => expect(samePeople(all)).toHaveLength(5_000))).toBeLessThan(1_500)
    const many = Array.from({ length: 10_000 }, (_, n) =>
      alice(`${n}`, { mail: ['a@x'], companyName: `C${n % 5_000}` }),
    )
    expect(cpuMs(() => expect(samePeople(many)).toHaveLength(5_000))).toBeLessThan(1_500)
  })

  test('but no person has two mobile numbers, companies, generations or birthdays, whatever the contacts are', () => {
    const some = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
    const someone = fc.record({
      mail: fc.subarray(['a@x', 'b@x', 'c@x']),
      mobilePhone: some('+44 7700 900001', '07700 900001', '+44 7700 900002', '+1 206 555 0100'),
      homePhones: fc.subarray(['+44 20 7946 0500']),
      companyName: some('Contoso', 'Contoso Ltd', 'Fabrikam'),
      generation: some('Jr.', 'Sr.', 'III'),
      birthday: some('1604-01-02', '1980-01-02', '1970-01-02', '1980-05-06'),
    })
    const valuesOf = (contacts: Contact[], pick: (contact: Contact) => string | undefined) =>
      new Set(contacts.flatMap((contact) => pick(contact) ?? [])).size
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 8 }), (fields) => {
        const contacts = fields.map((one, n) => alice(`${n}`, one))
        const people = samePeople(contacts)
        expect(people.flat().toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual(contacts)
        for (const person of people) {
          expect(valuesOf(person, ({ mobilePhone }) => mobilePhone?.replace(/\D/g, '').slice(-9))).toBeLessThan(2)
          expect(valuesOf(person, ({ companyName }) => companyName?.slice(0, 7))).toBeLessThan(2)
          expect(valuesOf(person, ({ generation = 'none' }) => generation)).toBe(1)
          expect(valuesOf(person, ({ birthday }) => birthday?.slice(4))).toBeLessThan(2)
          expect(
            valuesOf(person, ({ birthday }) => birthday?.replace(/^1604.*/, '').slice(0, 4) || undefined),
          ).toBeLessThan(2)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

test('the contacts of a person become one: each entry of a list once, and the first of each single value', () => {
  const first = alice('a', { mail: [one], jobTitle: 'Pilot', businessPhones: ['1', '2'], imAddresses: ['x'] })
  const second = alice('b', {
    mail: [two, one.toUpperCase()],
    jobTitle: 'Clerk',
    department: 'Sales',
    homePhones: ['3'],
  })
  const third = alice('c', {
    birthday: '1980-02-03T00:00:00Z',
    businessPhones: ['2', '4'],
    homeAddress: { city: 'Oslo' },
  })
  expect(merged([first, second, third])).toEqual(
    alice('a', {
      mail: [one, two],
      jobTitle: 'Pilot',
      department: 'Sales',
      birthday: '1980-02-03',
      businessPhones: ['1', '2', '4'],
      homePhones: ['3'],
      imAddresses: ['x'],
      homeAddress: { city: 'Oslo' },
    }),
  )
  expect(first.businessPhones).toEqual(['1', '2'])
})

describe('in an open book', () => {
  const placed = (parentFolderId: string, contacts: Contact[]) => contacts.map((one) => ({ ...one, parentFolderId }))
  const bob = fromGraph({ id: 'bob', displayName: 'Bob Baker' }) as Contact
  const book: AddressBook = {
    readAt: 1,
    folders: [
      {
        id: 'home',
        path: ['Contacts'],
        isDefault: true,
        chunks: [
          placed('home', [alice('a', { mail: [one], jobTitle: 'Pilot' }), bob, alice('same', { mail: [two] })]),
          placed('home', [alice('other', { mail: ['other@contoso.example'] })]),
        ],
      },
      {
        id: 'N',
        path: ['Customers', 'Nordics'],
        isDefault: false,
        chunks: [placed('N', [alice('b', { mail: [one.toUpperCase()], companyName: 'Fabrikam' })])],
      },
      { id: 'F', path: ['Family'], isDefault: false, chunks: [placed('F', [{ ...bob, id: 'bob' }])] },
    ],
  }
  const open = openBook(OWNER, book)
  const show = async (query: string, recent?: string[]) =>
    (await open.find(query, recent)).map(({ person }) => [person.contact.id, person.places])

  test('the places of everybody are found at once, however many folders there are', async () => {
    const folders = Array.from({ length: 2_000 }, (_, n) => {
      const chunk = Array.from({ length: 5 }, (_, at) =>
        alice(`${n}/${at}`, { displayName: `Person ${n} ${at}`, parentFolderId: `f${n}` }),
      )
      return { id: `f${n}`, path: ['Contacts', `Folder ${n}`], isDefault: n === 0, chunks: [chunk] }
    })
    const all = await openBook(OWNER, { readAt: 1, folders }).find('*')
    const places = new Set<string>()
    expect(
      cpuMs(() => {
        for (const { person } of all) for (const place of person.places) places.add(place)
      }),
    ).toBeLessThan(200)
    expect(places.size).toBe(2_000)
  })

  test('a person in two folders is one match with both places', async () => {
    expect(await show('alice')).toEqual([
      ['a', ['Contacts', 'Customers › Nordics']],
      ['same', ['Contacts']],
      ['other', ['Contacts']],
    ])
  })

  test('a person is one match even if only one contact matches; then the values of that one come first', async () => {
    const [match] = await open.find('alice fabrikam')
    expect(match?.person).toMatchObject({
      contact: { id: 'b', companyName: 'Fabrikam', jobTitle: 'Pilot' },
      also: [{ id: 'a' }],
      places: ['Contacts', 'Customers › Nordics'],
    })
  })

  test('a person is found by each of their ids, and by no other', async () => {
    expect(await open.person('a')).toMatchObject({ contact: { id: 'a', companyName: 'Fabrikam' } })
    expect((await open.person('b'))?.places).toEqual(['Contacts', 'Customers › Nordics'])
    expect(await open.person('other')).toMatchObject({ contact: { id: 'other' }, places: ['Contacts'] })
    expect(await open.person('x')).toBeUndefined()
  })

  test('a contact that is being moved from one folder to another appears once', async () => {
    expect(await show('bob')).toEqual([['bob', ['Contacts']]])
    expect((await open.person('bob'))?.places).toEqual(['Contacts'])
    expect(await open.size()).toEqual({ contacts: 5, folders: 3 })
  })

  test('among equal matches, people who were looked up recently come first, the latest first, by any of their ids', async () => {
    expect((await show('alice', ['other', 'b'])).map(([id]) => id)).toEqual(['other', 'a', 'same'])
    expect((await show('alice', ['x', 'b', 'other'])).map(([id]) => id)).toEqual(['a', 'other', 'same'])
  })

  test('the default folder counts although it is empty', async () => {
    const folders = book.folders.slice(1)
    expect(await openBook(OWNER, { readAt: 1, folders }).size()).toEqual({ contacts: 2, folders: 3 })
  })

  test('a name that hundreds of contacts share joins none of them', async () => {
    const found = async (count: number) => {
      const same = Array.from({ length: count }, (_, n) => alice(`n${n}`, { mail: [one] }))
      const folders = [{ id: 'F', path: ['Contacts'], isDefault: true, chunks: [same] }]
      return (await openBook(OWNER, { readAt: 1, folders }).find('alice')).length
    }
    expect(await found(200)).toBe(1)
    expect(await found(201)).toBe(201)
  })

  test('a later state of the book finds its own contacts', async () => {
    const [home, ...others] = book.folders
    const folders = [...(home ? [{ ...home, chunks: home.chunks.slice(1) }] : []), ...others]
    const later = openBook(OWNER, { readAt: 2, folders }, open)
    expect((await later.find('alice')).map(({ person }) => person.contact.id).toSorted()).toEqual(['b', 'other'])
    expect((await later.find('bob')).map(({ person }) => person.contact.parentFolderId)).toEqual(['F'])
  })
})

test('the number of people is that of the list of everybody', async () => {
  const contacts = [
    alice('a', { mail: [one] }),
    alice('b', { mail: [one] }),
    alice('c'),
    fromGraph({ id: 'd', displayName: 'Bob' }) as Contact,
  ]
  const chunks = [contacts.slice(0, 1), contacts.slice(1)]
  const book: AddressBook = { readAt: 1, folders: [{ id: 'f', path: ['Contacts'], isDefault: true, chunks }] }
  const open = openBook(OWNER, book)
  expect([await open.people(), (await open.find('*')).length, (await open.size()).contacts]).toEqual([3, 3, 4])
})
