import { expect, test } from 'vitest'
import { openBook } from '../../src/book/open-book.ts'
import { replyOf } from '../../src/commands/find.ts'
import { matchesOf } from '../../src/commands/matches.ts'
import { questionOf } from '../../src/commands/question.ts'
import { budget } from '../../src/search/search.ts'
import { en } from '../../src/text/en.ts'
import { person } from '../search/contacts.ts'

test('an answer says when the search was stopped early', async () => {
  const open = openBook(
    { key: 'k', mailbox: 'm', base: 'b' },
    {
      readAt: 1,
      folders: [{ id: 'f', path: ['Contacts'], isDefault: true, chunks: [[person({ displayName: 'Alice' })]] }],
    },
  )
  const replyTo = async (query: string, left: ReturnType<typeof budget>) => {
    const question = questionOf(query, en.commands)
    const found = await matchesOf(question, open, [], left)
    return replyOf({ command: { type: 'find', query, offset: 0 }, question, found, left }, open)
  }
  expect(await replyTo('alice', budget())).not.toHaveProperty('isCutShort')
  expect(await replyTo('*', { steps: 1, ms: 1_000 })).toMatchObject({ isCutShort: true })
})

test('only a search that has looked everywhere says that nobody matches', async () => {
  const book = { suggest: async () => [], size: () => ({ contacts: 1, folders: 1 }) }
  const reply = (left: ReturnType<typeof budget>) =>
    replyOf(
      {
        command: { type: 'find', query: 'zaphod', offset: 0 },
        question: questionOf('zaphod', en.commands),
        found: [],
        left,
      },
      book,
    )
  expect(await reply(budget())).toMatchObject({ kind: 'nobody', query: 'zaphod' })
  expect(await reply({ ...budget(), steps: 0 })).toEqual({ kind: 'search_too_long' })
  expect(await reply({ ...budget(), ms: 0 })).toEqual({ kind: 'search_too_long' })
})
