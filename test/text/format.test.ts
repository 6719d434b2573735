import { describe, expect, it } from 'vitest'
import { dayAt, formats } from '../../src/text/format.ts'

const { ago, date, duration, number, plural } = formats('en')

describe('in English', () => {
  it.each([
    [-5_000, '1 second ago'],
    [0, '1 second ago'],
    [1_999, '1 second ago'],
    [59_999, '59 seconds ago'],
    [60_000, '1 minute ago'],
    [3 * 60_000, '3 minutes ago'],
    [3_599_999, '59 minutes ago'],
    [3_600_000, '1 hour ago'],
    [23 * 3_600_000, '23 hours ago'],
    [24 * 3_600_000, '1 day ago'],
    [400 * 24 * 3_600_000, '400 days ago'],
  ])('%i ms before now is %s', (ms, written) => {
    expect(ago(ms)).toBe(written)
  })

  it.each([
    [0, '1 second'],
    [90_000, '1 minute'],
    [10 * 60_000, '10 minutes'],
    [24 * 3_600_000, '1 day'],
  ])('%i ms last %s', (ms, written) => {
    expect(duration(ms)).toBe(written)
  })

  it('a time is in UTC, and says so', () => {
    expect(date(Date.UTC(2026, 10, 9, 15, 4))).toBe('Nov 9, 2026, 3:04 PM UTC')
  })

  it.each([
    ['Pacific/Kiritimati', '2026-11-10'],
    ['-08:00', '2026-11-09'],
    [undefined, '2026-11-09'],
    ['Nowhere/Land', '2026-11-09'],
  ])('the day in the time zone %s is %s', (timeZone, day) => {
    expect(dayAt(Date.UTC(2026, 10, 9, 15, 4), timeZone)).toBe(day)
  })

  it('large numbers are grouped', () => {
    expect(number(1_234_567)).toBe('1,234,567')
  })

  it.each([
    [1, 'one folder'],
    [0, 'folders'],
    [2, 'folders'],
  ])('%i takes the form “%s”', (count, form) => {
    expect(plural(count, { one: 'one folder', other: 'folders' })).toBe(form)
  })
})

describe('in other languages', () => {
  it('numbers, times and plurals follow the language', () => {
    const polish = formats('pl')
    expect(polish.number(1_234_567).replaceAll(/\s/g, ' ')).toBe('1 234 567')
    expect(polish.duration(600_000)).toBe('10 minut')
    expect(polish.ago(120_000)).toBe('2 minuty temu')
    const forms = { one: 'osoba', few: 'osoby', many: 'osób', other: 'osoby' }
    expect([1, 3, 5].map((count) => polish.plural(count, forms))).toEqual(['osoba', 'osoby', 'osób'])
  })
})

describe('a moment', () => {
  const AT = Date.UTC(2026, 10, 29, 15, 19)

  it.each([
    [undefined, 'Nov 29, 2026, 3:19 PM UTC'],
    ['Europe/Berlin', 'Nov 29, 2026, 4:19 PM GMT+1'],
    ['America/Los_Angeles', 'Nov 29, 2026, 7:19 AM PST'],
    ['+05:30', 'Nov 29, 2026, 8:49 PM GMT+5:30'],
    ['Mars/Olympus', 'Nov 29, 2026, 3:19 PM UTC'],
    ['', 'Nov 29, 2026, 3:19 PM UTC'],
    ['x'.repeat(100_000), 'Nov 29, 2026, 3:19 PM UTC'],
  ])('in the time zone %.40j is %s', (timeZone, written) => {
    expect(date(AT, timeZone)).toBe(written)
  })
})
