import { expect, test } from 'vitest'
import { type OpenBook, openBook } from '../../src/book/open-book.ts'
import { messageOf } from '../../src/cards/cards.ts'
import { duplicatesIn } from '../../src/commands/editing/duplicates.ts'
import { listedParts } from '../../src/commands/editing/listed-parts.ts'
import { entriesOf } from '../../src/commands/editing/merge.ts'
import { replyOf } from '../../src/commands/find.ts'
import { compileAhead } from '../../src/commands/parsing/grammar.ts'
import { matchesOf } from '../../src/commands/matches.ts'
import { questionOf } from '../../src/commands/parsing/question.ts'
import { CLOUDS } from '../../src/config/clouds.ts'
import { noValues } from '../../src/editing/inputs.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { budget, isUsedUp } from '../../src/search/search.ts'
import { en } from '../../src/text/en.ts'
import { readVCards } from '../../src/vcard/read.ts'
import { writeVCards } from '../../src/vcard/write.ts'
import { type Hostile, hostile, hostilePeople } from '../search/hostile.ts'
import { expectWithin, type Watched, watched } from '../timing.ts'

/** How many random books are made, and how many contacts each has. HOSTILE_CONTACTS=50000 makes them as large as the largest
 *  mailbox. Several numbers, such as 200,2000, are taken in turn. */
const BOOKS = Number(process.env['HOSTILE_BOOKS'] ?? 4)
const CONTACTS = (process.env['HOSTILE_CONTACTS'] ?? '1500').split(',').map(Number)
const FIRST = Number(process.env['HOSTILE_FIRST'] ?? 1)
const CHUNK = 100

const OWNER = { key: 'address-book/x', mailbox: 'tenant/megan', base: 'https://graph.example/v1.0' }

/** Contacts as they are read: a page at a time, with all texts cut. */
async function read(contacts: readonly Contact[]): Promise<Contact[][]> {
  const chunks: Contact[][] = []
  for (let from = 0; from < contacts.length; from += CHUNK) {
    chunks.push(contacts.slice(from, from + CHUNK).flatMap((one) => fromGraph(one) ?? []))
    await new Promise(setImmediate)
  }
  return chunks
}

function bookOf(chunks: Contact[][]): OpenBook {
  return openBook(OWNER, { readAt: 1, folders: [{ id: 'f', path: ['Contacts'], isDefault: true, chunks }] })
}

/** Handles a question, from its text to the message that is sent. */
async function answered(book: OpenBook, query: string, recent: readonly string[]) {
  const left = budget()
  const question = questionOf(query, en.commands)
  const found = await matchesOf(question, book, recent, left)
  const command = { type: 'find', query, offset: 0 } as const
  const reply = await replyOf({ command, question, found, left }, book)
  messageOf(reply, en, '28:bot', CLOUDS.public.links, true)
  return isUsedUp(left)
}

/** A form with the name, an address and a number of a contact. */
const formOf = ({ displayName = '', emailAddresses: [email], mobilePhone = '' }: Contact) => ({
  ...noValues(),
  displayName,
  email1: email?.address ?? '',
  mobilePhone,
})

type Step = 'read' | 'person' | 'index' | 'answer' | 'duplicates' | 'merge' | 'parts' | 'vcards'

/** The longest time of each step, and where it happened. */
function longest() {
  const most = new Map<
    Step,
    { heldMs: number; collectingMs: number; heldWallMs: number; ms: number; held: string; all: string; times: number }
  >()
  return {
    most,
    async of<Made>(step: Step, where: string, work: () => Promise<Made>): Promise<Made> {
      const { made, heldMs, collectingMs, heldWallMs, ms }: Watched<Made> = await watched(work)
      const before = most.get(step) ?? { heldMs: 0, collectingMs: 0, heldWallMs: 0, ms: 0, held: '', all: '', times: 0 }
      most.set(step, {
        heldMs: Math.max(heldMs, before.heldMs),
        collectingMs: Math.max(collectingMs, before.collectingMs),
        heldWallMs: Math.max(heldWallMs, before.heldWallMs),
        ms: Math.max(ms, before.ms),
        held: heldMs > before.heldMs ? where : before.held,
        all: ms > before.ms ? where : before.all,
        times: before.times + 1,
      })
      return made
    },
  }
}

async function play(seed: number, { contacts, queries }: Hostile, { of }: ReturnType<typeof longest>): Promise<number> {
  const where = `book ${seed} of ${contacts.length}`
  const chunks = await of('read', where, () => read(contacts))
  const all = chunks.flat()
  const some = all.slice(-3)
  await of('person', where, async () => {
    const fresh = bookOf(chunks)
    for (const { id } of some) expect((await fresh.person(id))?.contact.id).toBe(id)
  })
  const book = bookOf(chunks)
  await of('index', where, () => book.find('zzzz'))
  const recent = all.slice(0, 50).map(({ id }) => id)
  let cutShort = 0
  for (const query of queries)
    cutShort += Number(await of('answer', `${where}: ${query}`, () => answered(book, query, recent)))
  for (const contact of some) {
    const values = formOf(contact)
    const people = await of('duplicates', where, () => duplicatesIn(book, values))
    await of('merge', where, () => entriesOf(people.slice(0, 10), book))
  }
  await of('parts', where, () => listedParts(book, 'named:zzzz'))
  await of('vcards', where, async () => readVCards(await writeVCards(all.slice(0, 500))))
  return cutShort
}

test('S62 no book and no question hold up others, from reading to the answer', { timeout: 36_000_000 }, async () => {
  // As at the start of the program.
  await compileAhead(en.commands.questions)
  const figures = longest()
  let questions = 0
  let cutShort = 0
  for (let seed = FIRST; seed < FIRST + BOOKS; seed++) {
    const size = CONTACTS[seed % CONTACTS.length] ?? 0
    const made = seed % 3 === 0 ? hostilePeople(seed, size) : hostile(seed, size, 300)
    cutShort += await play(seed, made, figures)
    questions += made.queries.length
  }
  expect(questions).toBeGreaterThanOrEqual(BOOKS * 20)
  if (process.env['HOSTILE_BOOKS']) {
    console.log(BOOKS, 'books,', questions, 'questions,', cutShort, 'cut short; at most:')
    console.log(figures.most)
  }
  for (const { heldMs } of figures.most.values()) expectWithin(50, heldMs)
  expectWithin(1_200, figures.most.get('answer')?.ms ?? 0)
})
