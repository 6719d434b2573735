import type { Reply } from '../commands/reply.ts'
import type { Catalogue } from '../text/catalogue.ts'
import { toList } from './contact-actions.ts'
import { contactRows } from './contact-row.ts'
import { fitting } from './fitting.ts'
import { nameSharerParts } from './nobody-card.ts'
import { LINE_LENGTHS, pageButtons, pagedTitle } from './paging.ts'
import { adaptiveCard, ask, foreignText, ownText, type Part } from './parts.ts'
import { plain } from './safe-text.ts'
import { asOfLine, cutShortLine, digitsLine, unreadLines } from './small-print.ts'

type Matches = Reply & { kind: 'contacts' }

/** One page of the people who match, a row for each. */
export function matchesCard(reply: Matches, catalogue: Catalogue): Part {
  return fitting(LINE_LENGTHS, (most) => cardWith(most, reply, catalogue))
}

function cardWith(most: number, reply: Matches, catalogue: Catalogue): Part {
  const { query, typed, page, offset, facts, nameSharers, isForDigits, asOf, unread, isCutShort } = reply
  return adaptiveCard(
    [
      foreignText(title(reply, catalogue), { weight: 'Bolder' }),
      ...asOfLine(asOf, catalogue),
      ...unreadLines(unread, catalogue),
      ...cutShortLine(isCutShort, catalogue),
      ...digitsLine(isForDigits, catalogue),
      ...(page.length === 0 ? [ownText(catalogue.contacts.none, { isSubtle: true })] : []),
      ...contactRows(page, { query, typed, offset }, catalogue, { facts, most }),
      ...(nameSharers ? nameSharerParts(nameSharers, [], catalogue) : []),
    ],
    pageButtons(reply, catalogue, (to, at) => ask(to, toList({ query, typed, offset: at }))),
  )
}

/** How many people match, and which of them this page shows. */
function title(reply: Matches, catalogue: Catalogue): string {
  const { contacts: words } = catalogue
  const { query, about = query, total, isForEveryone, isForBirthdays } = reply
  if (isForEveryone) return pagedTitle(words.everyone(total), reply, catalogue)
  return pagedTitle((isForBirthdays ? words.birthdays : words.found)(total, plain(about, 80)), reply, catalogue)
}
