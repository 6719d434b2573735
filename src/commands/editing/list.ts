import type { OpenBook } from '../../book/open-book.ts'
import type { Person } from '../../book/people.ts'
import { slices, sortedInSlices } from '../../slices.ts'
import { nameOf } from '../../graph/contact.ts'
import { type Budget, isUsedUp } from '../../search/search.ts'
import { comparing, dayAt } from '../../text/format.ts'
import { askBook } from '../ask-book.ts'
import type { Exchange } from '../exchange.ts'
import type { Look } from '../from-book.ts'
import { NAMED, RECENT } from '../part-ids.ts'
import { lookFor } from '../find.ts'
import { questionOf } from '../parsing/question.ts'
import { EVERYBODY, type Found, isGuess, matchesOf } from '../matches.ts'
import { PAGE, type Reply } from '../reply.ts'
import type { CommandOf, Services } from '../services.ts'
import { withToken } from '../with-token.ts'
import { mailboxOf } from '../mailbox.ts'
import { type Choice, type Part, listedParts } from './listed-parts.ts'

/** `list contacts`: everybody in the order of their names, or the people in a folder or category, or the people who were added
 *  last. If no folder and no category has the name that was typed, the people whom a search for it finds. */
export async function list(command: CommandOf<'list'>, exchange: Exchange, services: Services): Promise<void> {
  if (command.of === RECENT) return listRecent(command, exchange, services)
  await askBook(command, exchange, services, async (open, recent): Promise<Look> => {
    const { parts, part } = await listedParts(open, command.of)
    if (!part) return searched(command, open, recent, exchange, services)
    const left = services.budget()
    const people = await inOrder(await peopleIn(open, part, left), exchange.chat.locale)
    const cutShort = isUsedUp(left) ? { isCutShort: true } : {}
    return {
      reply: { ...page(people, part, parts, command, open), ...cutShort },
      finds: people.length > 0 ? 'somebody' : 'nobody',
    }
  })
}

/** “List contacts at Contoso” asks for people. After “list contacts in Famly” a folder is meant, so only a sure match is shown. */
async function searched(
  { of = '' }: CommandOf<'list'>,
  open: OpenBook,
  recent: readonly string[],
  { words, timeZone }: Exchange,
  services: Services,
): Promise<Look> {
  const none: Look = { reply: { kind: 'no_such_part', name: of.slice(NAMED.length) }, finds: 'nobody' }
  if (!of.startsWith(NAMED)) return none
  const name = of.slice(NAMED.length)
  const read = (query: string) => ({ query, question: questionOf(query, words, () => dayAt(Date.now(), timeZone)) })
  const whole = read(`${words.list[0]} ${name}`)
  const isForPeople = whole.question.meanings.length > 0
  const { query, question } = isForPeople ? whole : read(name)
  const left = services.budget()
  if (!isForPeople && !(await matchesOf(question, open, recent, left)).some(isSure)) return none
  return lookFor(question, { type: 'find', query, offset: 0, list: true }, open, recent, left)
}

function isSure({ match }: Found): boolean {
  return !isGuess(match) && !match.isUnlikely
}

async function peopleIn(open: OpenBook, { folder, category }: Part, left: Budget): Promise<Person[]> {
  const people: Person[] = []
  const slice = slices()
  for (const match of await open.find(EVERYBODY, [], left)) {
    if (slice.isOver()) await slice.next()
    const { person } = match
    const entries = [person.contact, ...(person.also ?? [])]
    const isInside = folder === undefined || entries.some(({ parentFolderId }) => parentFolderId === folder)
    const isOfIt = category === undefined || entries.some(({ categories }) => categories?.includes(category))
    if (isInside && isOfIt) people.push(person)
  }
  return people
}

/** People without a name come last. */
async function inOrder(people: Person[], locale: string | undefined): Promise<Person[]> {
  const compare = comparing(locale)
  const named = people.map((person) => ({ person, name: nameOf(person.contact) ?? '' }))
  const sorted = await sortedInSlices(
    named,
    (a, b) => Number(a.name === '') - Number(b.name === '') || compare(a.name, b.name),
  )
  return sorted.map(({ person }) => person)
}

function page(
  people: Person[],
  part: Part,
  parts: Choice[],
  { offset }: CommandOf<'list'>,
  open: OpenBook,
): Reply & { kind: 'listing' } {
  return {
    kind: 'listing',
    of: part.of,
    part: part.shown,
    parts,
    page: people.slice(offset, offset + PAGE),
    offset,
    total: people.length,
    unread: open.unread(),
  }
}

const MOST_RECENT = 24
/** At most this many of the contacts that were added last are looked up: each look-up in the copy takes up to half a
 *  millisecond. */
const MOST_LOOKED_FOR = 4 * MOST_RECENT

/** The people who were added last, according to Outlook: the copy does not know when they were added. */
async function listRecent(command: CommandOf<'list'>, exchange: Exchange, services: Services): Promise<void> {
  await withToken(command, exchange, services, async (token) => {
    const mailbox = mailboxOf(token, exchange, services)
    const open = await mailbox.book()
    const folders = open.book.folders.filter(({ chunks }) => chunks.length > 0)
    const added = await Promise.all(
      folders.map(({ id, isDefault }) =>
        services.graph.latest(mailbox.access, isDefault ? undefined : id, MOST_RECENT),
      ),
    )
    const latest = added.flat().toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    const shown = await peopleAmong(latest, open)
    const { parts } = await listedParts(open, undefined)
    await exchange.show(page(shown, { of: RECENT, shown: 'recent' }, parts, command, open))
  })
}

/** The first people that these contacts belong to, if the copy has them. */
export async function peopleAmong(
  contacts: readonly { id: string }[],
  open: Pick<OpenBook, 'person'>,
): Promise<Person[]> {
  const people = new Map<string, Person>()
  const slice = slices()
  for (const { id } of contacts.slice(0, MOST_LOOKED_FOR)) {
    if (people.size === MOST_RECENT) break
    if (slice.isOver()) await slice.next()
    const person = await open.person(id)
    if (person && !people.has(person.contact.id)) people.set(person.contact.id, person)
  }
  return [...people.values()]
}
