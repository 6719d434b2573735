// The shared parts of lists of people that are shown in pages.
import { PAGE } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import type { Part } from './parts.ts'

/** How many characters of a line in a row are shown; fewer if the card would be too large. */
export const LINE_LENGTHS = [100, 60, 30]

/** `page`: the people who are shown. `offset`: how many are on the pages before. `total`: how many there are in all. */
type Paged = { page: readonly unknown[]; offset: number; total: number }

/** The title, and which of all people the page shows: `12 people · 9–12`. */
export function pagedTitle(title: string, { page, offset, total }: Paged, { format }: Catalogue): string {
  if (page.length === 0 || total <= page.length) return title
  const [from, to] = [format.number(offset + 1), format.number(offset + page.length)]
  return `${title} · ${from === to ? from : `${from}–${to}`}`
}

/** The buttons to the pages before and after this one. @param button makes one with this title for the page at an offset */
export function pageButtons(
  { page, offset, total }: Paged,
  { contacts: words }: Catalogue,
  button: (title: string, offset: number) => Part,
): Part[] {
  const end = offset + page.length
  return [
    ...(offset > 0 ? [button(words.previous, Math.max(0, offset - PAGE))] : []),
    ...(end < total ? [button(words.next, end)] : []),
  ]
}
