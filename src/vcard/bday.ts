import { UNKNOWN_YEAR } from '../graph/contact.ts'

/** The day of a BDAY, such as `2001-12-31`; undefined if it is not a complete day. */
export function birthday(value = ''): string | undefined {
  const text = value.trim()
  const [, year, month = '', day = ''] =
    /^(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(text) ?? /^--()(\d{2})-?(\d{2})(?!\d)/.exec(text) ?? []
  const date = `${year === '' || year === undefined ? UNKNOWN_YEAR : year}-${month}-${day}`
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : undefined
}
