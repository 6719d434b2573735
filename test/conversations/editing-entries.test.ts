// A person can have several contacts. The bot asks which one to edit or delete, and changes exactly the one whose button is
// pressed.
import { describe, expect } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { immutableId } from '../../emulator/graph/mailbox.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { inputsOf, nowIn, pressForm } from '../forms.ts'
import { readable, signInWith } from '../world.ts'
import { type Talk, test } from './talk.ts'

const { changing } = en
const SHARED = { displayName: 'Nora Quist', emailAddresses: [{ address: 'nora@quill.example' }] }

const press = ({ chat }: Talk, message: Message, title: string, typed?: Record<string, unknown>) =>
  pressForm(chat, message, title, typed)

/** The titles of a card's rows. */
const rowsOf = (card: Message) =>
  actionsOf(card).flatMap(({ title }) => (title?.startsWith(SHARED.displayName) ? [title] : []))

/** Presses the row with this title. */
async function choose(talk: Talk, card: Message, says: string): Promise<Message> {
  const row = rowsOf(card).find((title) => title.includes(says))
  expect(row, `a row with ${says}`).toBeDefined()
  return press(talk, card, row ?? '')
}

/** Sends what a button with this data sends. */
async function act({ chat }: Talk, card: Message, data: Record<string, unknown>): Promise<Message> {
  await chat.act(card, { type: 'Action.Execute', title: '', verb: String(data['command']), data })
  await chat.settled()
  return nowIn(chat, card)
}

/** Adds two contacts for one person, which differ only in `one` and `other`. @returns their ids */
function addTwo({ mailbox, world }: Talk, one: object, other: object, folder?: string): [string, string] {
  const ids = [mailbox.add({ ...SHARED, ...one }).id, mailbox.add({ ...SHARED, ...other }, folder).id] as const
  world.age(61_000)
  return [...ids]
}

const here = ({ mailbox }: Talk) =>
  mailbox.folders
    .flatMap(({ id }) => mailbox.contacts(id))
    .flatMap(({ displayName, id }) => (displayName === SHARED.displayName ? [id] : []))

/** The ways to ask for one to be changed: by name, and by the button of the person's card. */
const WAYS = ['command', 'button'] as const
type Way = (typeof WAYS)[number]

async function asked(talk: Talk, to: 'edit' | 'delete', way: Way): Promise<Message> {
  if (way === 'command') return talk.ask(`${to} contact Nora Quist`)
  return press(talk, await talk.ask('find contact Nora Quist'), to === 'edit' ? changing.edit : changing.remove)
}

async function allowed(talk: Talk): Promise<Talk> {
  await signInWith(await press(talk, await talk.ask('add contact Paula Permission'), en.form.save), megan)
  await talk.chat.settled()
  return talk
}

describe.each(WAYS)('a person with two contacts, by %s', (way) => {
  test.for([0, 1])('either can be deleted, and the other stays: %i', async (which, { open }) => {
    const talk = await allowed(await open())
    const ids = addTwo(talk, { mobilePhone: '+44 7700 900001' }, { jobTitle: 'Cook', department: 'Kitchen' })
    const card = await asked(talk, 'delete', way)
    expect(readable(card)).toContain(changing.whichEntry.delete(2))
    expect(here(talk)).toHaveLength(2)
    const row = rowsOf(card).find((title) => title.includes('Cook') === (which === 1))
    const question = await press(talk, card, row ?? '')
    expect(readable(question)).toContain(changing.question('Nora Quist'))
    expect(readable(question).includes('Cook')).toBe(which === 1)
    expect(readable(question)).toContain(changing.otherEntries(1))
    await press(talk, question, changing.confirm)
    expect(here(talk)).toEqual(ids.filter((_, n) => n !== which))
  })

  test.for([0, 1])('either can be edited: %i', async (which, { open }) => {
    const talk = await allowed(await open())
    const numbers = ['+44 20 7946 0001', '+44 20 7946 0002']
    const ids = addTwo(talk, { businessPhones: [numbers[0]] }, { businessPhones: [numbers[1]] })
    const card = await asked(talk, 'edit', way)
    expect(readable(card)).toContain(changing.whichEntry.edit(2))
    const row = rowsOf(card).find((title) => title.endsWith(numbers[which] ?? ''))
    const form = await press(talk, card, row ?? '')
    expect(inputsOf(form)).toMatchObject({ businessPhone1: numbers[which] })
    expect(readable(form)).toContain(changing.otherEntries(1))
    expect(readable(await press(talk, form, en.form.save, { jobTitle: 'Cook' }))).toContain(en.news.changed)
    expect(ids.map((id) => talk.mailbox.contact(id)?.jobTitle)).toEqual(
      ids.map((_, n) => (n === which ? 'Cook' : null)),
    )
  })
})

test('if nothing else differs, the rows name the folders', async ({ open }) => {
  const talk = await open()
  const folder = talk.mailbox.folders.find(({ displayName }) => displayName === 'Family')
  addTwo(talk, {}, {}, folder?.id)
  const question = await choose(talk, await talk.ask('delete contact Nora Quist'), 'Family')
  expect(readable(question)).toContain('Family')
})

test('a deletion asks about the same contact after the sign-in that it needs', async ({ open }) => {
  const talk = await open()
  const [one] = addTwo(talk, {}, { jobTitle: 'Cook' })
  const question = await choose(talk, await talk.ask('delete contact Nora Quist'), 'Cook')
  await signInWith(await press(talk, question, changing.confirm), megan)
  await talk.chat.settled()
  const again = talk.chat.messages.at(-1) as Message
  expect(readable(again)).toContain(changing.question('Nora Quist'))
  await press(talk, again, changing.confirm)
  expect(here(talk)).toEqual([one])
})

test('the button of an older card asks as well, and only “true” is an answer', async ({ open }) => {
  const talk = await open()
  const [one, other] = addTwo(talk, {}, { jobTitle: 'Cook' }).map(immutableId)
  const card = await talk.ask('find contact Nora Quist')
  for (const entry of [undefined, 'true', 1, null])
    expect(readable(await act(talk, card, { command: 'delete', contactId: one, entry }))).toContain(
      changing.whichEntry.delete(2),
    )
  const question = await act(talk, card, { command: 'delete', contactId: other, entry: true })
  expect(readable(question)).toContain(changing.question('Nora Quist'))
  expect(readable(question)).toContain('Cook')
})

test('the answer says that a contact is gone if it was deleted meanwhile, even if the person has another', async ({
  open,
}) => {
  const talk = await open()
  const [, other] = addTwo(talk, {}, { jobTitle: 'Cook' })
  const cards = [await talk.ask('delete contact Nora Quist'), await talk.ask('edit contact Nora Quist')]
  talk.mailbox.remove(other)
  talk.world.age(61_000)
  for (const card of cards) expect(readable(await choose(talk, card, 'Cook'))).toContain(en.contact.gone)
})

test('each of many contacts for one person can be reached', async ({ open }) => {
  const talk = await open()
  for (let n = 1; n <= 11; n += 1) talk.mailbox.add({ ...SHARED, jobTitle: `Cook ${n}` })
  talk.world.age(61_000)
  const first = await talk.ask('edit contact Nora Quist')
  expect(readable(first)).toContain(changing.whichEntry.edit(11))
  const shown = rowsOf(first)
  const second = await press(talk, first, en.contacts.next)
  expect(new Set([...shown, ...rowsOf(second)]).size).toBe(11)
  const [last = ''] = rowsOf(second).slice(-1)
  expect(inputsOf(await press(talk, second, last))['jobTitle']).toBe(/Cook \d+/.exec(last)?.[0])
})
