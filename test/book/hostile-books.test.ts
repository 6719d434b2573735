import { expect, test } from 'vitest'
import { budget, isUsedUp } from '../../src/search/search.ts'
import { type OpenBook, openBook } from '../../src/book/open-book.ts'
import { matchesOf } from '../../src/commands/matches.ts'
import { questionOf } from '../../src/commands/question.ts'
import { replyOf } from '../../src/commands/find.ts'
import { en } from '../../src/text/en.ts'
import type { Contact } from '../../src/graph/contact.ts'
import { hostile, hostilePeople } from '../search/hostile.ts'
import { expectWithin, watched } from '../timing.ts'

/** So many random books are made, each with so many contacts. HOSTILE_CONTACTS=50000 makes them as large as the largest mailbox. */
const BOOKS = Number(process.env['HOSTILE_BOOKS'] ?? 4)
const CONTACTS = Number(process.env['HOSTILE_CONTACTS'] ?? 1_500)
const FIRST = Number(process.env['HOSTILE_FIRST'] ?? 1)
const CHUNK = 100

const OWNER = { key: 'address-book/x', mailbox: 'tenant/megan', base: 'https://graph.example/v1.0' }

function bookWith(contacts: readonly Contact[]): OpenBook {
  const chunks = Array.from({ length: Math.ceil(contacts.length / CHUNK) }, (_, n) =>
    contacts.slice(n * CHUNK, (n + 1) * CHUNK),
  )
  return openBook(OWNER, { readAt: 1, folders: [{ id: 'f', path: ['Contacts'], isDefault: true, chunks }] })
}

/** A question from the text to what is said. */
async function answered(book: OpenBook, query: string, recent: readonly string[]) {
  const left = budget()
  const question = questionOf(query, en.commands)
  const found = await matchesOf(question, book, recent, left)
  const command = { type: 'find', query, offset: 0 } as const
  const reply = await replyOf({ command, question, found, left }, book)
  return { reply, isUsedUp: isUsedUp(left) }
}

test('S62 no book and no question hold up others, from indexing to the answer', { timeout: 36_000_000 }, async () => {
  const most = { indexHeldMs: 0, heldMs: 0, ms: 0 }
  const worst = { index: '', held: '', ms: '' }
  let questions = 0
  let cutShort = 0
  for (let seed = FIRST; seed < FIRST + BOOKS; seed++) {
    const { contacts, queries } = seed % 3 === 0 ? hostilePeople(seed, CONTACTS) : hostile(seed, CONTACTS, 300)
    const book = bookWith(contacts)
    const made = await watched(() => book.find('zzzz'))
    if (made.heldMs > most.indexHeldMs) [most.indexHeldMs, worst.index] = [made.heldMs, `book ${seed}`]
    const recent = contacts.slice(0, 50).map(({ id }) => id)
    for (const query of queries) {
      const { heldMs, ms, made } = await watched(() => answered(book, query, recent))
      questions += 1
      cutShort += Number(made.isUsedUp)
      if (heldMs > most.heldMs) [most.heldMs, worst.held] = [heldMs, `book ${seed}: ${query}`]
      if (ms > most.ms) [most.ms, worst.ms] = [ms, `book ${seed}: ${query}`]
    }
  }
  expect(questions).toBeGreaterThanOrEqual(BOOKS * 20)
  if (process.env['HOSTILE_BOOKS']) console.log(questions, 'questions,', cutShort, 'cut short; at most:', most, worst)
  expectWithin(50, most.indexHeldMs)
  expectWithin(50, most.heldMs)
  expectWithin(1_200, most.ms)
})
