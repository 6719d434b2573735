// Changes of contacts in which a press comes twice, an answer is lost, or the work is interrupted.
import { describe, expect } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { inputsOf, nowIn, pressForm } from '../forms.ts'
import { greta, withGreta } from '../personal-account.ts'
import { readable, signInWith } from '../world.ts'
import { withoutStored } from './stored.ts'
import { type Talk, test } from './talk.ts'

/** A chat with a person who has allowed changes. */
async function allowed(talk: Talk, who = megan): Promise<Talk> {
  await signInWith(await press(talk, await talk.ask('add contact Paula Permission'), en.form.save), who)
  await talk.chat.settled()
  return talk
}

const press = ({ chat }: Talk, message: Message, title: string, typed?: Record<string, unknown>) =>
  pressForm(chat, message, title, typed)

const named = ({ mailbox }: Pick<Talk, 'mailbox'>, name = 'Nora Quist') =>
  mailbox.folders.flatMap(({ id }) => mailbox.contacts(id)).filter(({ displayName }) => displayName === name)

/** Presses a button of a message twice, as a client that sends messages for buttons does. @returns the answer to each press */
async function twice({ chat }: Talk, card: Message, title: string, inputs: Record<string, unknown> = {}) {
  const before = chat.messages.length
  for (const _ of [1, 2]) await chat.press(card, title, { inputs: { ...inputsOf(card), ...inputs }, fallback: true })
  await chat.settled()
  return [nowIn(chat, card), ...chat.messages.slice(before)].filter(({ from }) => from === 'bot')
}

/** A press that the channel does not take for a repetition of the previous one. */
let presses = 0
const pressedAgain = (talk: Talk, card: Message, title: string, typed: Record<string, unknown> = {}) =>
  press(talk, card, title, { ...typed, press: (presses += 1) })

async function withEntries(talk: Talk, count: number): Promise<Message> {
  for (let n = 1; n <= count; n += 1)
    talk.mailbox.add({ displayName: 'Nora Quist', companyName: `Quill ${n}`, personalNotes: `Note ${n}.` })
  talk.world.age(61_000)
  return talk.ask('merge contacts Nora Quist')
}

describe('merging asks before it merges', () => {
  test('S79 only what was shown is merged: “Next” that comes twice merges nothing', async ({ open }) => {
    const talk = await allowed(await open())
    const which = await withEntries(talk, 3)
    const shown = await twice(talk, which, en.changing.mergeNext, { entries: '0,1' })
    const card = shown.findLast((message) => readable(message).includes(en.changing.mergeTitle)) as Message
    expect(named(talk)).toHaveLength(3)
    expect(readable(card)).not.toContain(en.changing.mergeAgain)
    expect(readable(await press(talk, card, en.changing.mergeButton))).toContain(en.news.merged)
    expect(named(talk)).toHaveLength(2)
  })

  test('S79 only what was shown is merged: “Merge” that comes twice merges nothing if somebody has changed an entry meanwhile', async ({
    open,
  }) => {
    const talk = await allowed(await open())
    const card = await withEntries(talk, 2)
    talk.mailbox.change(named(talk)[0]?.id ?? '', { companyName: 'Quorum' })
    const shown = await twice(talk, card, en.changing.mergeButton)
    expect(named(talk)).toHaveLength(2)
    const again = shown.findLast((message) => readable(message).includes(en.changing.mergeAgain)) as Message
    expect(readable(await press(talk, again, en.changing.mergeButton))).toContain(en.news.merged)
  })

  test('S79 only what was shown is merged: one entry that is chosen twice is not merged with itself', async ({
    open,
  }) => {
    const talk = await allowed(await open())
    let card = await withEntries(talk, 3)
    card = await pressedAgain(talk, card, en.changing.mergeNext, { entries: '0,0' })
    expect(Object.keys(inputsOf(card))).toEqual(['entries'])
    expect(named(talk)).toHaveLength(3)
  })

  describe('the question which two is asked again if the person chose more or fewer than two', () => {
    const companies = (card: Message) =>
      [...JSON.stringify(card.attachments).matchAll(/"title":"Nora Quist · ([^"·]*[^"· ])[^"]*"/g)].map(
        ([, company]) => company,
      )

    /** Several entries of one person, each with a different spelling of the company. */
    async function withTwins(talk: Talk): Promise<Message> {
      const shared = { displayName: 'Nora Quist', emailAddresses: [{ address: 'nora@quill.example' }] }
      for (const form of ['Ltd', 'GmbH', 'Inc', 'LLC']) talk.mailbox.add({ ...shared, companyName: `Quill ${form}` })
      return asked(talk)
    }

    function asked(talk: Talk): Promise<Message> {
      talk.world.age(61_000)
      return talk.ask('merge contacts Nora Quist')
    }

    function remove(talk: Talk, company: string | undefined): void {
      const gone = named(talk).find(({ companyName }) => companyName === company)
      talk.mailbox.remove(gone?.id ?? '')
      talk.world.age(61_000)
    }

    test('each of several entries of one person is shown with its own company', async ({ open }) => {
      const talk = await allowed(await open())
      talk.mailbox.add({ displayName: 'Nora Quist', emailAddresses: [{ address: 'nora@quill.example' }] })
      await withTwins(talk)
      const card = await asked(talk)
      const shown = companies(card)
      expect(new Set(shown).size).toBe(5)
      expect(companies(await pressedAgain(talk, card, en.changing.mergeNext, { entries: '0' }))).toEqual(shown)
    })

    test('S79 only what was shown is merged: the two that were chosen, if another entry is gone', async ({ open }) => {
      const talk = await allowed(await open())
      let card = await withTwins(talk)
      const [first, ...others] = companies(card)
      remove(talk, first)
      card = await pressedAgain(talk, card, en.changing.mergeNext, { entries: '0,1,2' })
      expect(companies(card)).toEqual(others)
      card = await pressedAgain(talk, card, en.changing.mergeNext, { entries: '1,2' })
      expect(readable(await pressedAgain(talk, card, en.changing.mergeButton))).toContain(en.news.merged)
      expect(new Set(named(talk).map(({ companyName }) => companyName))).toEqual(new Set(others.slice(0, 2)))
    })

    test('if only one of the entries is left, the answer is that there is nothing to merge', async ({ open }) => {
      const talk = await allowed(await open())
      let card = await withTwins(talk)
      for (const company of companies(card).slice(1)) remove(talk, company)
      card = await pressedAgain(talk, card, en.changing.mergeNext, { entries: '0' })
      expect(readable(card)).toContain(en.changing.mergeAlone('Nora Quist'))
    })
  })
})

test('S79 only what was shown is merged: “Next” with other entries does not merge those from before', async ({
  open,
}) => {
  const talk = await allowed(await open())
  const which = await withEntries(talk, 3)
  const card = await pressedAgain(talk, which, en.changing.mergeNext, { entries: '0,1' })
  talk.faults.add({ match: /^PATCH /, status: 503 })
  await pressedAgain(talk, card, en.changing.mergeButton)
  talk.faults.clear()
  await talk.chat.press(which, en.changing.mergeNext, { inputs: { entries: '0,2' }, fallback: true })
  await talk.chat.settled()
  expect(named(talk)).toHaveLength(3)
})

test('S79 only what was shown is merged: also on the second try, after an answer was lost', async ({ open }) => {
  const talk = await allowed(await open())
  const card = await withEntries(talk, 2)
  talk.faults.add({ match: /^PATCH /, cut: 'mid-body' })
  await pressedAgain(talk, card, en.changing.mergeButton)
  talk.faults.clear()
  for (const { id } of named(talk)) talk.mailbox.change(id, { mobilePhone: '+44 7700 900777' })
  const again = await pressedAgain(talk, card, en.changing.mergeButton)
  expect(named(talk)).toMatchObject([{ mobilePhone: '+44 7700 900777' }, { mobilePhone: '+44 7700 900777' }])
  expect(readable(await press(talk, again, en.changing.mergeButton))).toContain(en.news.merged)
  expect(named(talk)).toMatchObject([{ mobilePhone: '+44 7700 900777' }])
})

test('“Overwrite” that comes twice does not overwrite what was changed after it was shown', async ({ open }) => {
  const talk = await allowed(await open())
  const { id } = talk.mailbox.add({ displayName: 'Nora Quist', jobTitle: 'Cook' })
  talk.world.age(61_000)
  const form = await talk.ask('edit contact Nora Quist')
  talk.mailbox.change(id, { jobTitle: 'Baker' })
  const conflict = await press(talk, form, en.form.save, { jobTitle: 'Tailor' })
  talk.mailbox.change(id, { jobTitle: 'Weaver' })
  const shown = await twice(talk, conflict, en.changing.overwrite)
  expect(talk.mailbox.contact(id)?.jobTitle).toBe('Weaver')
  const last = shown.findLast((message) => readable(message).includes('Weaver')) as Message
  expect(readable(await press(talk, last, en.changing.overwrite))).toContain(en.news.changed)
  expect(talk.mailbox.contact(id)?.jobTitle).toBe('Tailor')
})

describe('interrupted work continues', () => {
  test('a deletion whose answer is lost can be undone', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist', jobTitle: 'Cook' })
    talk.world.age(61_000)
    const question = await talk.ask('delete contact Nora Quist')
    talk.faults.add({ match: /^DELETE /, status: 503 })
    expect(readable(await pressedAgain(talk, question, en.changing.confirm))).toContain(en.trouble.contacts_down)
    talk.faults.clear()
    talk.mailbox.remove(id)
    const deleted = await pressedAgain(talk, question, en.changing.confirm)
    expect(readable(deleted)).toContain(en.changing.deleted('Nora Quist'))
    expect(readable(await press(talk, deleted, en.changing.undo))).toContain(en.news.restored)
    expect(named(talk)).toMatchObject([{ jobTitle: 'Cook' }])
  })

  test('a deletion whose answer is lost can be undone by typing, once it is told', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist', jobTitle: 'Cook' })
    talk.world.age(61_000)
    const question = await talk.ask('delete contact Nora Quist')
    talk.faults.add({ match: /^DELETE /, status: 503 })
    await pressedAgain(talk, question, en.changing.confirm)
    talk.faults.clear()
    talk.mailbox.remove(id)
    await pressedAgain(talk, question, en.changing.confirm)
    expect(readable(await talk.ask('undo'))).toContain(en.news.restored)
    expect(named(talk)).toMatchObject([{ jobTitle: 'Cook' }])
  })

  test('a deletion that is tried again after the time for undo can be undone', async ({ open }) => {
    const talk = await allowed(await open())
    talk.mailbox.add({ displayName: 'Nora Quist', jobTitle: 'Cook' })
    talk.world.age(61_000)
    const question = await talk.ask('delete contact Nora Quist')
    talk.faults.add({ match: /^DELETE /, status: 503 })
    await pressedAgain(talk, question, en.changing.confirm)
    talk.faults.clear()
    await withoutStored(talk, 'undo/')
    const deleted = await pressedAgain(talk, question, en.changing.confirm)
    expect(readable(await press(talk, deleted, en.changing.undo))).toContain(en.news.restored)
    expect(named(talk)).toMatchObject([{ jobTitle: 'Cook' }])
  })

  test('a merge whose deletion has no answer can be undone', async ({ open }) => {
    const talk = await allowed(await open())
    const card = await withEntries(talk, 2)
    talk.faults.add({ match: /^DELETE /, status: 503 })
    await pressedAgain(talk, card, en.changing.mergeButton)
    talk.faults.clear()
    const [gone] = named(talk).filter(({ personalNotes }) => personalNotes?.includes('\n') !== true)
    talk.mailbox.remove(gone?.id ?? '')
    const merged = await pressedAgain(talk, card, en.changing.mergeButton)
    expect(readable(merged)).toContain(en.news.merged)
    expect(actionsOf(merged).map(({ title }) => title)).toContain(en.changing.mergeUndo)
    await press(talk, merged, en.changing.mergeUndo)
    expect(named(talk)).toHaveLength(2)
  })

  test('a merge whose write had no answer is not asked for again, and no note is added twice', async ({ open }) => {
    const talk = await allowed(await open())
    const card = await withEntries(talk, 2)
    talk.faults.add({ match: /^PATCH /, cut: 'mid-body' })
    expect(readable(await pressedAgain(talk, card, en.changing.mergeButton))).not.toContain(en.news.merged)
    talk.faults.clear()
    expect(readable(await pressedAgain(talk, card, en.changing.mergeButton))).toContain(en.news.merged)
    expect(named(talk).map(({ personalNotes }) => personalNotes?.split('\n').toSorted())).toEqual([
      ['Note 1.', 'Note 2.'],
    ])
  })

  test('a merge is made although Outlook says that the version is old, even if an answer is lost', async ({ open }) => {
    const talk = await allowed(await open())
    const card = await withEntries(talk, 2)
    const { untidy } = talk.world.emulator
    for (const one of ['conflict-without-precondition', 'answers-lost'] as const) untidy.add(one)
    expect(readable(await press(talk, card, en.changing.mergeButton))).toContain(en.news.merged)
    expect(named(talk).map(({ personalNotes }) => personalNotes?.split('\n').toSorted())).toEqual([
      ['Note 1.', 'Note 2.'],
    ])
  })

  test('a merge goes on with a new token, and after the sign-in that it needs', async ({ open }) => {
    const talk = await open()
    const card = await withEntries(talk, 2)
    const toAllow = await press(talk, card, en.changing.mergeButton)
    expect(readable(toAllow)).toContain(en.signIn.toChange)
    talk.faults.add({ match: /^DELETE /, times: 1, status: 401 })
    await signInWith(toAllow, megan)
    await talk.chat.settled()
    expect(readable(talk.chat.messages.at(-1))).toContain(en.news.merged)
    expect(named(talk)).toHaveLength(1)
  })

  test('a merge that Outlook refuses is asked for again if an entry changes after that', async ({ open }) => {
    const talk = await allowed(await open())
    const card = await withEntries(talk, 2)
    talk.faults.add({ match: /^PATCH /, status: 400, body: { error: { code: 'ErrorInvalidProperty' } } })
    expect(readable(await pressedAgain(talk, card, en.changing.mergeButton))).not.toContain(en.news.merged)
    talk.faults.clear()
    talk.mailbox.change(named(talk)[0]?.id ?? '', { companyName: 'Quorum' })
    expect(readable(await pressedAgain(talk, card, en.changing.mergeButton))).toContain(en.changing.mergeAgain)
    expect(named(talk)).toHaveLength(2)
  })

  test('a picture that cannot be read does not stop a merge', async ({ open }) => {
    const talk = await allowed(await open())
    const card = await withEntries(talk, 2)
    talk.faults.add({ match: /^GET .*\/photo/, times: 3, status: 503 })
    expect(readable(await press(talk, card, en.changing.mergeButton))).toContain(en.news.merged)
    expect(named(talk)).toHaveLength(1)
  })

  test('a picture that Outlook refuses does not make undo fail', async ({ open }) => {
    const talk = await allowed(await open())
    const { id } = talk.mailbox.add({ displayName: 'Nora Quist' })
    talk.mailbox.hide(id, { photo: Buffer.from([0xff, 0xd8, 0xff, 0x80]) })
    talk.world.age(61_000)
    const deleted = await press(talk, await talk.ask('delete contact Nora Quist'), en.changing.confirm)
    talk.faults.add({ match: /^PUT .*\/photo/, status: 403, body: { error: { code: 'ErrorAccessDenied' } } })
    expect(readable(await press(talk, deleted, en.changing.undo))).toContain(en.news.restored)
    expect(named(talk)).toHaveLength(1)
  })

  test('in a personal account, which accepts no pictures, no picture is restored', async ({ open }) => {
    const other = await open(withGreta.env, withGreta.emulator)
    const chat = await other.connected(greta)
    const mailbox = other.graph.mailbox(greta.oid)
    const talk: Talk = { ...other, chat, mailbox, ask: (text) => other.ask(text, chat) }
    await allowed(talk, greta)
    const { id } = mailbox.add({ displayName: 'Nora Quist' })
    mailbox.hide(id, { photo: Buffer.from([0xff, 0xd8, 0xff, 0x80]) })
    talk.world.age(61_000)
    const question = await talk.ask('delete contact Nora Quist')
    expect(readable(question)).toContain(en.changing.losesPhoto)
    const deleted = await press(talk, question, en.changing.confirm)
    expect(readable(await press(talk, deleted, en.changing.undo))).toContain(en.news.restored)
    expect(talk.graph.calls.filter(({ method }) => method === 'PUT')).toEqual([])
  })

  test('a form that was lost can be changed after it was saved', async ({ open }) => {
    const talk = await allowed(await open())
    const typed = { givenName: 'Nora', surname: 'Quist' }
    const data = { command: 'save', id: 'x'.repeat(43), ...typed }
    const old = await talk.ask('help')
    await talk.chat.act(old, { type: 'Action.Execute', title: '', verb: 'save', data })
    await talk.chat.settled()
    const form = talk.chat.messages.findLast((message) => readable(message).includes(en.form.notices.over)) as Message
    expect(readable(await pressedAgain(talk, form, en.form.save))).toContain(en.news.added)
    const changed = await pressedAgain(talk, form, en.form.save, { jobTitle: 'Cook' })
    expect(readable(changed)).toContain(en.news.changed)
    expect(named(talk)).toMatchObject([{ jobTitle: 'Cook' }])
  })

  test('a form is saved in another folder if the folder in which it may have been saved is gone', async ({ open }) => {
    const talk = await allowed(await open())
    const { id: folder } = talk.mailbox.addFolder('Suppliers')
    talk.world.age(61_000)
    const form = await talk.ask('add contact Nora Quist')
    talk.faults.add({ match: new RegExp(`contactFolders/${encodeURIComponent(folder)}/contacts`), status: 503 })
    const unclear = await press(talk, form, en.form.save, { folder })
    expect(readable(unclear)).toContain(en.form.notices.unclear)
    talk.faults.clear()
    talk.mailbox.removeFolder(folder)
    const done = await press(talk, unclear, en.form.save, { folder: '' })
    expect(readable(done)).toContain(en.news.added)
    expect(named(talk)).toHaveLength(1)
  })
})
