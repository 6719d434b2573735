import type { Person } from '../book/people.ts'
import { noteLine } from '../search/search.ts'
import { askBook } from './ask-book.ts'
import type { Exchange } from './exchange.ts'
import { closeDraft } from './unanswered-draft.ts'
import type { Back } from './reply.ts'
import type { CommandOf, Services } from './services.ts'

/** A contact chosen from a list. */
export async function show(command: CommandOf<'show'>, exchange: Exchange, services: Services): Promise<void> {
  const { contactId, back, facts, question } = command
  const closed = question === undefined ? undefined : await closeDraft(question, exchange, services)
  const news = closed === 'delete' ? ('kept' as const) : undefined
  await askBook(command, exchange, services, async (book) => {
    const person = await book.person(contactId)
    if (!person) return { reply: { kind: 'contact_gone' }, finds: 'nobody' }
    return { reply: { kind: 'contact', person, back, note: noteOf(person, back), facts, news }, finds: 'somebody' }
  })
}

/** The line of the person's notes that contains words of the list's query. */
function noteOf({ contact, also = [] }: Person, back: Back | undefined): string | undefined {
  if (!back || !('query' in back)) return undefined
  const lines = [contact, ...also].map(({ personalNotes = '' }) => noteLine(personalNotes, back.query))
  return lines.find((line) => line !== undefined)
}
