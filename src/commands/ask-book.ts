import type { Reader } from '../book/in-step.ts'
import type { Owner } from '../book/kept.ts'
import type { OpenBook } from '../book/open-book.ts'
import type { Command } from './command.ts'
import type { Exchange } from './exchange.ts'
import { fromBook, type Look } from './from-book.ts'
import type { Services } from './services.ts'
import { troubleOf } from './trouble.ts'
import { bookOf, recentKey } from './whose-book.ts'
import { withToken } from './with-token.ts'

/** Answers `command` from the user's address book, and notes which contact the answer shows.
 *  @param look what the book answers. `recent`: the contacts that the user looked up lately, the latest first. */
export async function askBook(
  command: Command,
  exchange: Exchange,
  services: Services,
  look: (book: OpenBook, recent: readonly string[]) => Promise<Look>,
): Promise<void> {
  await withToken(command, exchange, services, async (token) => {
    const { owner, reader } = bookOf(token, exchange.user, services)
    const recent = await services.recents.of(recentKey(exchange.user), owner.mailbox)
    const answer = await fromBook({ owner, reader, exchange, services, look: (book) => look(book, recent) })
    const id = answer.kind === 'contact' ? answer.person.contact.id : undefined
    if (id !== undefined && id !== recent[0]) await noteLookUp(id, owner, reader, exchange, services)
    return answer
  })
}

/** From now on the contact comes first among equal matches. The answer stands already, so a failure goes to the log alone. */
async function noteLookUp(
  contactId: string,
  { mailbox }: Owner,
  { isCurrent }: Reader,
  exchange: Exchange,
  { recents }: Services,
): Promise<void> {
  const key = recentKey(exchange.user)
  try {
    await recents.note(key, mailbox, contactId)
    // The user may have disconnected meanwhile: then nothing may stay.
    if (!(await isCurrent())) await recents.forget(key)
  } catch (error) {
    exchange.onFault(error, troubleOf(error))
  }
}
