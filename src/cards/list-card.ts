import type { Command } from '../commands/command.ts'
import { PAGE, type Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { contactRows } from './contact-row.ts'
import { asOfLine, digitsLine, reasonLine, unreadLines } from './notes.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './plain.ts'

/** One page of the people who match, a row for each. */
export function listCard(reply: Reply & { kind: 'contacts' }, catalogue: Catalogue): Part {
  const { query, page, offset, because, facts, isForDigits, asOf, unread } = reply
  return adaptiveCard(
    [
      foreignText(title(reply, catalogue), { weight: 'Bolder' }),
      ...asOfLine(asOf, catalogue),
      ...unreadLines(unread, catalogue),
      ...digitsLine(isForDigits, catalogue),
      ...reasonLine(because, catalogue),
      ...place(reply, catalogue),
      ...contactRows(page, { query, offset }, catalogue, { facts }),
    ],
    turning(reply, catalogue),
  )
}

function title(reply: Reply & { kind: 'contacts' }, { contacts: words }: Catalogue): string {
  const { query, about = query, total, equal, isForEveryone } = reply
  if (isForEveryone) return words.everyone(total)
  const typed = plain(about, 80)
  if (equal === 1) return words.found(total, typed)
  if (equal === total) return words.allEqual(total, typed)
  return words.someEqual(total, typed, equal)
}

/** Which of all matches this page shows. */
function place({ page, offset, total }: Reply & { kind: 'contacts' }, { contacts: words }: Catalogue): Part[] {
  if (total <= page.length) return []
  const shown = page.length === 0 ? words.none : words.range(offset + 1, offset + page.length)
  return [ownText(shown, { isSubtle: true, size: 'Small', spacing: 'None' })]
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
