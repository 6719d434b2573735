import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Contact, fromGraph, nameOf, SELECT } from '../../src/graph/contact.ts'
import { cpuMs } from '../timing.ts'

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
    imAddresses: ['alice@contoso.example'],
    homePhones: [],
    businessPhones: ['+1 555 0100'],
    emailAddresses: [
      { name: 'Alice', address: 'alice@contoso.example' },
      { address: 'a@contoso.example' },
      { name: 'no address' },
      { name: 'null' },
    ],
    businessAddress: { city: 'Oslo' },
  })
})

test('every property that is read is requested', () => {
  const everything = Object.fromEntries(SELECT.map((name) => [name, name]))
  for (const name of ['imAddresses', 'homePhones', 'businessPhones', 'categories', 'children'])
    everything[name] = ['x'] as unknown as string
  for (const name of ['homeAddress', 'businessAddress', 'otherAddress'])
    everything[name] = { city: 'x' } as unknown as string
  const more = { ...everything, emailAddresses: [{ address: 'x@y' }], birthday: '2001-01-01', fax: 'x' }
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
      const lists = [imAddresses, homePhones, businessPhones, places, Object.values(texts)]
      for (const text of lists.flat(2)) expect(text.trim()).not.toBe('')
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
  [{ displayName: 'mm@x.example', givenName: 'Max', surname: 'Mollison' }, 'Max Mollison'],
  [{ displayName: 'mm@x.example', companyName: 'Contoso' }, 'mm@x.example'],
  [{ imAddresses: ['echo.moss'] }, 'echo.moss'],
  [{ imAddresses: ['echo.moss'], homePhones: ['3'] }, '3'],
  [{ emailAddresses: [{ name: 'nora#x.example' }] }, 'nora#x.example'],
  [{ nickName: 'Al', personalNotes: 'met in Oslo' }, undefined],
])('%j is shown as %j', (contact, name) => expect(nameOf({ id: 'a', ...NONE, ...contact })).toBe(name))

/** The addresses of a contact that Graph sends with this address. */
const read = (address: string, name?: string) => fromGraph({ id: 'a', emailAddresses: [{ name, address }] })

test.each([
  ['Alice@Contoso.example', 'Alice@Contoso.example'],
  ['smtp:alice@contoso.example', 'alice@contoso.example'],
  ['SMTP: alice@contoso.example', 'alice@contoso.example'],
  ['mailto:alice@contoso.example', 'alice@contoso.example'],
  ["'alice@contoso.example'", 'alice@contoso.example'],
  ['<alice@contoso.example>', 'alice@contoso.example'],
  ['Alice Admin <alice@contoso.example>', 'alice@contoso.example'],
  ['alice admin@contoso.example', 'alice admin@contoso.example'],
  ['josé@exämple.example', 'josé@exämple.example'],
])('the mail address %j is read as %j', (written, address) =>
  expect(read(written)?.emailAddresses).toEqual([{ address }]),
)

test.each([
  ['/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=1c2e-xexley'],
  ['/O=CONTOSO/OU=FIRST/CN=RECIPIENTS/CN=ALICE@X'],
  ['EX:/o=ExchangeLabs/cn=Recipients/cn=alice'],
  ['x500:/o=ExchangeLabs/cn=alice'],
  ['X400:c=us;a= ;p=Contoso;o=Exchange;s=Admin;g=Alice;'],
  ['c=us;a= ;p=Contoso;o=Exchange;s=Admin;'],
  ['IMCEAEX-_o=ExchangeLabs_ou=x_cn=Recipients_cn=alice@contoso.example'],
  ['NOTES:Alice Admin/Contoso'],
  ['alice'],
  ['alice.admin'],
])('%j is not a mail address, and only its name stays', (written) => {
  expect(read(written, 'Alice')).toMatchObject({ emailAddresses: [{ name: 'Alice' }], imAddresses: [] })
  expect(read(written)).toMatchObject({ emailAddresses: [], imAddresses: [] })
})

test('an address with another sign for the @ stays as a name, because a reader knows which address is meant', () => {
  expect(read('nora#contoso.example')?.emailAddresses).toEqual([{ name: 'nora#contoso.example' }])
  expect(read('nora(at)contoso.example', 'Nora')?.emailAddresses).toEqual([
    { name: 'nora(at)contoso.example' },
    { name: 'Nora' },
  ])
})

test('an address for chat messages goes into their list, without its scheme', () => {
  expect(read('sip:alice@contoso.example', 'Alice')).toMatchObject({
    emailAddresses: [],
    imAddresses: ['alice@contoso.example'],
  })
  const imAddresses = ['SIP:Bob@contoso.example', '/o=ExchangeLabs/cn=bob', 'im:bob', 'live:bob', 'sip:']
  expect(fromGraph({ id: 'a', imAddresses })?.imAddresses).toEqual(['Bob@contoso.example', 'bob', 'live:bob'])
})

test.each([
  ['no markup: 3 < 4 & <bob@x.example>', 'no markup: 3 < 4 & <bob@x.example>'],
  ['two\r\nlines', 'two\r\nlines'],
  [
    '<html><head><style>p { color: red }</style></head><body><p>Likes&nbsp;tea &amp; cake</p><p>Met in Oslo</p></body>' +
      '</html>',
    'Likes tea & cake\nMet in Oslo',
  ],
  ['<div>one<br>two<br/>three</div>', 'one\ntwo\nthree'],
  ['<p>Write to <bob@x.example></p>', 'Write to <bob@x.example>'],
  ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
  ['<!-- a comment --><b>bold', 'bold'],
  // tags that are opened and never closed
  ['<table><tr><td>a<td>b<tr><td>c</table>', 'a b\nc'],
  ['<head><title>Notes</title><body>Met in Oslo', 'Met in Oslo'],
  ['<ul><li>one<li>two</ul></div></p></style>three', 'one\ntwo\nthree'],
])('notes %j are read as %j', (personalNotes, text) =>
  expect(fromGraph({ id: 'a', personalNotes })?.personalNotes).toBe(text),
)

test.each([
  '<div><b><i>',
  '<ul><li>',
  '<table><tr><td>',
  '<p><a@b>',
  '<p>',
  '</div>',
  '<style>',
  '<p>&amp;',
  '<b ',
  '<!--',
  '&',
])('notes that have %j again and again are read at once', (part) => {
  const personalNotes = `<p>${part.repeat(200_000 / part.length)}`
  expect(cpuMs(() => fromGraph({ id: 'a', personalNotes }))).toBeLessThan(100)
})

test('notes that contain only markup count as no notes', () => {
  expect(fromGraph({ id: 'a', personalNotes: '<p>&nbsp;</p>' })).toStrictEqual({ id: 'a', ...NONE })
})

test.each([['0001-01-01T00:00:00Z'], ['4501-01-01T00:00:00Z']])('%s is no birthday', (birthday) =>
  expect(fromGraph({ id: 'a', birthday })).toStrictEqual({ id: 'a', ...NONE }),
)

test('a contact that was read is read again as the same', () => {
  const json = { ...ALICE, categories: ['Golf'], children: ['Bo'], personalNotes: '<p>x &lt;br&gt; y</p>' }
  const contact = fromGraph(json)
  expect(fromGraph(structuredClone({ ...contact, personalNotes: 'x' }))).toStrictEqual({
    ...contact,
    personalNotes: 'x',
  })
})
