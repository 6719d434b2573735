import { readFileSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { type Action, actionsOf } from '../../emulator/channel/actions.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { alex, fabrikam, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { nowIn, pressForm } from '../forms.ts'
import { readable, said, signInWith, startWorld } from '../world.ts'
import { storedKeys } from './stored.ts'
import { type Talk, test } from './talk.ts'

const FILES = new URL('../vcard/files/', import.meta.url)
const { files: words } = en

/** A file of vCards, one for each name. */
function vcf(...names: string[]): Buffer {
  const cards = names.map((name) => {
    const address = `${name.replaceAll(' ', '.').toLowerCase()}@import.example`
    return ['BEGIN:VCARD', 'VERSION:3.0', `FN:${name}`, `EMAIL:${address}`, 'END:VCARD', ''].join('\r\n')
  })
  return Buffer.from(cards.join(''))
}

const crowd = (count: number) => Array.from({ length: count }, (_, n) => `Person Number${n}`)

/** Sends a file. @returns the bot's answer */
async function send({ chat }: Talk, bytes: Buffer, name = 'people.vcf'): Promise<Message> {
  await chat.sendFile(name, bytes)
  await chat.settled()
  return chat.messages.at(-1) as Message
}

/** Presses a button, and waits until everything is done. @returns the message as it is then */
async function press({ chat }: Talk, message: Message, title: string): Promise<Message> {
  await chat.press(nowIn(chat, message), title)
  await chat.settled()
  return nowIn(chat, message)
}

/** A chat with a person who has allowed changes. */
async function allowed(talk: Talk): Promise<Talk> {
  const form = await talk.ask('add contact Paula Permission')
  const card = await pressForm(talk.chat, form, en.form.save)
  await signInWith(nowIn(talk.chat, card), megan)
  await talk.chat.settled()
  return talk
}

function named({ mailbox }: Talk, start: string): string[] {
  const all = mailbox.folders.flatMap(({ id }) => mailbox.contacts(id))
  return all.flatMap(({ displayName }) => (displayName?.startsWith(start) ? [displayName] : [])).toSorted()
}

test.for(['', 'add contact ', 'Here is my card:\n'])(
  'after “%s”, a pasted vCard is imported like a file',
  async (before, { open }) => {
    const talk = await allowed(await open())
    const text = `${before}${vcf('Nora Quist').toString()}`
    const summary = await talk.ask(text)
    expect(readable(summary)).toBe([words.pasted, words.fresh(1), 'Nora Quist', words.importButton].join('\n'))
    expect(readable(await press(talk, summary, words.importButton))).toContain(words.imported(1))
    expect(named(talk, 'Nora')).toEqual(['Nora Quist'])
    expect(readable(await talk.ask(text))).toContain(words.nothingNew)
  },
)

test('a pasted vCard waits for the sign-in, and nothing of it is looked for', async ({ open }) => {
  const { world } = await open()
  const chat = world.emulator.channel.personal(alex)
  const [card] = await chat.ask(vcf('Nora Quist').toString())
  await signInWith(card, alex)
  await chat.settled()
  expect(said(chat).at(-1)).toContain(words.fresh(1))
})

test('a pasted vCard without its end is told', async ({ open }) => {
  const talk = await open()
  const card = await talk.ask('BEGIN:VCARD\nVERSION:3.0\nFN:Nora Quist')
  expect(readable(card)).toContain(words.reasons.cut_off)
})

test('a file is summarised, and imported after the permission was given', async ({ open }) => {
  const talk = await open()
  const { chat, world, mailbox } = talk
  mailbox.add({ displayName: 'Seán O’Brien', emailAddresses: [{ address: 'sean@northwind.example' }] })
  world.age(61_000)
  const summary = await send(talk, readFileSync(new URL('apple-3.0.vcf', FILES)), 'apple.vcf')
  expect(readable(summary)).toBe(
    [
      'apple.vcf',
      words.nothingNew,
      words.there(1),
      words.broken(1),
      `Entry 2 (Football team): ${words.reasons.group}`,
    ].join('\n'),
  )
  const other = await send(talk, readFileSync(new URL('outlook-2.1.vcf', FILES)))
  expect(readable(other)).toBe(['people.vcf', words.fresh(1), 'Dr. Jürgen Müller jun.', words.importButton].join('\n'))
  expect(named(talk, 'Dr. Jürgen')).toEqual([])
  expect(world.emulator.channel.files.calls.map(({ authorization }) => authorization)).toEqual([undefined, undefined])

  const card = await press(talk, other, words.importButton)
  expect(readable(card)).toContain(en.signIn.toChange)
  await signInWith(card, megan)
  await chat.settled()
  expect(said(chat).at(-1)).toBe(words.imported(1))
  const [made] = mailbox.folders.flatMap(({ id }) => mailbox.contacts(id)).filter(({ surname }) => surname === 'Müller')
  expect(made).toMatchObject({
    displayName: 'Dr. Jürgen Müller jun.',
    companyName: 'Contoso, GmbH & Co. KG',
    birthday: '1972-02-29T11:59:00Z',
    businessPhones: ['+49 89 5550100', '+49 89 5550101'],
    businessAddress: { city: 'München' },
  })
  expect(readable(await talk.ask('find jürgen müller'))).toContain('Leiter Einkauf')
})

test('a typed yes imports the file that was sent last, and other words do not', async ({ open }) => {
  const talk = await allowed(await open())
  await send(talk, vcf('Nora Quist'))
  await talk.ask('delete it')
  expect(readable(await talk.ask('yes'))).not.toContain(words.imported(1))
  await send(talk, vcf('Nora Quill'))
  expect(readable(await talk.ask('Yes, import them.'))).toBe(words.imported(1))
  expect(named(talk, 'Nora')).toEqual(['Nora Quill'])
  expect(readable(await talk.ask('yes'))).not.toContain(words.imported(1))
})

test.for(['yes?', 'import them?'])('“%s” asks, so nothing is imported', async (word, { open }) => {
  const talk = await allowed(await open())
  const summary = await send(talk, vcf('Nora Quist'))
  expect(readable(await talk.ask(word))).toBe(en.changing.unclearAnswer)
  expect(named(talk, 'Nora')).toEqual([])
  expect(readable(await press(talk, summary, words.importButton))).toBe(words.imported(1))
})

test.for(['no thanks', 'cancel'])('“%s” imports nothing, and closes no form from before', async (word, { open }) => {
  const talk = await allowed(await open())
  await talk.ask('add contact Nora Quill')
  await send(talk, vcf('Nora Quist'))
  expect(readable(await talk.ask(word))).toBe(en.form.cancelled)
  expect(readable(await talk.ask('yes'))).not.toContain(words.imported(1))
  expect(readable(await talk.ask('no'))).toBe(en.form.cancelled)
  expect(readable(await talk.ask('no'))).toBe(en.nothingWaits)
  expect(named(talk, 'Nora')).toEqual([])
})

test('a large file: progress in place, four requests at a time, and one message', async ({ open }) => {
  const talk = await allowed(await open())
  const { chat, graph, told } = talk
  graph.setMaxConcurrent(4)
  const summary = await send(talk, vcf(...crowd(300)))
  expect(readable(summary)).toContain('and 295 more contacts')
  const messages = said(chat).length
  const texts = await told(async () => {
    const done = await press(talk, summary, words.importButton)
    expect(readable(done)).toBe(words.imported(300))
  })
  expect(texts[0]).toContain(words.importBegun)
  expect(said(chat)).toHaveLength(messages)
  expect(named(talk, 'Person Number')).toHaveLength(300)
  expect(graph.calls.filter(({ status }) => status === 429)).toEqual([])
})

test('no contact is created twice: with the file again, the button again, and both at once', async ({ open }) => {
  const talk = await allowed(await open())
  const { chat } = talk
  const summary = await send(talk, vcf('Quentina One', 'Quirin Two', 'Quentina One'))
  const copy = structuredClone(summary)
  await Promise.all([chat.press(summary, words.importButton), chat.press(summary, words.importButton)])
  await chat.settled()
  expect(readable(nowIn(chat, summary))).toContain(words.imported(2))
  expect(named(talk, 'Qu')).toEqual(['Quentina One', 'Quirin Two'])
  await chat.press(copy, words.importButton)
  await chat.settled()
  expect(readable(await send(talk, vcf('Quentina One', 'Quirin Two', 'Quentina One')))).toContain(words.nothingNew)
  // The same person in another file, after the name was changed in Outlook.
  const [id = ''] = talk.mailbox.folders
    .flatMap((folder) => talk.mailbox.contacts(folder.id))
    .flatMap((one) => (one.displayName === 'Quirin Two' ? [one.id] : []))
  talk.mailbox.change(id, { displayName: 'Quirinus', emailAddresses: [] })
  talk.world.age(61_000)
  const again = await send(talk, vcf('Quirin Two', 'Quasi Three'))
  await press(talk, again, words.importButton)
  expect(named(talk, 'Qu')).toEqual(['Quasi Three', 'Quentina One', 'Quirinus'])
})

test('however often the button is pressed, the card shows the result of the import in the end', async ({ open }) => {
  const talk = await allowed(await open())
  const { chat } = talk
  const summary = await send(talk, vcf(...crowd(6)))
  const presses = [1, 2, 3].map((press) => chat.press(summary, words.importButton, { inputs: { press } }))
  await Promise.all(presses)
  await chat.settled()
  expect(readable(nowIn(chat, summary))).toBe(words.imported(6))
  expect(named(talk, 'Person Number')).toEqual(crowd(6).toSorted())
})

test('a lost answer, a failure and a request to slow down create no contact twice', async ({ open }) => {
  const talk = await allowed(await open())
  const { faults } = talk
  const summary = await send(talk, vcf(...crowd(12)))
  faults.add({ match: /^POST \/v1\.0\/me\/contacts/, cut: 'mid-body', times: 2 })
  faults.add({ match: /^POST \/v1\.0\/me\/contacts/, status: 503, times: 1 })
  faults.add({ match: /^POST \/v1\.0\/me\/contacts/, status: 429, headers: { 'retry-after': '0' }, times: 3 })
  const done = await press(talk, summary, words.importButton)
  expect(readable(done)).toBe(words.imported(12))
  expect(named(talk, 'Person Number')).toEqual(crowd(12).toSorted())
})

test('a contact that Outlook does not accept is named, and the others are created', async ({ open }) => {
  const talk = await allowed(await open())
  const summary = await send(talk, vcf('Ann First', 'Ben Second', 'Cid Third'))
  const body = { error: { code: 'ErrorInvalidRequest', message: 'No.' } }
  talk.faults.add({ match: /^POST \/v1\.0\/me\/contacts/, status: 400, body, times: 1 })
  const text = readable(await press(talk, summary, words.importButton))
  expect(text).toContain(words.imported(2))
  expect(text).toContain(words.refused(1))
  expect(text).toContain('Ann First')
})

test('an import that stops says so, and continues where it stopped', async ({ open }) => {
  const talk = await allowed(await open())
  const { graph, world } = talk
  const summary = await send(talk, vcf(...crowd(10)))
  talk.faults.add({
    match: /^POST \/v1\.0\/me\/contacts/,
    status: 403,
    body: { error: { code: 'ErrorQuotaExceeded', message: 'Full.' } },
    after: 4,
  })
  const stopped = await press(talk, summary, words.importButton)
  expect(readable(stopped)).toContain(words.goOn)
  expect(named(talk, 'Person Number').length).toBeGreaterThanOrEqual(4)
  talk.faults.clear()
  await world.restart({})
  graph.calls.length = 0
  const done = await press(talk, stopped, words.goOn)
  expect(readable(done)).toContain(words.imported(10))
  expect(named(talk, 'Person Number')).toEqual(crowd(10).toSorted())
  expect(graph.calls.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(6)
})

test('if an instance ends in the middle, the button continues the import at another instance', async ({ open }) => {
  const talk = await allowed(await open())
  const { chat, graph, world } = talk
  const summary = await send(talk, vcf(...crowd(400)))
  graph.setLatency(300)
  const pressed = chat.press(summary, words.importButton).catch(() => undefined)
  await vi.waitUntil(() => named(talk, 'Person Number').length >= 4, { timeout: 60_000 })
  await world.restart({})
  await pressed
  graph.setLatency(5)
  await vi.waitUntil(() => actionsOf(nowIn(chat, summary)).some(({ title }) => title === words.goOn), {
    timeout: 60_000,
  })
  await press(talk, summary, words.goOn)
  await vi.waitUntil(() => readable(nowIn(chat, summary)).includes(words.imported(400)), { timeout: 60_000 })
  expect(named(talk, 'Person Number')).toEqual(crowd(400).toSorted())
})

test('disconnect deletes the file, and ends a running import', async ({ open }) => {
  const talk = await allowed(await open())
  const { chat, graph, world } = talk
  const summary = await send(talk, vcf(...crowd(40)))
  expect(await storedKeys(world, 'import/')).toHaveLength(2)
  graph.setLatency(100)
  const copy = structuredClone(summary)
  const pressed = chat.press(summary, words.importButton)
  await vi.waitUntil(() => named(talk, 'Person Number').length >= 4, { timeout: 60_000 })
  await chat.send('disconnect')
  await pressed
  await chat.settled()
  const made = named(talk, 'Person Number').length
  expect(made).toBeLessThan(40)
  expect(await storedKeys(world, 'import/')).toEqual([])
  expect(readable(nowIn(chat, summary))).toContain(en.status.notConnected)
  // The same press, delivered again at once, would be answered as the first one was.
  const action = actionsOf(copy).find(({ title }) => title === words.importButton)
  await chat.act(copy, { ...action, data: { ...(action?.data as object), attempt: 'again' } } as Action)
  await chat.settled()
  expect(readable(nowIn(chat, summary))).toBe(words.importGone)
})

test('an import that has lost its lease creates no further contacts', async ({ open }) => {
  const talk = await allowed(await open())
  const { chat, graph, world } = talk
  const summary = await send(talk, vcf(...crowd(60)))
  graph.setLatency(200)
  const pressed = chat.press(summary, words.importButton)
  await vi.waitUntil(() => named(talk, 'Person Number').length >= 4, { timeout: 60_000 })
  const store = sqliteStore(world.dataFile)
  const run = (await storedKeys(world, 'import/')).find((key) => key.endsWith('/run')) ?? ''
  await store.delete(run)
  await store.close()
  await pressed
  await chat.settled()
  expect(named(talk, 'Person Number').length).toBeLessThan(30)
  expect(readable(nowIn(chat, summary))).toContain(words.goOn)
})

test('a file that contains no contacts is recognized before or after it is fetched', async ({ open }) => {
  const talk = await open()
  const { files } = talk.world.emulator.channel
  expect(readable(await send(talk, Buffer.from('x'), 'plan.xlsx'))).toBe(words.noVCard)
  expect(files.calls).toEqual([])
  expect(readable(await send(talk, Buffer.from('89504e470d0a1a0a', 'hex')))).toBe(words.noVCard)
  expect(readable(await send(talk, Buffer.alloc(11 * 1024 * 1024)))).toMatch(/^That file is too large/)
  expect(await storedKeys(talk.world, 'import/')).toEqual([])
})

test('a file is recognized by its content if its name does not say what it is', async ({ open }) => {
  const talk = await open()
  for (const name of ['contacts', 'Dr. Nora Quist', 'nora.vcf.txt', 'nora.vcf (1)', 'NORA.VCARD', ''])
    expect(readable(await send(talk, Buffer.concat([Buffer.from('\r\n'), vcf('Nora Quist')]), name))).toContain(
      words.fresh(1),
    )
  for (const text of ['Dear Nora,\nBEGIN:VCARD\nFN:Nora Quist\nEND:VCARD\n', '', ' '.repeat(10_000)])
    expect(readable(await send(talk, Buffer.from(text), 'letter.txt'))).toBe(words.noVCard)
  const { attachments: [file] = [] } = talk.chat.compose('', {
    attachments: [talk.world.emulator.channel.files.attach('nora.dat', vcf('Nora Quist'))],
  })
  await talk.chat.send('', { attachments: [{ ...file, content: { ...(file?.content as object), fileType: 'vcf' } }] })
  await talk.chat.settled()
  expect(readable(talk.chat.messages.at(-1))).toContain(words.fresh(1))
})

test('S74 deleted contacts and forms are forgotten: a file that arrives after a disconnect is not kept', async ({
  open,
}) => {
  const { chat, faults, world } = await open()
  faults.add({ match: /^GET \/onedrive\//, delayMs: 1_500 })
  const sending = chat.sendFile('people.vcf', vcf('Ann First'))
  await vi.waitUntil(() => faults.struck() > 0)
  await chat.send('disconnect')
  await sending
  await chat.settled()
  expect(await storedKeys(world, 'import')).toEqual([])
  expect(said(chat).at(-1)).toContain(en.status.notConnected)
})

test('with CONTACTS_EDIT=false nothing is imported, and nothing is fetched', async ({ open }) => {
  const talk = await open({ CONTACTS_EDIT: 'false' })
  expect(readable(await send(talk, vcf('Ann First')))).toBe(en.form.off)
  expect(talk.world.emulator.channel.files.calls).toEqual([])
})

test('a person who is not connected sees the summary after signing in', async ({ open }) => {
  const talk = await open()
  await talk.ask('disconnect')
  const card = await send(talk, vcf('Ann First'))
  await signInWith(card, megan)
  await talk.chat.settled()
  expect(said(talk.chat).at(-1)).toContain(words.fresh(1))
})

test('a file from a person who may not sign in is neither fetched nor kept', async () => {
  const world = await startWorld({ OAUTH_TENANT: 'organizations', OAUTH_ALLOWED_TENANTS: fabrikam.tid })
  try {
    const chat = world.emulator.channel.personal(megan)
    await chat.sendFile('people.vcf', vcf('Ann First'))
    await chat.settled()
    expect(said(chat).at(-1)).toContain(en.tenantNotAllowed)
    expect(world.emulator.channel.files.calls).toEqual([])
    expect(await storedKeys(world, 'import/')).toEqual([])
  } finally {
    await world.close()
  }
})
