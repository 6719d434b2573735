import { describe, expect, test } from 'vitest'
import { openBook } from '../../src/book/open-book.ts'
import { replyOf } from '../../src/commands/find.ts'
import { matchesOf } from '../../src/commands/matches.ts'
import { questionOf } from '../../src/commands/parsing/question.ts'
import type { Contact } from '../../src/graph/contact.ts'
import { budget } from '../../src/search/search.ts'
import { en } from '../../src/text/en.ts'
import { person } from '../search/contacts.ts'

async function replyIn(contacts: Contact[], query: string, left = budget()) {
  const open = openBook(
    { key: 'k', mailbox: 'm', base: 'b' },
    { readAt: 1, folders: [{ id: 'f', path: ['Contacts'], isDefault: true, chunks: [contacts] }] },
  )
  const question = questionOf(query, en.commands)
  const found = await matchesOf(question, open, [], left)
  return replyOf({ command: { type: 'find', query, offset: 0 }, question, found, left }, open)
}

test('an answer says when the search was stopped early', async () => {
  const alice = person({ displayName: 'Alice' })
  expect(await replyIn([alice], 'alice')).not.toHaveProperty('isCutShort')
  expect(await replyIn([alice], '*', { steps: 1, ms: 1_000 })).toMatchObject({ isCutShort: true })
})

test('a few digits say which of two people with similar names is meant', async () => {
  const fiona = person({ displayName: 'Fiona McAllister', mobilePhone: '+44 7700 945123' })
  const namesake = person({ displayName: 'Fiona Mcalister', mobilePhone: '+44 7700 900777' })
  const reply = await replyIn([namesake, fiona], 'fiona mcalister 451')
  expect(reply).toMatchObject({
    kind: 'contacts',
    page: [
      { because: 'sound', person: { contact: fiona } },
      { because: undefined, person: { contact: namesake } },
    ],
  })
  expect(await replyIn([fiona], 'fiona mcalister 451')).toMatchObject({ kind: 'contact', person: { contact: fiona } })
})

test('a match by a few digits in the middle of a number is not shown as the best match', async () => {
  const fiona = person({ displayName: 'Fiona McAllister', mobilePhone: '+44 7700 945123' })
  const row = { because: 'phone', person: { contact: fiona } }
  expect(await replyIn([fiona], '451')).toMatchObject({ kind: 'contacts', page: [row] })
  expect(await replyIn([fiona], '123')).toMatchObject({ kind: 'contact', person: { contact: fiona } })
})

test('only a complete search says that nobody matches', async () => {
  const book = { suggest: async () => [], find: async () => [], size: async () => ({ contacts: 1, folders: 1 }) }
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

describe('a name that nobody has as a whole', () => {
  const smiths = ['Ada', 'Jane', 'John', 'Xenia', 'Oliver Smith-'].map((name) =>
    person({ displayName: `${name} Smith` }),
  )
  const others = [
    person({ displayName: 'Bo Lund', companyName: 'Smithson Ltd.' }),
    person({ displayName: 'Xavier', companyName: 'Smith & Co' }),
  ]

  test('says how many have the family name, and names those with that initial first', async () => {
    for (const query of ['xaver smith', 'find bill smith']) {
      expect(await replyIn([...smiths, ...others.slice(0, 1)], query)).toMatchObject({
        kind: 'nobody',
        nameSharers: { part: 'smith', total: 5 },
      })
    }
    const { suggestions } = (await replyIn(smiths, 'xaver smith')) as { suggestions?: string[] }
    expect(suggestions?.[0]).toBe('Xenia Smith')
    expect(suggestions).toHaveLength(3)
  })

  test('says how many have the given name, if nobody has the family name', async () => {
    const adas = ['Byron', 'Lovelace', 'Smith', 'Yonath'].map((name) => person({ displayName: `Ada ${name}` }))
    expect(await replyIn(adas, 'ada zaphod')).toMatchObject({ kind: 'nobody', nameSharers: { part: 'ada', total: 4 } })
  })

  test('names nobody with a part of the name if nobody has one, nor if there are similar names', async () => {
    for (const query of ['xaver zaphod', 'smith', 'please order a smith pizza for us'])
      expect(await replyIn(smiths, query)).not.toHaveProperty('nameSharers')
    const similar = await replyIn([...smiths, person({ displayName: 'Zelma Quist' })], 'xaver quist')
    expect(similar).toMatchObject({ suggestions: ['Zelma Quist'] })
    expect(similar).not.toHaveProperty('nameSharers')
  })

  test('a similar name and the beginning of a company are not shown as the best match', async () => {
    const kim = person({ displayName: '김민준', givenName: '민준', surname: '김', companyName: 'Smithson & Sons' })
    expect(await replyIn([...smiths, kim], 'jim smith')).toMatchObject({
      kind: 'contacts',
      page: [{ because: 'sound', person: { contact: kim } }],
      nameSharers: { part: 'smith', total: 5 },
    })
  })
})
