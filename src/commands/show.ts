import { askBook } from './ask-book.ts'
import type { CommandOf, Parts } from './parts.ts'
import type { Turn } from './turn.ts'

/** A contact chosen from a list. */
export async function show(command: CommandOf<'show'>, turn: Turn, parts: Parts): Promise<void> {
  await askBook(command, turn, parts, async (book) => {
    const person = book.person(command.contactId)
    if (!person) return { reply: { kind: 'contact_gone' }, isSomebody: false }
    return { reply: { kind: 'contact', person, back: command.back }, isSomebody: true }
  })
}
