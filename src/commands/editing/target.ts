import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import { MOST_SUGGESTIONS } from '../find.ts'
import { recentKey } from '../whose-book.ts'
import type { Exchange } from '../exchange.ts'
import { isFirstMeant, matchesOf } from '../matches.ts'
import { questionOf } from '../question.ts'
import { PAGE, type Reply } from '../reply.ts'
import type { Services } from '../services.ts'
import type { Mailbox } from '../mailbox.ts'

/** The person to edit or delete. @returns what to say instead where it is nobody, or not clear who */
export async function targetOf(
  { query, contactId }: { query?: string; contactId?: string },
  to: 'edit' | 'delete',
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<{ person: Person; id: string } | { reply: Reply }> {
  const book = await mailbox.book()
  if (contactId !== undefined) {
    const person = await book.person(contactId)
    return person ? { person, id: contactId } : { reply: { kind: 'contact_gone' } }
  }
  return named(query ?? '', to, book, exchange, services, mailbox)
}

async function named(
  query: string,
  to: 'edit' | 'delete',
  book: OpenBook,
  exchange: Exchange,
  services: Services,
  { owner }: Mailbox,
): Promise<{ person: Person; id: string } | { reply: Reply }> {
  const recent = await services.recents.of(recentKey(exchange.user), owner.mailbox)
  const left = services.budget()
  const found = await matchesOf(questionOf(query, exchange.words), book, recent, left)
  const [best] = found
  if (!best) {
    const suggestions = await book.suggest(query, MOST_SUGGESTIONS, left)
    return { reply: { kind: 'nobody', query, searched: await book.size(), suggestions, unread: book.unread() } }
  }
  if (isFirstMeant(found)) return { person: best.match.person, id: best.match.person.contact.id }
  const people = found.slice(0, PAGE).map(({ match }) => match.person)
  return { reply: { kind: 'which_contact', to, query, people, total: found.length } }
}
