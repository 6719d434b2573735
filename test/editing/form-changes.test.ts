import { describe, expect, test } from 'vitest'
import { changedProperties, conflictsIn, newProperties } from '../../src/editing/form-changes.ts'
import { checked } from '../../src/editing/check.ts'
import { displayNameAfter } from '../../src/editing/display-name.ts'
import { noValues, type Values, valuesOf } from '../../src/editing/inputs.ts'

const values = (some: Partial<Values>): Values => ({ ...noValues(), ...some })

describe('the display name', () => {
  test.each([
    ['Alice Archer', 'Alice Bow'],
    ['Archer Alice', 'Bow Alice'],
    ['Archer, Alice', 'Bow, Alice'],
    ['ArcherAlice', 'BowAlice'],
    [' Alice  Archer ', 'Alice Bow'],
    ['Ali', 'Ali'],
    ['Dr. Alice Archer', 'Dr. Alice Archer'],
    ['', 'Alice Bow'],
  ])('that was %j becomes %j if the surname changes', (before, after) => {
    const names = { givenName: 'Alice', surname: 'Archer' }
    expect(displayNameAfter(before, names, { ...names, surname: 'Bow' })).toBe(after)
  })

  test.each([
    [{ givenName: 'Alice', surname: '' }, 'Alice', { givenName: 'Alice', surname: 'Bow' }, 'Alice Bow'],
    [{ givenName: 'Alice', surname: 'Archer' }, 'Alice Archer', { givenName: '', surname: 'Archer' }, 'Archer'],
    [{ givenName: '小明', surname: '王' }, '王小明', { givenName: '小明', surname: '李' }, '李小明'],
  ])('of %j, %j, becomes %j, %j', (before, name, after, expected) => {
    expect(displayNameAfter(name, before, after)).toBe(expected)
  })
})

describe('what is sent', () => {
  const fresh = {
    displayName: 'Alice Archer',
    givenName: 'Alice',
    surname: 'Archer',
    jobTitle: 'Cook',
    emailAddresses: [
      { name: 'Work', address: 'a@x.example' },
      { name: 'b@x.example', address: 'b@x.example' },
    ],
    businessPhones: ['1', '2'],
    birthday: '1990-12-31T11:59:00Z',
  }
  const seen = valuesOf(fresh)
  const change = (some: Partial<Values>) => changedProperties({ ...seen, ...some }, seen, fresh)

  test('is what was changed, and always the display name', () => {
    expect(change({ jobTitle: 'Baker' })).toEqual({ jobTitle: 'Baker', displayName: 'Alice Archer' })
    expect(change({ surname: 'Bow' })).toEqual({ surname: 'Bow', displayName: 'Alice Bow' })
    expect(change({ birthday: '' })).toEqual({ birthday: null, displayName: 'Alice Archer' })
    expect(change({ notes: 'Hi\nyou' })).toEqual({ personalNotes: 'Hi\nyou', displayName: 'Alice Archer' })
    expect(change({ displayName: '' })).toEqual({ displayName: 'Alice Archer' })
  })

  test('is a whole list, in which the rest stays as it is', () => {
    expect(change({ email2: 'c@x.example' })).toMatchObject({
      emailAddresses: [
        { name: 'Work', address: 'a@x.example' },
        { name: 'c@x.example', address: 'c@x.example' },
      ],
    })
    expect(change({ email1: 'c@x.example' })).toMatchObject({
      emailAddresses: [{ name: 'Work', address: 'c@x.example' }, fresh.emailAddresses[1]],
    })
    expect(change({ email1: '' })).toMatchObject({ emailAddresses: [fresh.emailAddresses[1]] })
    expect(change({ businessPhone1: '' })).toMatchObject({ businessPhones: ['2'] })
  })

  test('keeps an entry of the list that the form cannot show', () => {
    const odd = { ...fresh, emailAddresses: [{ name: 'No address' }, { address: 'a@x.example' }] }
    const shown = valuesOf(odd)
    expect(shown.email1).toBe('')
    expect(changedProperties({ ...shown, email3: 'c@x.example' }, shown, odd)).toMatchObject({
      emailAddresses: [...odd.emailAddresses, { address: 'c@x.example' }],
    })
  })

  test('of a new contact has no empty property', () => {
    expect(newProperties(values({ companyName: 'Contoso', businessPhone2: '1' }))).toEqual({
      displayName: 'Contoso',
      companyName: 'Contoso',
      businessPhones: ['1'],
    })
    expect(newProperties(values({ givenName: '小明', surname: '王', birthday: '1990-12-31' }))).toMatchObject({
      displayName: '王小明',
      birthday: '1990-12-31T11:59:00Z',
    })
  })

  test('invisible differences do not count', () => {
    expect(change({ jobTitle: ' Cook ', notes: '\r\n' })).toEqual({ displayName: 'Alice Archer' })
  })
})

test('a conflict is a field that both changed, to different values', () => {
  const seen = values({ jobTitle: 'Cook', companyName: 'Contoso', department: 'Kitchen' })
  const typed = { ...seen, jobTitle: 'Baker', companyName: 'Fabrikam' }
  const now = { ...seen, jobTitle: 'Tailor', companyName: 'Fabrikam', department: 'Bakery' }
  expect(conflictsIn(typed, seen, now)).toEqual([{ input: 'jobTitle', yours: 'Baker', now: 'Tailor' }])
})

describe('the check', () => {
  const faultOf = (some: Partial<Values>, seen?: Values) => checked(values(some), seen).faults

  test.each([
    ['email1', 'alice', 'no_address'],
    ['email1', 'a@b, c@d', 'no_address'],
    ['email2', 'a@@b', 'no_address'],
    ['mobilePhone', '0800 FLOWERS', 'no_number'],
    ['homePhone1', '12', 'no_number'],
    ['birthday', '1990-02-29', 'no_date'],
    ['birthday', '31.12.1990', 'no_date'],
    ['birthday', '2999-01-01', 'no_date'],
    ['birthday', '0090-01-01', 'no_date'],
    ['surname', '<script>alert(1)</script>', 'markup'],
    ['notes', '<b>x</b>', 'markup'],
    ['givenName', 'x'.repeat(256), 'too_long'],
    ['notes', 'x'.repeat(4_001), 'too_long'],
  ] as const)('finds in %s %j: %s', (input, value, fault) => {
    expect(faultOf({ companyName: 'Contoso', [input]: value })).toEqual({ [input]: fault })
  })

  test.each([
    ['email1', 'alice@contoso.example,', 'alice@contoso.example'],
    ['email1', '<mailto:alice@contoso.example>', 'alice@contoso.example'],
    ['mobilePhone', '+44 (0)20 7946-0000 ext. 12', '+44 (0)20 7946-0000 ext. 12'],
    ['mobilePhone', '０９０−１２３４', '０９０−１２３４'],
    ['birthday', '1604-02-29', '1604-02-29'],
    ['companyName', ' A & B < C ', 'A & B < C'],
  ] as const)('takes in %s %j', (input, value, taken) => {
    const { values: after, faults } = checked(values({ givenName: 'A', [input]: value }))
    expect([after[input], faults]).toEqual([taken, {}])
  })

  test('ignores fields that were not changed', () => {
    const odd = values({ givenName: 'A', email1: '/o=Exchange/cn=x', mobilePhone: 'ask', notes: '<p>x</p>' })
    expect(checked(odd, odd).faults).toEqual({})
    expect(faultOf({})).toEqual({ givenName: 'empty' })
  })
})

test.each(['0001-01-01', '1601-01-01', '1899-12-30', '4501-01-01'])('%s is no birthday in the form', (day) => {
  expect(valuesOf({ birthday: `${day}T00:00:00Z` }).birthday).toBe('')
})
