import type { Command } from '../commands/command.ts'
import { PAGE, type Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { contactRows } from './contact-row.ts'
import { fitting } from './fitting.ts'
import { asOfLine, cutShortLine, digitsLine, unreadLines } from './small-print.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './plain.ts'

/** How many characters of a line in a row are shown; fewer where the card would be too large. */
const STEPS = [100, 60, 30]

/** One page of the people who match, a row for each. */
export function listCard(reply: Reply & { kind: 'contacts' }, catalogue: Catalogue): Part {
  return fitting(STEPS, (most) => cardWith(most, reply, catalogue))
}

function cardWith(most: number, reply: Reply & { kind: 'contacts' }, catalogue: Catalogue): Part {
  const { query, page, offset, facts, isForDigits, asOf, unread, isCutShort } = reply
  return adaptiveCard(
    [
      foreignText(title(reply, catalogue), { weight: 'Bolder' }),
      ...asOfLine(asOf, catalogue),
      ...unreadLines(unread, catalogue),
      ...cutShortLine(isCutShort, catalogue),
      ...digitsLine(isForDigits, catalogue),
      ...(page.length === 0 ? [ownText(catalogue.contacts.none, { isSubtle: true })] : []),
      ...contactRows(page, { query, offset }, catalogue, { facts, most }),
    ],
    turning(reply, catalogue),
  )
}

/** How many people match, and which of them this page shows. */
function title(reply: Reply & { kind: 'contacts' }, { contacts: words, format }: Catalogue): string {
  const { query, about = query, page, offset, total, isForEveryone } = reply
  const found = isForEveryone ? words.everyone(total) : words.found(total, plain(about, 80))
  if (page.length === 0 || total <= page.length) return found
  const [from, to] = [format.number(offset + 1), format.number(offset + page.length)]
  return `${found} · ${from === to ? from : `${from}–${to}`}`
}

/** The buttons to the pages before and after this one. */
function turning(reply: Reply & { kind: 'contacts' }, { contacts: words }: Catalogue): Part[] {
  const { query, page, offset, total } = reply
  const end = offset + page.length
  const to = (at: number): Command => ({ type: 'find', query, offset: at, list: true })
  return [
    ...(offset > 0 ? [ask(words.previous, to(Math.max(0, offset - PAGE)))] : []),
    ...(end < total ? [ask(words.next, to(end))] : []),
  ]
}
