import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Contact, fromGraph, nameOf, SELECT } from '../../src/graph/contact.ts'

const NONE = { emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] }

// https://learn.microsoft.com/graph/api/resources/contact
/** A contact as Graph sends it. */
const ALICE = {
  '@odata.etag': 'W/"EQAAABYAAAC6DMF6"',
  id: 'AAMkADIx=',
  changeKey: 'EQAAABYAAAC6DMF6',
  categories: [],
  parentFolderId: 'AAMkFolder=',
  birthday: '1974-07-22T11:59:00Z',
  fileAs: '',
  displayName: ' Alice Admin ',
  givenName: 'Alice',
  initials: null,
  surname: 'Admin',
  imAddresses: ['sip:alice@contoso.example', '', null],
  companyName: 'Contoso',
  homePhones: [],
  businessPhones: ['+1 555 0100'],
  mobilePhone: '',
  emailAddresses: [
    { name: 'Alice', address: 'alice@contoso.example' },
    { name: '', address: 'a@contoso.example' },
    { name: 'no address' },
    { name: 'null', address: null },
    null,
    'x@y',
  ],
  homeAddress: {},
  businessAddress: { street: '', city: 'Oslo', state: null },
  otherAddress: null,
  personalNotes: '   ',
}

test('properties that are empty in Graph are absent in a Contact', () => {
  expect(fromGraph(ALICE)).toStrictEqual({
    id: 'AAMkADIx=',
    parentFolderId: 'AAMkFolder=',
    birthday: '1974-07-22',
    displayName: 'Alice Admin',
    givenName: 'Alice',
    surname: 'Admin',
    companyName: 'Contoso',
    imAddresses: ['sip:alice@contoso.example'],
    homePhones: [],
    businessPhones: ['+1 555 0100'],
    emailAddresses: [{ name: 'Alice', address: 'alice@contoso.example' }, { address: 'a@contoso.example' }],
    businessAddress: { city: 'Oslo' },
  })
})

test('every property that is read is requested', () => {
  const everything = Object.fromEntries(SELECT.map((name) => [name, name]))
  for (const name of ['imAddresses', 'homePhones', 'businessPhones']) everything[name] = ['x'] as unknown as string
  for (const name of ['homeAddress', 'businessAddress', 'otherAddress'])
    everything[name] = { city: 'x' } as unknown as string
  const more = { ...everything, emailAddresses: [{ address: 'x' }], birthday: '2001-01-01', spouseName: 'x' }
  expect(Object.keys(fromGraph(more) ?? {}).sort()).toEqual([...SELECT].sort())
})

describe('there is no contact', () => {
  test.each([
    [undefined],
    [null],
    ['text'],
    [7],
    [[]],
    [{}],
    [{ id: '' }],
    [{ id: 7 }],
    [{ id: null, displayName: 'Alice' }],
    [{ id: 'a', '@removed': { reason: 'deleted' } }],
  ])('in %j', (json) => expect(fromGraph(json)).toBeUndefined())
})

test.each([7, true, [], {}, { a: 1 }, [null], [[]], [{ address: 7 }], 'not-a-day', '12', Number.NaN])(
  'a value of the wrong type, %j, is ignored',
  (odd) => {
    const wrong = Object.fromEntries(SELECT.map((name) => [name, typeof odd === 'string' ? null : odd]))
    expect(fromGraph({ ...wrong, birthday: odd, id: 'a' })).toStrictEqual({ id: 'a', ...NONE })
  },
)

test('fromGraph never throws and keeps no empty value, whatever the JSON', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('', ' ', null), fc.array(fc.jsonValue()))
  const record = fc.record(Object.fromEntries(SELECT.map((name) => [name, value])), { requiredKeys: [] })
  fc.assert(
    fc.property(record, (json) => {
      const { emailAddresses, imAddresses, homePhones, businessPhones, ...rest } = fromGraph({ ...json, id: 'a' })!
      expect(emailAddresses.every(({ address }) => address !== '')).toBe(true)
      const { homeAddress = {}, businessAddress = {}, otherAddress = {}, ...texts } = rest
      const places = [homeAddress, businessAddress, otherAddress].flatMap((place) => Object.values(place))
      for (const text of [...imAddresses, ...homePhones, ...businessPhones, ...places, ...Object.values(texts)])
        expect(text.trim()).not.toBe('')
    }),
    { numRuns: 300 },
  )
  fc.assert(fc.property(fc.jsonValue(), (json) => void fromGraph(json)))
})

test.each<[Partial<Contact>, string | undefined]>([
  [{ displayName: 'Alice A.', givenName: 'Alice', surname: 'Admin', fileAs: 'Admin, Alice' }, 'Alice A.'],
  [{ givenName: 'Alice', surname: 'Admin', fileAs: 'Admin, Alice' }, 'Alice Admin'],
  [{ surname: 'Admin', companyName: 'Contoso' }, 'Admin'],
  [{ givenName: 'Alice' }, 'Alice'],
  [{ fileAs: 'Filed', companyName: 'Contoso' }, 'Filed'],
  [{ companyName: 'Contoso', emailAddresses: [{ address: 'a@b' }] }, 'Contoso'],
  [{ emailAddresses: [{ name: 'A', address: 'a@b' }, { address: 'c@d' }], mobilePhone: '1' }, 'a@b'],
  [{ mobilePhone: '1', businessPhones: ['2'], homePhones: ['3'] }, '1'],
  [{ businessPhones: ['2'], homePhones: ['3'] }, '2'],
  [{ homePhones: ['3'] }, '3'],
  [{ nickName: 'Al', personalNotes: 'met in Oslo' }, undefined],
])('%j is shown as %j', (contact, name) => expect(nameOf({ id: 'a', ...NONE, ...contact })).toBe(name))
