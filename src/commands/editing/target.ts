import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import type { Contact } from '../../graph/contact.ts'
import type { Chosen } from '../command.ts'
import { similarTo } from '../find.ts'
import { en } from '../../text/en.ts'
import { grammarOf } from '../parsing/grammar.ts'
import { recentKey } from '../whose-book.ts'
import type { Exchange } from '../exchange.ts'
import { isFirstMeant, isNamed, matchesOf } from '../matches.ts'
import { questionOf } from '../parsing/question.ts'
import type { Choices } from '../last-question.ts'
import { PAGE, type Reply } from '../reply.ts'
import type { Services } from '../services.ts'
import type { Mailbox } from '../mailbox.ts'
import { entriesOf } from './merge.ts'

/** `entry`: the contact to edit or delete, as a separate person. `others`: how many other contacts this person has. */
type Target = { entry: Person; others: number }

/** The reply if there is no such contact, or if it is not clear which one. */
type Instead = { reply: Reply }

/** The contact to edit or delete. */
export async function targetOf(
  { query = '', ...chosen }: Chosen & { query?: string },
  to: 'edit' | 'delete',
  mailbox: Mailbox,
  exchange: Exchange,
  services: Services,
): Promise<Target | Instead> {
  const book = await mailbox.book()
  if (chosen.contactId === undefined) return named(query, to, book, exchange, services, mailbox)
  const person = await book.person(chosen.contactId)
  return person ? entryOf(person, chosen, to, book) : { reply: { kind: 'contact_gone' } }
}

/** Sends that reply. If it asks which contact, a no answers it; if it shows one possible person, a yes means that person. */
export async function showInstead(
  { reply }: Instead,
  { reader }: Mailbox,
  exchange: Exchange,
  { lastQuestions }: Services,
): Promise<void> {
  const show = () => exchange.show(reply)
  if (reply.kind !== 'which_contact' && reply.kind !== 'which_entry') return show()
  const choices = choicesIn(reply)
  const [one, ...others] = reply.kind === 'which_contact' ? choices.commands : []
  const yes = others.length === 0 ? one : undefined
  await lastQuestions.ask(exchange, yes, { isCurrent: reader.isCurrent, show, choices })
}

/** The commands of the rows' buttons. */
function choicesIn(reply: Reply & { kind: 'which_contact' | 'which_entry' }): Choices {
  const { to, total } = reply
  if (reply.kind === 'which_contact') {
    const commands = reply.people.map(({ contact }) => ({ type: to, contactId: contact.id }))
    return { commands, hasMore: total > commands.length }
  }
  const commands = reply.page.map(({ contact }) => ({ type: to, contactId: contact.id, entry: true }))
  return { commands, hasMore: total > reply.offset + commands.length }
}

async function named(
  query: string,
  to: 'edit' | 'delete',
  book: OpenBook,
  exchange: Exchange,
  services: Services,
  { owner }: Mailbox,
): Promise<Target | Instead> {
  const recent = await services.recents.of(recentKey(exchange.user), owner.mailbox)
  const left = services.budget()
  const whom = to === 'edit' ? await withoutNewName(query, book, exchange, services) : query
  const question = questionOf(whom, exchange.words)
  const found = await matchesOf(question, book, recent, left)
  const [best] = found
  if (!best) {
    const { about } = question
    const similar = await similarTo(about, book, left)
    return { reply: { kind: 'nobody', query: about, searched: await book.size(), ...similar, unread: book.unread() } }
  }
  if (isFirstMeant(found)) return entryOf(best.match.person, {}, to, book)
  const people = found.slice(0, PAGE).map(({ match }) => match.person)
  return { reply: { kind: 'which_contact', to, query: whom, people, total: found.length } }
}

/** The person that a change is about: “Alice to Alicia” is about Alice, unless somebody has the whole text in their name, such
 *  as Mai To Nguyen. */
async function withoutNewName(query: string, book: OpenBook, { words }: Exchange, services: Services): Promise<string> {
  const [former] = [words, en.commands].flatMap(
    ({ questions }) => grammarOf(questions).becoming.exec(query)?.groups?.['name'] ?? [],
  )
  if (former === undefined) return query
  return (await book.find(query, [], services.budget())).some(isNamed) ? query : former
}

/** A person's only contact, or the chosen one of several. */
async function entryOf(
  person: Person,
  { contactId = person.contact.id, entry: isExact = false, offset = 0 }: Chosen,
  to: 'edit' | 'delete',
  book: OpenBook,
): Promise<Target | Instead> {
  const entries = await entriesOf([person], book)
  const others = entries.length - 1
  const entry = others === 0 || isExact ? entries.find(({ id }) => id === contactId) : undefined
  if (entry) return { entry: await byItself(entry, book), others }
  const page = await Promise.all(entries.slice(offset, offset + PAGE).map((each) => byItself(each, book)))
  return { reply: { kind: 'which_entry', to, contactId, page, offset, total: entries.length } }
}

/** A contact without the values of the person's other contacts. */
async function byItself(contact: Contact, book: OpenBook): Promise<Person> {
  const folder = await book.folderOf(contact.id)
  return { contact, places: folder === undefined ? [] : [folder] }
}
