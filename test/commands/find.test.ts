import { expect, test } from 'vitest'
import { replyOf } from '../../src/commands/find.ts'
import { questionOf } from '../../src/commands/question.ts'
import { budget } from '../../src/search/search.ts'
import { en } from '../../src/text/en.ts'

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
