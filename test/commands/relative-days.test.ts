import { describe, expect, it, test } from 'vitest'
import { periodOf } from '../../src/commands/parsing/relative-days.ts'
import { questionOf } from '../../src/commands/parsing/question.ts'
import { dayAfter, daysIn, index } from '../../src/search/search.ts'
import { en } from '../../src/text/en.ts'
import type { Unit, When } from '../../src/text/question-words.ts'
import { person } from '../search/contacts.ts'

describe('days that count from today', () => {
  it.each<[When, string, string]>([
    ['today', '2026-11-30', '30.11.'],
    ['tomorrow', '2026-11-30', '1.12.'],
    ['tomorrow', '2026-12-31', '1.1.'],
    ['yesterday', '2026-03-01', '28.2.-29.2.'],
    ['yesterday', '2028-03-01', '29.2.'],
    ['today', '2027-02-28', '28.2.-29.2.'],
    ['today', '2028-02-28', '28.2.'],
    ['this_week', '2026-11-30', '29.11.-6.12.'],
    ['this_week', '2026-12-02', '29.11.-6.12.'],
    ['this_week', '2026-12-06', '30.11.-12.12.'],
    ['next_week', '2026-11-30', '6.12.-13.12.'],
    ['last_week', '2026-11-30', '22.11.-29.11.'],
    ['last_month', '2027-01-31', '1.12.-31.12.'],
    ['last_month', '2027-03-31', '1.2.-29.2.'],
    ['last_weekend', '2026-11-30', '28.11.-29.11.'],
    ['last_weekend', '2026-12-04', '28.11.-29.11.'],
    ['last_weekend', '2026-12-06', '28.11.-29.11.'],
    ['this_month', '2026-11-30', '1.11.-30.11.'],
    ['this_month', '2027-02-10', '1.2.-29.2.'],
    ['next_month', '2026-12-31', '1.1.-31.1.'],
    ['this_year', '2026-11-30', '1.1.-31.12.'],
    ['soon', '2026-12-20', '20.12.-19.1.'],
    ['this_weekend', '2026-11-30', '5.12.-6.12.'],
    ['this_weekend', '2026-12-05', '5.12.-6.12.'],
    ['this_weekend', '2026-12-06', '5.12.-6.12.'],
    ['next_weekend', '2026-12-04', '12.12.-13.12.'],
    ['next_weekend', '2026-12-06', '12.12.-13.12.'],
    ['next_weekend', '2026-12-26', '2.1.-3.1.'],
  ])('%s is, on %s, %s', (when, today, days) => {
    expect(periodOf(when, today)).toBe(days)
    expect(daysIn(days)).toHaveLength(1)
  })
})

it.each<[number, Unit, string, string]>([
  [7, 'days', '2026-11-30', '30.11.-7.12.'],
  [1, 'days', '2026-12-31', '31.12.-1.1.'],
  [2, 'weeks', '2026-12-24', '24.12.-7.1.'],
  [1, 'months', '2026-11-30', '30.11.-30.12.'],
  [3, 'months', '2026-11-30', '30.11.-29.2.'],
  [1, 'months', '2027-01-31', '31.1.-29.2.'],
  [364, 'days', '2026-11-30', '30.11.-29.11.'],
  [12, 'months', '2026-11-30', '1.1.-31.12.'],
  [9999, 'years', '2026-11-30', '1.1.-31.12.'],
])('%i %s are, on %s, %s', (count, unit, today, days) => {
  expect(periodOf({ unit, count }, today)).toBe(days)
  expect(daysIn(days)).toHaveLength(1)
})

const daysAsked = (text: string) => {
  const { days, about, facts } = questionOf(text, en.commands, () => '2026-11-30')
  return days === undefined ? undefined : [days.replace(/\.$/, ''), about, facts]
}

it.each([
  ['whose birthday is today', '30.11', 'today'],
  ['birthdays today', '30.11', 'today'],
  ['today’s birthdays', '30.11', 'today'],
  ['who has birthday tomorrow', '1.12', 'tomorrow'],
  ['does anyone have a birthday tomorrow?', '1.12', 'tomorrow'],
  ['is it anyone’s birthday today?', '30.11', 'today'],
  ['are there any birthdays this week', '29.11.-6.12', 'this week'],
  ['birthdays this month', '1.11.-30.11', 'this month'],
  ['who was born this month', '1.11.-30.11', 'this month'],
  ['please show me the birthdays next month', '1.12.-31.12', 'next month'],
  ['upcoming birthdays', '30.11.-30.12', 'the next 30 days'],
  ['who has the next birthday', '30.11.-30.12', 'the next 30 days'],
  ['birthdays', '30.11.-30.12', 'the next 30 days'],
  ['birthdays soon', '30.11.-30.12', 'the next 30 days'],
  ['whose birthday is next', '30.11.-30.12', 'the next 30 days'],
  ['who has birthday soon', '30.11.-30.12', 'the next 30 days'],
  ['the next few days’ birthdays', '30.11.-30.12', 'the next 30 days'],
  ['birthdays for the next few days', '30.11.-30.12', 'the next 30 days'],
  ['any birthdays?', '30.11.-30.12', 'the next 30 days'],
  ['birthdays in the next 7 days', '30.11.-7.12', 'the next 7 days'],
  ['Birthdays in the next two weeks?', '30.11.-14.12', 'the next two weeks'],
  ['next 5 days birthdays', '30.11.-5.12', 'next 5 days'],
  ['birthdays over the coming couple of weeks', '30.11.-14.12', 'the coming couple of weeks'],
  ['BIRTHDAYS WITHIN A WEEK', '30.11.-7.12', 'WITHIN A WEEK'],
  ['who has a birthday in the next month', '30.11.-30.12', 'the next month'],
  ['who has a birthday next month', '1.12.-31.12', 'next month'],
  ['whose birthday is coming up in the next 3 months', '30.11.-29.2', 'the next 3 months'],
  ['birthdays in the next year', '1.1.-31.12', 'the next year'],
  ['birthdays in the coming weeks', '30.11.-30.12', 'the next 30 days'],
  ['birthdays this weekend', '5.12.-6.12', 'this weekend'],
  ['who is celebrating their birthday on the weekend?', '5.12.-6.12', 'this weekend'],
  ['birthdays next weekend', '12.12.-13.12', 'next weekend'],
  ['birthdays this week-end', '5.12.-6.12', 'this weekend'],
  ['Birthdays next week end', '12.12.-13.12', 'next weekend'],
  ['birthdays over the weekend', '5.12.-6.12', 'this weekend'],
  ['any birthdays during this month', '1.11.-30.11', 'this month'],
  ['upcoming birthdays this week', '29.11.-6.12', 'this week'],
  ['what birthdays are there in the next 10 days', '30.11.-10.12', 'the next 10 days'],
  ['birthdays last week', '22.11.-29.11', 'last week'],
  ['whose birthday was last week?', '22.11.-29.11', 'last week'],
  ['whose birthday was yesterday', '29.11', 'yesterday'],
  ['whose birthdays were last month', '1.10.-31.10', 'last month'],
  ['who had a birthday last weekend', '28.11.-29.11', 'last weekend'],
  ['which birthdays did I miss last week', '22.11.-29.11', 'last week'],
  ['birthdays in march', 'march', 'march'],
  ['birthdays 1.12.-24.12.', '1.12.-24.12', '1.12.-24.12'],
])('%j asks for birthdays', (text, days, about) => {
  expect(daysAsked(text)).toEqual([days, about, ['birthday']])
})

it.each([
  'soon’s birthday',
  'when is Soon’s birthday',
  'the birthday of Soon',
  'when is Max Weekend’s birthday',
  'alice’s birthday',
  'is it carol’s birthday today?',
  'when is bob’s next birthday',
  'today',
  'next',
  'alice',
])('%j asks for somebody', (text) => {
  expect(daysAsked(text)).toBeUndefined()
})

test('days over the end of a year find those who have their birthday then, and no number', () => {
  const born = (displayName: string, birthday: string) => person({ displayName, birthday })
  const people = [
    born('Ann', '1980-12-19'),
    born('Bea', '1980-12-20'),
    born('Cy', '1604-01-01'),
    born('Di', '1990-01-19'),
    born('Ed', '1990-01-20'),
    person({ displayName: 'Flo', mobilePhone: '+44 7700 902012' }),
  ]
  const names = index(people)
    .search('birthday 20.12.-19.1.')
    .map(({ contact }) => contact.displayName)
  expect(names).toEqual(['Bea', 'Cy', 'Di'])
})

it.each([
  ['this year', '1.1.-31.12.', ['1.1.', '31.1.', '29.2.', '30.11.', '1.12.', '31.12.']],
  ['over the end of a year', '20.12.-19.1.', ['20.12.', '31.12.', '1.1.', '19.1.']],
  ['for a single day', '31.12.', ['31.12.']],
])('birthdays %s are in the order of their days', (_name, days, born) => {
  const at = (day: string) => dayAfter(days, `1980-${day.split('.').slice(0, 2).toReversed().join('-')}`)
  expect(born.toSorted((a, b) => at(b) - at(a)).toSorted((a, b) => at(a) - at(b))).toEqual(born)
})

it('a question without such days does not ask what day it is, which would cost a tenth of an answer', () => {
  let asked = 0
  const today = () => ((asked += 1), '2026-11-30')
  for (const text of ['alice', 'find alice’s number', 'who works at Contoso', 'birthdays in march'])
    questionOf(text, en.commands, today)
  expect(asked).toBe(0)
  questionOf('birthdays today', en.commands, today)
  expect(asked).toBe(1)
})
