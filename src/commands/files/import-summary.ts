import { MOST_CARDS } from '../../vcard/read.ts'
import type { Exchange } from '../exchange.ts'
import { freshBook } from '../from-book.ts'
import type { CommandOf, Services } from '../services.ts'
import { bookOf } from '../whose-book.ts'
import { withToken } from '../with-token.ts'
import { newAmong } from './already-there.ts'
import type { Import } from './import-records.ts'

/** Says what an import would do. */
export async function summarise(command: CommandOf<'import'>, exchange: Exchange, services: Services): Promise<void> {
  const found = await services.imports.get(exchange.user, command.id)
  if (!found) return exchange.show({ kind: 'import_gone' })
  await withToken(command, exchange, services, async (token) => {
    const { owner, reader } = bookOf(token, exchange, services)
    if (!(await services.imports.isFor(exchange.user, command.id, found, owner.mailbox)))
      return exchange.show({ kind: 'other_account' })
    const { book } = await freshBook({ owner, reader, exchange, services })
    const fresh = await newAmong(found.contacts, book)
    const show = () => exchange.show({ kind: 'import_summary', id: command.id, ...summaryOf(found, fresh) })
    if (fresh.length === 0) return show()
    await services.lastQuestions.ask(
      exchange,
      { type: 'import', id: command.id },
      { isCurrent: reader.isCurrent, show },
    )
  })
}

/** How many names and reasons are shown. */
export const MOST_LISTED = 5

function summaryOf({ name, contacts, broken, isTooMany }: Import, fresh: Import['contacts']) {
  return {
    name,
    fresh: fresh.length,
    names: fresh.slice(0, MOST_LISTED).flatMap(({ displayName }) => displayName ?? []),
    there: contacts.length - fresh.length,
    broken: broken.slice(0, MOST_LISTED),
    brokenInAll: broken.length,
    isTooMany,
    most: MOST_CARDS,
  }
}
