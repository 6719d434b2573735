import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { alex, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, startWorld, type World } from '../world.ts'

let world: World
/** Megan's chat, with a list of her contacts in it, and the chat of Alex, who presses its buttons. */
let hers: Chat
let his: Chat
let list: Message
let before: number

beforeAll(async () => {
  world = await startWorld()
  await world.connect(megan)
  await world.connect(alex)
  hers = world.emulator.channel.personal(megan)
  his = world.emulator.channel.personal(alex)
  for (const person of [megan, alex]) {
    const mailbox = world.emulator.graph.mailbox(person.oid)
    for (let n = 0; n < 10; n += 1) mailbox.add({ displayName: `Zelda ${person.givenName} ${n}` })
  }
  await hers.settled()
  await his.settled()
  const [shown] = await hers.ask('find contact Zelda')
  if (!shown) throw new Error('No list')
  list = shown
})
afterAll(() => world.close())
beforeEach(() => {
  world.emulator.graph.calls.length = 0
  before = world.emulator.channel.calls.length
})

/** The data that the buttons of Megan's list send. */
const buttons = () => actionsOf(list).map(({ data }) => data as Record<string, unknown>)

/** Everything that could show that the contacts are Megan's, or where they are. */
function claims(): Record<string, unknown> {
  const { oid, tid, username } = megan
  const id = hers.compose('').from?.id ?? ''
  const user = { channelId: 'msteams', tenantId: tid, id, name: megan.name, aadObjectId: oid, vouched: true }
  const base = 'https://evil.example/v1.0'
  return {
    user,
    owner: oid,
    oid,
    tid,
    aadObjectId: oid,
    account: { oid, tid, username },
    from: { id, aadObjectId: oid },
    mailbox: `${tid}/${oid}`,
    connection: `connection/msteams/${tid}/${encodeURIComponent(id)}`,
    replaces: list.id,
    graphBase: base,
    base,
    token: 'x',
  }
}

/** Sends what Teams sends for an Action.Execute and for an Action.Submit. @returns everything that Alex was then shown */
async function pressed(data: unknown, replyToId = list.id, more: Record<string, unknown> = {}): Promise<string> {
  const action = { type: 'Action.Execute', verb: 'show', data, ...more }
  const { body } = await his.invoke(
    'adaptiveCard/action',
    { action, trigger: 'manual', ...more },
    { replyToId, ...more },
  )
  await his.redeliver(his.compose(''), { text: undefined, value: data, replyToId, ...more })
  const said = world.emulator.channel.calls.slice(before)
  expect(said.every(({ path }) => path.includes(encodeURIComponent(his.conversation.id)))).toBe(true)
  return JSON.stringify([body, said.map(({ body }) => body)])
}

/** Checks that the bot used only Alex's token, and read only his own contacts. */
function onlyHis(paths: RegExp): void {
  const calls = world.emulator.graph.calls
  expect(calls.filter(({ oid }) => oid !== alex.oid)).toEqual([])
  expect(calls.filter(({ path }) => !paths.test(decodeURI(path)))).toEqual([])
  expect(hers.messages.find(({ id }) => id === list.id)).toMatchObject({ edits: list.edits, deleted: false })
}

/** Requests that read a person's own contacts. */
const READS = /^\/v1\.0\/me\/(?:contacts|contactFolders(?:\/[^/]+(?:\/(?:contacts(?:\/delta)?|childFolders))?)?)\?/

describe('a button that another person presses', () => {
  test('S54 forged card actions: for Alex, Megan’s contact does not exist', async () => {
    const shows = buttons().filter(({ command }) => command === 'show')
    expect(shows).toHaveLength(8)
    for (const data of [...shows, ...shows.slice(0, 2).map((data) => ({ ...data, ...claims() }))]) {
      const seen = await pressed(data)
      expect(seen).toContain(en.contact.gone)
      expect(seen).not.toContain('Zelda Megan')
    }
    onlyHis(READS)
  })

  test('S54 forged card actions: the buttons of Megan’s list show Alex his own contacts', async () => {
    const pages = buttons().filter(({ command }) => command === 'find')
    expect(pages).toHaveLength(1)
    for (const data of [...pages, { ...pages[0], ...claims() }, { ...pages[0], offset: 0 }]) {
      const seen = await pressed(data)
      expect(seen).toContain('Zelda Alex')
      expect(seen).not.toContain('Zelda Megan')
    }
    onlyHis(READS)
  })

  test('S54 forged card actions: fields around the data that name Megan change nothing', async () => {
    const [data] = buttons()
    expect(await pressed(data, list.id, { ...claims(), from: his.compose('').from })).not.toContain('Zelda Megan')
    expect(await pressed({ ...data, command: 'disconnect', ...claims() })).toContain(alex.username)
    expect(readable((await hers.ask('status'))[0])).toContain(megan.username)
    await world.connect(alex)
    await his.settled()
  })

  test.each([
    `../../users/${megan.oid}/contacts/x`,
    `../users/${megan.oid}`,
    `..%2f..%2fusers%2f${megan.oid}`,
    `x/../../../users/${megan.oid}/contacts`,
    '..',
    '.',
    'x?$expand=extensions',
    'x#y',
    '$value',
    "x')/../../messages('1",
    '\\..\\..\\users',
    '//evil.example/x',
    'https://evil.example/x',
    '@evil.example',
    '%2e%2e',
    '\u0000',
    'x'.repeat(1_000),
  ])('S54 forged card actions: a contact id is never part of another request: %j', async (contactId) => {
    await pressed({ command: 'show', contactId })
    onlyHis(READS)
    for (const { path } of world.emulator.graph.calls) expect(decodeURIComponent(path)).not.toContain(contactId)
  })

  test.each([
    ['no object', 'show'],
    ['a list', [{ command: 'show', contactId: 'x' }]],
    ['another command', { command: 'code', code: '123456' }],
    ['leave', { command: 'leave' }],
    ['window', { command: 'window', outcome: 'closed' }],
    ['an id that is no string', { command: 'show', contactId: { toString: 'x' } }],
    ['an id that is too long', { command: 'show', contactId: 'x'.repeat(1_001) }],
    ['half a character', { command: 'show', contactId: '\uD800' }],
    ['a command from the prototype', { command: 'constructor', contactId: 'x' }],
  ])('S54 forged card actions: other data than ours does nothing: %s', async (_, data) => {
    const { status, body } = await his.invoke('adaptiveCard/action', { action: { data } }, { replyToId: list.id })
    expect([status, body]).toEqual([200, expect.objectContaining({ value: en.oldButton })])
    expect(world.emulator.graph.calls).toEqual([])
  })

  test('S54 forged card actions: in a group with both, Megan’s card shows Alex none of her contacts', async () => {
    const group = world.emulator.channel.group([megan, alex])
    const data = buttons().find(({ command }) => command === 'show')
    for (const member of [alex, megan]) {
      const chat = group.as(member)
      await chat.invoke('adaptiveCard/action', { action: { type: 'Action.Execute', data } }, { replyToId: list.id })
    }
    const said = world.emulator.channel.calls.slice(before).map(({ body }) => JSON.stringify(body))
    expect(said).toHaveLength(2)
    for (const text of said) expect(text).toContain(en.notHere)
    expect(world.emulator.graph.calls).toEqual([])
  })
})
