import type { Listed } from '../commands/reply.ts'
import type { Reason } from '../search/search.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { foldTyped } from '../text/fold.ts'

/** The lines of a row besides the name. */
type Row = { about: string; address: string; more: readonly string[] }

/** Why a person is in a list, if the row does not show it. */
export function whyFound({ because, note }: Listed, query: string, row: Row, { because: words }: Catalogue): string[] {
  if (because === undefined || isShown(because, query, row)) return []
  return [because === 'notes' && note !== undefined ? words.noteLine(note) : words[because]]
}

/** Reasons for which neither the name nor another line of the row contains the typed text. */
const NEVER_SHOWN: ReadonlySet<Reason> = new Set(['short_form', 'sound', 'typo', 'layout'])

function isShown(because: Reason, query: string, { about, address, more }: Row): boolean {
  if (NEVER_SHOWN.has(because)) return false
  // A company is always below the name.
  if (because === 'company') return true
  return hasWordOf(query, because === 'role' ? about : [address, ...more].join(' '))
}

/** Whether a line has one of the typed words, or one of the typed numbers. */
function hasWordOf(query: string, line: string): boolean {
  const inLine = folded(line)
  const digitsInLine = inLine.replace(/\D/g, '')
  const digits = folded(query).replace(/\D/g, '')
  if (digits.length > 2 && digitsInLine.includes(digits)) return true
  return folded(query)
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => Array.from(word).length > 1 && inLine.includes(word))
}

/** Without case and accents. */
function folded(text: string): string {
  return foldTyped(text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
