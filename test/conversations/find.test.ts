import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../emulator/channel/chat.ts'
import { actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { megan } from '../../emulator/people.ts'
import { HOSTILE } from '../hostile-contacts.ts'
import { en } from '../../src/text/en.ts'
import { readable, startWorld, type World } from '../world.ts'

let world: World
let chat: Chat
beforeAll(async () => {
  world = await startWorld()
  for (const details of HOSTILE) world.emulator.graph.mailbox(megan.oid).add(structuredClone(details))
  chat = world.emulator.channel.personal(megan)
  await world.connect(megan)
  await chat.settled()
})
afterAll(() => world.close())

async function ask(text: string): Promise<Message> {
  const [answer, ...more] = await chat.ask(text)
  expect(more).toEqual([])
  if (!answer) throw new Error('No answer')
  return answer
}

/** The message as it is now. */
function now({ id }: Message): Message {
  const found = chat.messages.find((message) => message.id === id)
  if (!found) throw new Error('No such message')
  return found
}

test('one match: a card with every address and number', async () => {
  const text = readable(await ask('find contact alice'))
  for (const value of [
    'Alice Admin',
    'Head of Administration',
    'Contoso',
    'Administration',
    '18/2111',
    'aadmin@contoso.example',
    'alice.admin@mail.example',
    '+1 425 555 0101',
    '+1 425 555 0102',
    '+1 425 555 0199',
    '+1 206 555 0123',
    '1 Contoso Way, 98052 Redmond, WA, United States',
  ]) {
    expect(text).toContain(value)
  }
})

test('the buttons open https addresses that Teams handles, dial the numbers, and open the web page', async () => {
  const urls = actionsOf(await ask('find alice')).flatMap(({ url }) => url ?? [])
  expect(urls).toEqual([
    'https://teams.microsoft.com/l/chat/0/0?users=aadmin%40contoso.example',
    'https://teams.microsoft.com/l/call/0/0?users=aadmin%40contoso.example',
    'https://outlook.office.com/mail/deeplink/compose?to=aadmin%40contoso.example',
    'https://teams.microsoft.com/l/call/0/0?users=4%3A%2B14255550199',
    'https://teams.microsoft.com/l/call/0/0?users=4%3A%2B14255550101',
    'https://teams.microsoft.com/l/call/0/0?users=4%3A%2B14255550102',
    'https://teams.microsoft.com/l/call/0/0?users=4%3A%2B12065550123',
    'https://contoso.example/admin',
  ])
})

test.each(['contact Alice', 'find Alice', 'FIND  CONTACT   ALICE.', 'find contact Alice?', 'find contact Admin Ali'])(
  '“%s” finds Alice',
  async (text) => {
    expect(readable(await ask(text))).toContain('aadmin@contoso.example')
  },
)

test('accents and strokes do not matter', async () => {
  expect(readable(await ask('find lukasz zolkiewski'))).toContain('Łukasz Smith-Żółkiewski')
})

test('several matches: a list whose rows open a card in the same message, with a way back', async () => {
  const list = await ask('find contact Smith')
  const names = ['Ada Smith', 'Jane Smith', 'John Smith', 'Łukasz Smith-Żółkiewski']
  for (const name of names) expect(readable(list)).toContain(name)
  await chat.press(list, 'Jane Smith, Woodgrove Bank')
  expect(readable(now(list))).toContain('jane.smith@woodgrove.example')
  expect(readable(now(list))).not.toContain('John Smith')
  await chat.press(now(list), 'Back to the list')
  for (const name of names) expect(readable(now(list))).toContain(name)
})

test('one match that is unlikely: a row to choose, not a card', async () => {
  const shows = async (query: string) => actionsOf(await ask(query)).filter(({ verb }) => verb === 'show')
  expect(await shows('find contact lukasz smith-zolkiewski')).toHaveLength(0)
  expect(await shows('find contact lukasz smith-zolkeiwksi')).toHaveLength(1)
})

test('a row also opens in a client that only knows Action.Submit', async () => {
  const list = await ask('find contact Smith')
  await chat.press(list, 'Jane Smith, Woodgrove Bank', { fallback: true })
  await chat.settled()
  expect(readable(now(list))).toContain('jane.smith@woodgrove.example')
})

test('a list too long for one card comes in pages, with each match on exactly one page', async () => {
  const list = await ask('find contact a')
  const total = Number(/(\d+) people match/.exec(readable(list))?.[1])
  expect(total).toBeGreaterThan(20)
  let rows = 0
  for (let page = now(list); ; page = now(list)) {
    rows += actionsOf(page).filter(({ verb }) => verb === 'show').length
    if (!actionsOf(page).some(({ title }) => title === 'More')) break
    await chat.press(page, 'More')
  }
  expect(rows).toBe(total)
})

test('all folders are searched, nested ones too', async () => {
  const mailbox = world.emulator.graph.mailbox(megan.oid)
  const deep = mailbox.folders.find(({ displayName }) => displayName === 'Old "quotes"')
  const somebody = mailbox.contacts(deep?.id ?? '').find(({ displayName }) => displayName)
  expect(readable(await ask(`find contact ${somebody?.displayName}`))).toContain(somebody?.displayName)
})

test('no match: the answer says so, and how many contacts were searched', async () => {
  const text = readable(await ask('find contact Zaphod Beeblebrox'))
  expect(text).toContain('No contact matches “Zaphod Beeblebrox”')
  expect(text).toMatch(/I checked all 323\./)
})

test('find without a name asks for the name, and the next text is the name', async () => {
  expect(readable(await ask('find contact'))).toContain('Who are you looking for?')
  expect(readable(await ask('Alice Admin'))).toContain('aadmin@contoso.example')
})

test('names with markup in them are shown as plain text', async () => {
  const hostile = await ask('find contact everyone@evil.example')
  const card = JSON.stringify(hostile.attachments[0]?.content)
  expect(card).toContain('<at>Everyone</at>')
  expect(card).not.toContain('{{DATE')
  const script = await ask('find contact DROP TABLE')
  expect(readable(script)).toContain('<script>alert("x")</script>')
  const link = await ask('find contact click here')
  expect(readable(link)).toContain('[click **here**](https://evil.example)')
  expect(actionsOf(link).map(({ title }) => title)).toEqual([en.changing.edit, en.changing.remove])
})

test('a contact without a name is found and shown', async () => {
  expect(readable(await ask('find contact Tailspin'))).toContain('Tailspin Toys')
  expect(readable(await ask('find contact reception northwind'))).toContain('reception@northwind.example')
})

test.each([
  ['unknown words', 'what is the weather like'],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['HTML', '<h1>Zqxwv</h1><script>alert(1)</script>'],
  ['emoji', '👩‍👩‍👧‍👦 🎉'],
  ['right-to-left', 'שלום عليكم'],
])('%s, which nobody matches, are answered with help', async (_what, text) => {
  const answer = readable(await ask(text))
  expect(answer).toContain('I didn’t understand that.')
  expect(answer).toContain('I find people in your own Outlook contacts.')
})

test.each(['   ', 'thanks', 'good morning!', 'Hello there', 'what can you do?'])(
  '%j is answered with help',
  async (text) => {
    const answer = readable(await ask(text))
    expect(answer).toContain('I find people in your own Outlook contacts.')
    expect(answer).not.toContain('I didn’t understand that.')
  },
)

test('a text that is no command is searched at once', async () => {
  expect(readable(await ask('Jane Smith'))).toContain('jane.smith@woodgrove.example')
  const unknown = await ask('alixxe admyyn')
  expect(readable(unknown)).toContain('I didn’t understand that.')
  await chat.press(unknown, 'Alice Admin')
  await chat.settled()
  expect(readable(now(unknown))).toContain('aadmin@contoso.example')
})

test('opening a contact that was deleted in the meantime says that it is gone', async () => {
  await world.restart({ CONTACTS_MAX_AGE: '0' })
  const list = await ask('find contact Smith')
  const mailbox = world.emulator.graph.mailbox(megan.oid)
  const john = mailbox.contacts(mailbox.defaultFolder.id).find(({ displayName }) => displayName === 'John Smith')
  mailbox.remove(john?.id ?? '')
  await chat.press(list, 'John Smith')
  await chat.settled()
  expect(readable(now(list))).toContain('no longer in your Outlook')
  await world.restart({ CONTACTS_MAX_AGE: '60' })
})

test('64 questions at once are all answered', async () => {
  const before = chat.messages.length
  const statuses = await Promise.all(
    Array.from({ length: 64 }, async () => (await chat.send('find contact Alice')).status),
  )
  await chat.settled()
  expect(new Set(statuses)).toEqual(new Set([200]))
  const answers = chat.messages.slice(before).filter(({ from }) => from === 'bot')
  expect(answers.map((answer) => readable(answer).includes('Alice Admin'))).toEqual(Array(64).fill(true))
})
