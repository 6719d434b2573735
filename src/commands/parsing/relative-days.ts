// “today”, “this week”: days that count from the person's own day, as days that the search can read (`daysIn`).
import type { When } from '../../text/question-words.ts'

const DAY_MS = 86_400_000
/** Birthdays after that are not near. */
const NEAR_DAYS = 30

/** @param today the person's day, as `2026-11-30`. @returns the days as `30.11.`, or `30.11.-6.12.` */
export function periodOf(when: When, today: string): string {
  const [from, to] = daysOf(when, new Date(`${today}T00:00:00Z`))
  const [first, last] = [written(from), written(withLeapDay(to))]
  return first === last ? first : `${first}-${last}`
}

function daysOf(when: When, today: Date): [from: Date, to: Date] {
  const [year, month, weekday] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDay()]
  const on = (days: number): Date => new Date(today.getTime() + days * DAY_MS)
  // A week begins on Sunday for some and on Monday for others: both are meant.
  const week = (weeks: number): [Date, Date] => {
    const [sunday, monday] = [-weekday, -((weekday + 6) % 7)].map((days) => days + weeks * 7) as [number, number]
    return [on(Math.min(sunday, monday)), on(Math.max(sunday, monday) + 6)]
  }
  const ofMonth = (n: number): [Date, Date] => [new Date(Date.UTC(year, n)), new Date(Date.UTC(year, n + 1, 0))]
  const periods: Record<When, () => [Date, Date]> = {
    yesterday: () => [on(-1), on(-1)],
    today: () => [today, today],
    tomorrow: () => [on(1), on(1)],
    this_week: () => week(0),
    next_week: () => week(1),
    this_month: () => ofMonth(month),
    next_month: () => ofMonth(month + 1),
    this_year: () => [new Date(Date.UTC(year, 0)), new Date(Date.UTC(year, 11, 31))],
    soon: () => [today, on(NEAR_DAYS)],
  }
  return periods[when]()
}

/** Who was born on 29 February celebrates on the 28th where there is no other day. */
function withLeapDay(day: Date): Date {
  const next = new Date(day.getTime() + DAY_MS)
  const isLast = day.getUTCMonth() === 1 && next.getUTCMonth() === 2
  return isLast ? new Date(Date.UTC(LEAP_YEAR, 1, 29)) : day
}

const LEAP_YEAR = 2024

const written = (day: Date): string => `${day.getUTCDate()}.${day.getUTCMonth() + 1}.`
