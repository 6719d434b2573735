import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { alex, megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { fileRecords } from '../../emulator/demo/records.ts'
import { storedKeys } from '../conversations/stored.ts'
import { inputsOf, nowIn, pressForm } from '../forms.ts'
import { readable, signInWith, startWorld, type World } from '../world.ts'

let world: World
/** The chats of Megan, who changes contacts, and of Alex, who has her buttons. Both may change their own contacts. */
let hers: Chat
let his: Chat
/** A contact of Megan's, another one in each test. */
let contactId: string
let name: string
let made = 0

beforeAll(async () => {
  world = await startWorld()
  hers = await allowed(megan)
  his = await allowed(alex)
})
afterAll(() => world.close())
beforeEach(() => {
  made += 1
  name = `Zelda ${'abcdefghijklmnop'.charAt(made).repeat(6)}`
  contactId = box(megan).add({ displayName: name, jobTitle: 'Cook' }).id
  world.age(61_000)
  world.emulator.graph.calls.length = 0
})

const box = (person: Person) => world.emulator.graph.mailbox(person.oid)
const changes = () => world.emulator.graph.calls.filter(({ method }) => method !== 'GET')

async function allowed(person: Person): Promise<Chat> {
  await world.connect(person)
  const chat = world.emulator.channel.personal(person)
  await chat.settled()
  const card = await pressForm(chat, await last(chat, 'add contact Paula Permission'), en.form.save)
  await signInWith(card, person)
  await chat.settled()
  return chat
}

async function last(chat: Chat, text: string): Promise<Message> {
  const answer = (await chat.ask(text)).at(-1)
  if (!answer) throw new Error('No answer')
  return answer
}

const dataOf = (message: Message, title: string) =>
  actionsOf(message).find((action) => action.title === title)?.data as Record<string, unknown>

/** Sends what a button with this data sends. @returns everything that is said about it */
async function sent(chat: Chat, data: Record<string, unknown>): Promise<string> {
  const before = world.emulator.channel.calls.length
  const action = { type: 'Action.Execute', verb: String(data['command']), data }
  const { body } = await chat.invoke('adaptiveCard/action', { action, trigger: 'manual' })
  await chat.settled()
  return JSON.stringify([body, world.emulator.channel.calls.slice(before).map((call) => call.body)])
}

const owner = { user: { id: '29:megan' }, owner: megan.oid, mailbox: `${megan.tid}/${megan.oid}`, contactId: 'x' }

describe('S72 forged changes', () => {
  test('S72 forged changes: the form, question and undo of another person lead to nothing', async () => {
    const form = await last(hers, `edit contact ${name}`)
    const question = await last(hers, `delete contact ${name}`)
    const buttons = [dataOf(form, en.form.save), dataOf(question, en.changing.confirm)]
    const merge = { command: 'merge', id: buttons[0]?.['id'] }
    for (const data of [...buttons, { ...buttons[0], command: 'edit' }, { ...buttons[1], ...owner }, merge]) {
      expect(await sent(his, data)).not.toContain('Zelda')
    }
    expect(changes()).toEqual([])
    const deleted = await pressForm(hers, question, en.changing.confirm)
    world.emulator.graph.calls.length = 0
    const undo = dataOf(deleted, en.changing.undo)
    expect(await sent(his, undo)).not.toContain('Zelda')
    expect(await sent(his, { ...undo, ...owner })).toContain(en.changing.undoOver('10 minutes'))
    expect(changes()).toEqual([])
    expect(readable(await pressForm(hers, deleted, en.changing.undo))).toContain(en.news.restored)
  })

  test('S72 forged changes: a contact of another person cannot be edited or deleted by its id', async () => {
    for (const command of ['edit', 'delete'])
      expect(await sent(his, { ...owner, command, contactId, query: '' })).not.toContain('Zelda')
    expect(changes()).toEqual([])
  })

  test('S72 forged changes: a save without a form of ours saves nothing', async () => {
    const id = 'x'.repeat(43)
    const typed = { givenName: 'Mallory', contactId, purpose: 'edit', seen: {}, folder: `../../users/${megan.oid}` }
    expect(await sent(hers, { command: 'save', id, ...typed, anyway: true, overwrite: true })).toContain('Mallory')
    for (const other of ['', '../x', `${'x'.repeat(42)}/`, 7, { toString: 'x' }])
      expect(await sent(hers, { command: 'save', id: other, ...typed })).toContain(en.oldButton)
    expect(changes()).toEqual([])
  })

  test('S72 forged changes: a forged folder is never part of another request', async () => {
    const form = await last(hers, 'add contact Mallory Zimmermann')
    await sent(hers, {
      ...dataOf(form, en.form.save),
      ...inputsOf(form),
      folder: `x/../../../users/${alex.oid}/contacts`,
    })
    expect(changes().every(({ status, oid }) => status >= 400 && oid === megan.oid)).toBe(true)
    expect(readable(nowIn(hers, form))).toBeDefined()
  })

  test('S72 forged changes: nothing is deleted without the id of a question that was asked', async () => {
    const form = await last(hers, `edit contact ${name}`)
    const { id } = dataOf(form, en.form.save)
    for (const data of [{ id }, { contactId }, { id, contactId }, { id: contactId }])
      expect(await sent(hers, { command: 'confirm_delete', ...data })).toMatch(/no longer open|no longer works/)
    expect(changes()).toEqual([])
    expect(box(megan).contact(contactId)).toBeDefined()
  })

  test('S72 forged changes: a merge stores no more than its card asks for', async () => {
    box(megan).add({ displayName: name, jobTitle: 'Baker' })
    world.age(61_000)
    const data = dataOf(await last(hers, `merge contacts ${name}`), en.changing.mergeButton)
    const bytes = () => fileRecords(world.dataFile, 'draft/').reduce((sum, record) => sum + record.bytes.length, 0)
    const before = bytes()
    for (let n = 0; n < 5; n += 1) {
      const more = Array.from({ length: 500 }, (_, at) => [`forged${n}x${at}`, 'x'.repeat(100)] as const)
      // A press of another card changes nothing, but is kept with the draft.
      await sent(hers, { ...data, round: 7, ...Object.fromEntries(more) })
    }
    expect(bytes()).toBeLessThan(before + 1_000)
    expect(changes()).toEqual([])
  })

  test('S72 forged changes: what somebody else changed is not overwritten before it was shown', async () => {
    const form = await last(hers, `edit contact ${name}`)
    box(megan).change(contactId, { jobTitle: 'Baker' })
    const data = { ...dataOf(form, en.form.save), ...inputsOf(form), jobTitle: 'Tailor', overwrite: true }
    expect(await sent(hers, data)).toContain('Baker')
    expect(box(megan).contact(contactId)?.jobTitle).toBe('Baker')
    expect(changes()).toEqual([])
  })
})

test('S73 rights to change contacts: connect and questions request only the right to read, and a token without more rights changes nothing', async () => {
  const other = await startWorld()
  try {
    await other.connect(megan)
    const chat = other.emulator.channel.personal(megan)
    await chat.settled()
    for (const text of [
      'find contact Alice',
      'status',
      'list contacts',
      'add contact Nora',
      'edit contact Alice Admin',
    ])
      await chat.ask(text)
    const scopes = other.emulator.entra.calls.flatMap(({ params }) => params['scope'] ?? [])
    expect(scopes.length).toBeGreaterThan(0)
    expect(scopes.filter((scope) => scope.includes('ReadWrite'))).toEqual([])
    const form = await last(chat, 'add contact Nora Quist')
    await pressForm(chat, form, en.form.save)
    expect(other.emulator.graph.calls.filter(({ method }) => method !== 'GET')).toEqual([])
  } finally {
    await other.close()
  }
})

test('S73 rights to change contacts: if editing is switched off, no forged button changes anything', async () => {
  await world.restart({ CONTACTS_EDIT: 'false' })
  const typed = { givenName: 'Mallory' }
  for (const command of ['add', 'edit', 'save', 'delete', 'confirm_delete', 'undo', 'merge'])
    expect(await sent(hers, { command, id: 'x'.repeat(43), contactId, ...typed })).toContain(en.form.off)
  expect(world.emulator.graph.calls).toEqual([])
  await world.restart({ CONTACTS_EDIT: 'true' })
})

test('S73 rights to change contacts: if editing is switched off, no typed answer changes or asks anything', async () => {
  const other = await startWorld()
  try {
    const { channel, graph } = other.emulator
    await other.connect(megan)
    const chat = channel.personal(megan)
    await chat.settled()
    await signInWith(
      nowIn(chat, await pressForm(chat, await last(chat, 'add contact Nora Quist'), en.form.save)),
      megan,
    )
    await chat.settled()
    const mailbox = graph.mailbox(megan.oid)
    for (const displayName of ['Zelda Zzyzx', 'Zeb Quill', 'Zeb Quire']) mailbox.add({ displayName })
    other.age(61_000)
    await chat.ask('delete zelda zzyzx')
    expect(readable(await last(chat, 'yes'))).toContain(en.changing.deleted('Zelda Zzyzx'))
    expect(readable(await last(chat, 'delete zeb'))).toContain(en.changing.which.delete(2))
    await other.restart({ CONTACTS_EDIT: 'false' })
    graph.calls.length = 0
    for (const text of ['1', 'quill', 'undo deleting zelda', 'undo'])
      expect(readable(await last(chat, text))).not.toContain(en.changing.question('Zeb Quill'))
    expect(graph.calls.filter(({ method }) => method !== 'GET')).toEqual([])
  } finally {
    await other.close()
  }
})

test('S73 rights to change contacts: if editing is switched off, only the right to read is requested, whatever was allowed before', async () => {
  const other = await startWorld()
  const { entra, channel } = other.emulator
  try {
    await other.connect(megan)
    await other.connect(alex)
    const [chat, his] = [channel.personal(megan), channel.personal(alex)]
    await signInWith(
      nowIn(chat, await pressForm(chat, await last(chat, 'add contact Nora Quist'), en.form.save)),
      megan,
    )
    const card = await pressForm(his, await last(his, 'add contact Nora Quist'), en.form.save)
    await Promise.all([chat.settled(), his.settled()])
    await other.restart({ CONTACTS_EDIT: 'false' })
    entra.calls.length = 0
    entra.expireAccessTokens()
    other.age(61_000)
    await chat.ask('find contact Alice')
    await signInWith(nowIn(his, card), alex)
    const asked = entra.calls.filter(({ params }) => params['scope'] !== undefined)
    const kinds = asked.map(({ endpoint, params }) => params['grant_type'] ?? endpoint)
    expect(kinds).toEqual(expect.arrayContaining(['authorize', 'refresh_token']))
    expect(asked.filter(({ params }) => params['scope']?.includes('ReadWrite'))).toEqual([])
  } finally {
    await other.close()
  }
})

test.each(['delegated', 'application'])(
  'S74 deleted contacts and forms are forgotten: also by a disconnect while a contact is being deleted (%s)',
  async (access) => {
    const other = await startWorld({ GRAPH_ACCESS: access })
    try {
      const { channel, graph, faults, application } = other.emulator
      if (access === 'application') application.consent(megan.tid, ['Contacts.ReadWrite'])
      else await other.connect(megan)
      const chat = channel.personal(megan)
      await chat.settled()
      if (access === 'delegated')
        await signInWith(
          nowIn(chat, await pressForm(chat, await last(chat, 'add contact Nora Quist'), en.form.save)),
          megan,
        )
      await chat.settled()
      graph.mailbox(megan.oid).add({ displayName: 'Zelda Zzyzx' })
      other.age(61_000)
      const question = await last(chat, 'delete contact Zelda Zzyzx')
      // The picture is read just before the deleted contact is kept.
      faults.add({ match: /^GET .*\/photo/, delayMs: 2_000 })
      const pressed = chat.press(question, en.changing.confirm)
      await expect.poll(() => faults.struck()).toBeGreaterThan(0)
      await chat.send('disconnect')
      await pressed
      await chat.settled()
      expect((await storedKeys(other, 'undo')).filter((key) => key.startsWith('undo/'))).toEqual([])
    } finally {
      await other.close()
    }
  },
)

test('S74 deleted contacts and forms are forgotten: disconnect deletes them at once', async () => {
  await pressForm(hers, await last(hers, `delete contact ${name}`), en.changing.confirm)
  await last(hers, 'add contact Nora Quist')
  const kinds = ['draft/', 'undo/']
  const keys = async () => (await Promise.all(kinds.map((kind) => storedKeys(world, kind)))).flat()
  const ofHers = (all: string[]) =>
    all.filter((key) => key.includes(encodeURIComponent(hers.compose('').from?.id ?? '')))
  expect(ofHers(await keys()).length).toBeGreaterThan(3)
  await hers.ask('disconnect')
  expect(ofHers(await keys())).toEqual([])
})
