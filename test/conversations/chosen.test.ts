// The answer to “Which one do you want to delete?” in words.
import { describe, expect } from 'vitest'
import { en } from '../../src/text/en.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { readable } from '../world.ts'
import { type Talk, test } from './talk.ts'

const { question, unclearAnswer, which, whichEntry } = en.changing

/** Three people called Zeb, in the order in which they are shown. */
function bobs({ mailbox, world }: Talk) {
  const made = [
    mailbox.add({ displayName: 'Zeb Quill', companyName: 'Fabrikam', mobilePhone: '+44 7700 900123' }),
    mailbox.add({
      displayName: 'Zeb Quire',
      companyName: 'Contoso',
      emailAddresses: [{ address: 'bq@wingtip.example' }],
    }),
    mailbox.add({ displayName: 'Zeb Quist', companyName: 'Contoso Labs', jobTitle: 'Cook' }),
  ]
  world.age(61_000)
  return made
}

async function asked(talk: Talk, to: 'edit' | 'delete' = 'delete'): Promise<Message> {
  const card = await talk.ask(`${to} zeb`)
  expect(readable(card)).toMatch(/Zeb Quill[^]*Zeb Quire[^]*Zeb Quist/)
  expect(readable(card)).toContain(which[to](3))
  return card
}

describe('after “Which contact do you want to delete?”', () => {
  test.for([
    ['1', 'Zeb Quill'],
    ['#2', 'Zeb Quire'],
    ['number 3.', 'Zeb Quist'],
    ['two', 'Zeb Quire'],
    ['the first one', 'Zeb Quill'],
    ['Second!', 'Zeb Quire'],
    ['the 3rd, please', 'Zeb Quist'],
    ['the last one', 'Zeb Quist'],
    ['last', 'Zeb Quist'],
    ['delete the second one', 'Zeb Quire'],
    ['delete 2', 'Zeb Quire'],
    ['yes, delete the first one', 'Zeb Quill'],
    ['ok, please delete 3', 'Zeb Quist'],
    ['fabrikam', 'Zeb Quill'],
    ['the one at Fabrikam', 'Zeb Quill'],
    ['the contoso labs one', 'Zeb Quist'],
    ['bq@wingtip.example', 'Zeb Quire'],
    ['the one with +44 7700 900123', 'Zeb Quill'],
    ['07700 900123', 'Zeb Quill'],
    ['Quire', 'Zeb Quire'],
    ['the cook', 'Zeb Quist'],
  ] as const)('%s asks about that contact, and deletes nobody', async ([text, name], { open }) => {
    const talk = await open()
    const made = bobs(talk)
    await asked(talk)
    expect(readable(await talk.ask(text))).toContain(question(name))
    for (const { id } of made) expect(talk.mailbox.contact(id)).toBeDefined()
  })

  test.for([
    'contoso',
    'zeb',
    'zaphod',
    'edit the first one',
    'the first one?',
    '1?',
    'no',
    'the one at Nowhere',
    'fabrikm',
  ])('%s chooses none', async (text, { open }) => {
    const talk = await open()
    bobs(talk)
    await asked(talk)
    const answer = readable(await talk.ask(text))
    for (const name of ['Zeb Quill', 'Zeb Quire', 'Zeb Quist']) expect(answer).not.toContain(question(name))
  })

  test.for(['4', '#0', '99', 'the eighth one'])(
    '%s is too far, and the question stays open',
    async (text, { open }) => {
      const talk = await open()
      bobs(talk)
      await asked(talk)
      expect(readable(await talk.ask(text))).toBe(unclearAnswer)
      expect(readable(await talk.ask('2'))).toContain(question('Zeb Quire'))
    },
  )

  test('an answer counts the contacts as they were shown', async ({ open }) => {
    const talk = await open()
    const [first] = bobs(talk)
    await asked(talk)
    talk.mailbox.add({ displayName: 'Zeb Quaint' })
    talk.mailbox.remove(first?.id ?? '')
    talk.world.age(61_000)
    expect(readable(await talk.ask('second'))).toContain(question('Zeb Quire'))
    await talk.ask('delete zeb')
    const [gone] = talk.mailbox.folders
      .flatMap(({ id }) => talk.mailbox.contacts(id))
      .filter(({ displayName }) => displayName === 'Zeb Quaint')
    talk.mailbox.remove(gone?.id ?? '')
    talk.world.age(61_000)
    expect(readable(await talk.ask('1'))).toBe(en.contact.gone)
  })

  test('the last one is unclear if more were found than are shown', async ({ open }) => {
    const talk = await open()
    for (const letter of 'abcdefghij') talk.mailbox.add({ displayName: `Zeb Qu${letter}` })
    talk.world.age(61_000)
    expect(readable(await talk.ask('delete zeb'))).toContain(which.delete(10))
    expect(readable(await talk.ask('the last one'))).toBe(unclearAnswer)
    expect(readable(await talk.ask('8'))).toContain(question('Zeb Quh'))
  })

  test('a no still ends it, and then a place is looked for', async ({ open }) => {
    const talk = await open()
    bobs(talk)
    await asked(talk)
    expect(readable(await talk.ask('no'))).toBe(en.form.cancelled)
    for (const text of ['1', 'first', 'last one'])
      expect(readable(await talk.ask(text))).not.toContain('Outlook contacts?')
    await asked(talk)
    await talk.ask('find contact Alice')
    expect(readable(await talk.ask('2'))).not.toContain('Outlook contacts?')
  })

  test.for([
    ['alice', 'Alice Admin'],
    ['fabrikam', en.trouble.contacts_down],
  ] as const)('%s is read while Outlook is down', async ([text, expected], { open }) => {
    const talk = await open()
    bobs(talk)
    await asked(talk)
    talk.world.age(61_000)
    talk.faults.add({ match: 'graph', status: 503 })
    const answer = await talk.ask(text)
    await talk.chat.settled()
    expect(readable(talk.now(answer))).toContain(expected)
  })

  test.for(['2', 'yes, delete the second one'])(
    '%s that is delivered again asks about the same contact',
    async (text, { open }) => {
      const talk = await open()
      bobs(talk)
      await asked(talk)
      const activity = talk.chat.compose(text)
      talk.faults.add({ match: /^(POST|PUT) \/teams\/v3\//, status: 500 })
      expect((await talk.chat.redeliver(activity)).status).toBe(502)
      talk.faults.clear()
      await talk.chat.redeliver(activity)
      await talk.chat.settled()
      expect(readable(talk.chat.messages.at(-1) as Message)).toContain(question('Zeb Quire'))
    },
  )
})

test.for(['1', 'fabrikam'])(
  'S80 a late answer changes nothing: %s that was sent before the question chooses nobody',
  async (text, { open }) => {
    const talk = await open()
    bobs(talk)
    const late = talk.chat.compose(text)
    await asked(talk)
    await talk.chat.redeliver(late)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1) as Message)).not.toContain(question('Zeb Quill'))
  },
)

test('after “Which contact do you want to edit?” a place opens the form', async ({ open }) => {
  const talk = await open()
  bobs(talk)
  for (const [text, name] of [
    ['the second one', 'Zeb Quire'],
    ['fabrikam', 'Zeb Quill'],
    ['edit 3', 'Zeb Quist'],
  ] as const) {
    await asked(talk, 'edit')
    expect(readable(await talk.ask(text))).toContain(en.form.edit(name))
  }
})

test('of a person’s entries, a place on the page or what only one of them has chooses one', async ({ open }) => {
  const talk = await open()
  const mobilePhone = '+1 206 555 0100'
  for (const jobTitle of ['Cook', 'Pilot']) talk.mailbox.add({ displayName: 'Tom Twin', jobTitle, mobilePhone })
  talk.world.age(61_000)
  for (const [text, jobTitle] of [
    ['1', 'Cook'],
    ['the last one', 'Pilot'],
    ['the pilot', 'Pilot'],
    ['cook', 'Cook'],
  ] as const) {
    expect(readable(await talk.ask('delete tom twin'))).toContain(whichEntry.delete(2))
    const answer = readable(await talk.ask(text))
    expect(answer).toContain(question('Tom Twin'))
    expect(answer).toContain(jobTitle)
    expect(answer).toContain(en.changing.otherEntries(1))
  }
})

test('the one person who may be meant is chosen by a place, too', async ({ open }) => {
  const talk = await open()
  talk.mailbox.add({ displayName: 'Al Bradman' })
  talk.world.age(61_000)
  expect(readable(await talk.ask('delete Don Bradman'))).toContain(which.delete(1))
  expect(readable(await talk.ask('the first one'))).toContain(question('Al Bradman'))
})
