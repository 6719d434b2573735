// Everything that depends on the language besides the sentences. Only this file uses `Intl`.

/** The forms of a sentence by the plural categories of its language.
 *  https://www.unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

const DATE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const

export type Format = ReturnType<typeof formats>

/** How numbers and times are written in a language (BCP 47). */
export function formats(locale: string) {
  const numbers = new Intl.NumberFormat(locale)
  const plurals = new Intl.PluralRules(locale)
  const ages = new Intl.RelativeTimeFormat(locale)
  const dates = new Intl.DateTimeFormat(locale, { ...DATE, timeZone: 'UTC' })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const yearless = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' })
  const durations = new Map<Unit, Intl.NumberFormat>()
  return {
    /** `1,234` */
    number: (count: number): string => numbers.format(count),

    /** The form that goes with `count`. */
    plural: (count: number, forms: Forms): string => forms[plurals.select(count)] ?? forms.other,

    /** `Nov 29, 2026, 3:19 PM UTC`. @param at epoch milliseconds @param timeZone an IANA name, or an offset such as `+05:30` */
    date: (at: number, timeZone?: string): string =>
      (isTimeZone(timeZone) ? new Intl.DateTimeFormat(locale, { ...DATE, timeZone }) : dates).format(at),

    /** `May 17, 1984`, or `May 17` if the year is impossible for a living person: programs write years such as 1604, 1900 and 1
     *  if they do not know the year. @param day such as `1984-05-17` */
    day(day: string): string {
      const at = Date.parse(`${day}T00:00:00Z`)
      if (Number.isNaN(at)) return day
      const age = new Date().getUTCFullYear() - new Date(at).getUTCFullYear()
      return (age > OLDEST || age < 0 ? yearless : days).format(at)
    },

    /** The twelve names, from `January` on. */
    months(): string[] {
      const { format } = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' })
      return Array.from({ length: 12 }, (_, n) => format(new Date(Date.UTC(2000, n))))
    },

    /** `3 minutes ago`, in the largest unit that fits at least once; never less than a second. */
    ago(ageMs: number): string {
      const [unit, count] = inUnits(ageMs)
      return ages.format(-count, unit)
    },

    /** `10 minutes`, in the largest unit that fits at least once; never less than a second. */
    duration(ms: number): string {
      const [unit, count] = inUnits(ms)
      const format = durations.get(unit) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })
      durations.set(unit, format)
      return format.format(count)
    },
  }
}

/** The date in a time zone, such as `2026-11-30`. @param timeZone as for `date` */
export function dayAt(at: number, timeZone?: string): string {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC'
  const parts = new Intl.DateTimeFormat('en', { ...DAY, timeZone: zone }).formatToParts(at)
  const part = (type: keyof typeof DAY) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

const DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

/** The order of names in a language (BCP 47). Numbers in them count as numbers. */
export function comparing(locale: string | undefined): (one: string, other: string) => number {
  const [known] = Intl.Collator.supportedLocalesOf(isTag(locale) ? [locale] : [])
  return new Intl.Collator(known, { numeric: true }).compare
}

/** The language that a client reports is not trusted. */
function isTag(locale: string | undefined): locale is string {
  try {
    return locale !== undefined && Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}

/** The oldest known age, in years. */
const OLDEST = 122

/** Whether this time zone exists. The value from a client is not trusted. */
export function isTimeZone(zone: unknown): zone is string {
  if (typeof zone !== 'string' || zone.length > 64) return false
  const known = zones.get(zone) ?? canFormat(zone)
  if (zones.size >= MOST_ZONES) zones.clear()
  zones.set(zone, known)
  return known
}

/** Results of earlier checks: a client names its zone with each message, and making a formatter costs a tenth of an answer. */
const zones = new Map<string, boolean>()
/** There are about 600 time zone names. */
const MOST_ZONES = 1_000

function canFormat(timeZone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

function inUnits(ms: number): [Unit, number] {
  const [unit, unitMs] = UNITS.find(([, unitMs]) => ms >= unitMs) ?? ['second', 1_000]
  return [unit, Math.max(1, Math.floor(ms / unitMs))]
}

type Unit = (typeof UNITS)[number][0]
