// “today”, “this week”: converts relative days, counted from the person's own day, into days that the search can read (`daysIn`).
import type { Unit, When } from '../../text/question-words.ts'

const DAY_MS = 86_400_000
/** Upcoming birthdays are those within this many days. */
const NEAR_DAYS = 30

/** A number of days, weeks, months or years from today on. */
export type Within = { unit: Unit; count: number }

/** @param today the person's day, as `2026-11-30`. @returns the days as `30.11.`, or `30.11.-6.12.` */
export function periodOf(when: When | Within, today: string): string {
  const day = new Date(`${today}T00:00:00Z`)
  const [from, to] = typeof when === 'string' ? daysOf(when, day) : daysWithin(when, day)
  const [first, last] = [written(from), written(withLeapDay(to))]
  return first === last ? first : `${first}-${last}`
}

function daysOf(when: When, today: Date): [from: Date, to: Date] {
  const [year, month, weekday] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDay()]
  const on = (days: number): Date => new Date(today.getTime() + days * DAY_MS)
  // A week begins on Sunday for some people and on Monday for others, so both days are included.
  const week = (weeks: number): [Date, Date] => {
    const [sunday, monday] = [-weekday, -((weekday + 6) % 7)].map((days) => days + weeks * 7) as [number, number]
    return [on(Math.min(sunday, monday)), on(Math.max(sunday, monday) + 6)]
  }
  // On a Sunday “this weekend” is the one that ends today.
  const weekend = (weeks: number): [Date, Date] => {
    const saturday = (weekday === 0 ? -1 : 6 - weekday) + weeks * 7
    return [on(saturday), on(saturday + 1)]
  }
  const ofMonth = (n: number): [Date, Date] => [new Date(Date.UTC(year, n)), new Date(Date.UTC(year, n + 1, 0))]
  const periods: Record<When, () => [Date, Date]> = {
    yesterday: () => [on(-1), on(-1)],
    today: () => [today, today],
    tomorrow: () => [on(1), on(1)],
    last_weekend: () => weekend(-1),
    last_week: () => week(-1),
    last_month: () => ofMonth(month - 1),
    this_week: () => week(0),
    next_week: () => week(1),
    this_weekend: () => weekend(0),
    next_weekend: () => weekend(1),
    this_month: () => ofMonth(month),
    next_month: () => ofMonth(month + 1),
    this_year: () => [new Date(Date.UTC(year, 0)), new Date(Date.UTC(year, 11, 31))],
    soon: () => [today, on(NEAR_DAYS)],
  }
  return periods[when]()
}

function daysWithin({ unit, count }: Within, today: Date): [from: Date, to: Date] {
  const to =
    unit === 'days' || unit === 'weeks'
      ? new Date(today.getTime() + count * (unit === 'weeks' ? 7 : 1) * DAY_MS)
      : monthsAfter(today, count * (unit === 'years' ? 12 : 1))
  // Everybody has a birthday within a year. A longer period would seem to end before it begins.
  return to.getTime() - today.getTime() < YEAR_DAYS * DAY_MS ? [today, to] : daysOf('this_year', today)
}

const YEAR_DAYS = 365

/** The same day of a later month, or the last one if that month is shorter. */
function monthsAfter(today: Date, months: number): Date {
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth() + months]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(today.getUTCDate(), last)))
}

/** People born on 29 February celebrate on the 28th if the year has no 29th. */
function withLeapDay(day: Date): Date {
  const next = new Date(day.getTime() + DAY_MS)
  const isLast = day.getUTCMonth() === 1 && next.getUTCMonth() === 2
  return isLast ? new Date(Date.UTC(LEAP_YEAR, 1, 29)) : day
}

const LEAP_YEAR = 2024

const written = (day: Date): string => `${day.getUTCDate()}.${day.getUTCMonth() + 1}.`
