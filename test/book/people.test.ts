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
      'with the same number in another spelling',
      [alice('a', { mobilePhone: '+1 425' }), alice('b', { homePhones: ['1-425'] })],
      ['ab'],
    ],
    [
      'with the same address for messages',
      [alice('a', { imAddresses: ['x'] }), alice('b', { imAddresses: ['X'] })],
      ['ab'],
    ],
    ['with nothing but the name', [alice('a'), alice('b', { companyName: 'Contoso' })], ['ab']],
    ['not where only one has anything', [alice('a'), alice('b', { mail: [one] })], ['a', 'b']],
    [
      'by way of a third',
      [alice('a', { mail: [one] }), alice('b', { mail: [two] }), alice('c'), alice('d', { mail: [two, one] })],
      ['abd', 'c'],
    ],
    [
      'by way of several',
      [['1'], ['2'], ['3'], ['2', '3'], ['9'], ['1', '3']].map((mail, n) => alice('abcdef'.charAt(n), { mail })),
      ['abcdf', 'e'],
    ],
  ])('%s', (_, contacts, wanted) => {
    const people = samePeople(contacts).map((person) => person.map(({ id }) => id))
    expect(people.map((ids) => ids.toSorted().join(''))).toEqual(wanted)
    expect(people.map(([first]) => first)).toEqual(wanted.map((ids) => ids.charAt(0)))
  })

  test('ten thousand contacts of one name are grouped in a moment', () => {
    const all = Array.from({ length: 10_000 }, (_, n) => alice(`${n}`, { mail: [`${n % 5_000}@x`, `${n}@y`] }))
    expect(cpuMs(() => expect(samePeople(all)).toHaveLength(5_000))).toBeLessThan(1_500)
  })
})

test('contacts of a person as one: each entry of a list once, and of single values the first', () => {
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
    (await open.find(query, recent)).matches.map(({ person }) => [person.contact.id, person.places])

  test('a person in two folders is one match with both places', async () => {
    expect(await show('alice')).toEqual([
      ['a', ['Contacts', 'Customers › Nordics']],
      ['same', []],
      ['other', []],
    ])
  })

  test('a person is one match also where only one contact matches; then the values of that one come first', async () => {
    const [match] = (await open.find('alice fabrikam')).matches
    expect(match?.person).toMatchObject({
      contact: { id: 'b', companyName: 'Fabrikam', jobTitle: 'Pilot' },
      places: ['Contacts', 'Customers › Nordics'],
    })
  })

  test('a person is found by each of their ids, and by no other', () => {
    expect(open.person('a')).toMatchObject({ contact: { id: 'a', companyName: 'Fabrikam' } })
    expect(open.person('b')?.places).toEqual(['Contacts', 'Customers › Nordics'])
    expect(open.person('other')).toMatchObject({ contact: { id: 'other' }, places: [] })
    expect(open.person('x')).toBeUndefined()
  })

  test('a contact that is being moved from one folder to another is there once', async () => {
    expect(await show('bob')).toEqual([['bob', []]])
    expect(open.person('bob')?.places).toEqual([])
    expect(open.size()).toEqual({ contacts: 5, folders: 3 })
  })

  test('of equal matches those looked up lately come first, the latest before the others, by any of their ids', async () => {
    expect((await show('alice', ['other', 'b'])).map(([id]) => id)).toEqual(['other', 'a', 'same'])
    expect((await show('alice', ['x', 'b', 'other'])).map(([id]) => id)).toEqual(['a', 'other', 'same'])
  })

  test('the default folder counts although it is empty', () => {
    const folders = book.folders.slice(1)
    expect(openBook(OWNER, { readAt: 1, folders }).size()).toEqual({ contacts: 2, folders: 3 })
  })

  test('a later state of the book finds its present contacts', async () => {
    const [home, ...others] = book.folders
    const folders = [...(home ? [{ ...home, chunks: home.chunks.slice(1) }] : []), ...others]
    const later = openBook(OWNER, { readAt: 2, folders }, open)
    expect((await later.find('alice')).matches.map(({ person }) => person.contact.id).toSorted()).toEqual([
      'b',
      'other',
    ])
    expect((await later.find('bob')).matches.map(({ person }) => person.contact.parentFolderId)).toEqual(['F'])
  })
})
