import { askBook } from './ask-book.ts'
import type { Exchange } from './exchange.ts'
import type { CommandOf, Services } from './services.ts'

/** A contact chosen from a list. */
export async function show(command: CommandOf<'show'>, exchange: Exchange, services: Services): Promise<void> {
  await askBook(command, exchange, services, async (book) => {
    const person = book.person(command.contactId)
    if (!person) return { reply: { kind: 'contact_gone' }, isSomebody: false }
    return { reply: { kind: 'contact', person, back: command.back }, isSomebody: true }
  })
}
