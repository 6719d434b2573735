import { parse } from 'vcard4'
import { expect } from 'vitest'
import type { Attachment } from '../../emulator/channel/activity.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { alex, lidia, megan } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith } from '../world.ts'
import { test } from './talk.ts'

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent'
const INFO = 'application/vnd.microsoft.teams.card.file.info'

function attachmentIn({ attachments }: Message, type: string) {
  return attachments.find(({ contentType }) => contentType === type)
}

/** The last file that a message in the chat offers. */
function fileIn({ messages }: Chat): Attachment | undefined {
  return messages.flatMap((message) => attachmentIn(message, INFO) ?? []).at(-1)
}

test('contacts are exported into OneDrive, once the person allows it', async ({ open }) => {
  const { world, ask, chat, now } = await open()
  const { files } = world.emulator.channel
  const question = await ask('Export my contacts!')
  const consent = attachmentIn(question, CONSENT)
  expect(consent?.name).toMatch(/^contacts-\d{4}-\d\d-\d\d\.vcf$/)
  expect(consent?.content).toMatchObject({
    sizeInBytes: expect.any(Number) as number,
    acceptContext: { command: 'export' },
    declineContext: { command: 'export' },
  })
  expect(files.calls).toEqual([])

  expect(await chat.answerConsent(question, 'accept')).toMatchObject({ status: 200 })
  await chat.settled()
  expect(readable(now(question))).toMatch(/^I’ve saved \d+ contacts to your OneDrive/)
  const { uniqueId = '' } = (fileIn(chat)?.content ?? {}) as { uniqueId?: string }
  const bytes = files.read(uniqueId)?.toString() ?? ''
  const cards = bytes.split(/(?<=END:VCARD\r\n)/)
  const names = cards.map((card) => parse(card) as { parsedVcard: { property: string; value: unknown }[] })
  expect(readable(now(question))).toContain(` ${cards.length} `)
  expect(names.map(({ parsedVcard }) => parsedVcard[0]?.value)).toContain('Alice Admin')
  expect(files.calls).toMatchObject([{ method: 'PUT', authorization: undefined }])
})

test('long notes are complete in the file, and the answer says which could not be read', async ({ open }) => {
  const { world, ask, chat, mailbox, faults, now } = await open({ CONTACTS_MAX_AGE: '0' })
  const { files } = world.emulator.channel
  mailbox.add({ displayName: 'Norbert Notes', personalNotes: `<p>${'word '.repeat(1_000)}</p>\nThe end` })
  const folder = mailbox.folders.find(({ isDefault, id }) => !isDefault && mailbox.contacts(id).length > 0)
  const error = { code: 'ErrorInternalServerError', message: 'No.' }
  faults.add({
    match: new RegExp(`contactFolders/${encodeURIComponent(folder?.id ?? '')}/contacts`),
    status: 500,
    body: { error },
  })
  const question = await ask('export contacts')
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  const { uniqueId = '' } = (fileIn(chat)?.content ?? {}) as { uniqueId?: string }
  const bytes = files.read(uniqueId)?.toString().replaceAll('\r\n ', '') ?? ''
  expect(bytes.match(/word/g)).toHaveLength(1_000)
  expect(bytes).toContain('The end')
  expect(readable(now(question))).toContain(en.unread.folder(folder?.displayName ?? ''))
})

test('if Outlook does not return notes now, the file has their known beginning', async ({ open }) => {
  const { world, ask, chat, mailbox, faults, now } = await open({ CONTACTS_MAX_AGE: '0' })
  const { files } = world.emulator.channel
  const long = (word: string) => `${`${word} `.repeat(600)}End`
  for (const name of ['Nora', 'Nils']) mailbox.add({ displayName: name, personalNotes: long('word') })
  const body = { error: { code: 'ErrorItemNotFound', message: 'No.' } }
  faults.add({ match: /^GET \/v1\.0\/me\/contacts\/[^/]+$/, status: 404, body })
  const question = await ask('export contacts')
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(readable(now(question))).toMatch(/^I’ve saved \d+ contacts to your OneDrive/)
  const { uniqueId = '' } = (fileIn(chat)?.content ?? {}) as { uniqueId?: string }
  const bytes = files.read(uniqueId)?.toString().replaceAll('\r\n ', '') ?? ''
  const words = bytes.match(/word/g)?.length ?? 0
  expect(words).toBeGreaterThan(700)
  expect(words).toBeLessThan(1_200)
})

const NOTES = /^GET \/v1\.0\/me\/contacts\/[^/?]+/

test('a person can export while the mailboxes of others are slow', async ({ open }) => {
  const { ask, connected, chat, graph, faults } = await open({ CONTACTS_MAX_AGE: '0', OAUTH_TENANT: 'organizations' })
  const slow = [chat, await connected(lidia)]
  const quick = await connected(alex)
  for (const { oid } of [megan, lidia])
    graph.mailbox(oid).add({ displayName: 'Nora', personalNotes: 'word '.repeat(600) })
  faults.add({ match: NOTES, delayMs: 60_000 })
  const [question, ...questions] = await Promise.all([quick, ...slow].map((each) => ask('export contacts', each)))
  const sent = slow.map((each, n) => each.answerConsent(questions[n] as Message, 'accept'))
  await expect.poll(faults.struck, { timeout: 10_000 }).toBe(2)
  await quick.answerConsent(question as Message, 'accept')
  await quick.next({ where: (message) => attachmentIn(message, INFO) !== undefined })
  expect(slow.map((each) => fileIn(each))).toEqual([undefined, undefined])
  expect(faults.struck()).toBe(2)
  await Promise.all(sent)
})

test('once Outlook asks us to slow down, no more notes are read, and the file comes without them', async ({ open }) => {
  const { ask, chat, mailbox, faults } = await open({ CONTACTS_MAX_AGE: '0' })
  for (let n = 0; n < 20; n += 1) mailbox.add({ displayName: `Nora ${n}`, personalNotes: 'word '.repeat(600) })
  faults.add({ match: NOTES, status: 429, headers: { 'retry-after': '60' } })
  const question = await ask('export contacts')
  expect(faults.struck()).toBe(0)
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(fileIn(chat)).toBeDefined()
  expect(faults.struck()).toBe(4)
})

test('a person who is not connected exports after signing in', async ({ open }) => {
  const { world, chat } = await open()
  await chat.ask('disconnect')
  const [card] = await chat.ask('export contacts')
  await signInWith(card, megan)
  const question = await chat.next({ where: (message) => attachmentIn(message, CONSENT) !== undefined })
  await chat.answerConsent(question, 'accept')
  expect(world.emulator.channel.files.calls).toHaveLength(1)
})

test('nothing is exported if the person declines', async ({ open }) => {
  const { world, ask, chat, now } = await open()
  const question = await ask('export contacts')
  await chat.answerConsent(question, 'decline')
  await chat.settled()
  expect(readable(now(question))).toBe('OK, I haven’t saved anything.')
  expect(world.emulator.channel.files.calls).toEqual([])
})

test('an upload that OneDrive refuses is reported, and the next one works', async ({ open }) => {
  const { ask, chat, faults, now } = await open()
  const question = await ask('export contacts')
  faults.add({ match: /^PUT \/onedrive\//, status: 404 })
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(said(chat).at(-1)).toContain('I can’t open that file any more.')
  faults.clear()
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(readable(now(question))).toMatch(/^I’ve saved/)
  expect(fileIn(chat)).toBeDefined()
})

test('a large file goes up in chunks, and only those that did not arrive again', async ({ open }) => {
  const { world, ask, chat, mailbox, faults, now } = await open({ CONTACTS_MAX_AGE: '0' })
  const { files } = world.emulator.channel
  for (let n = 0; n < 500; n += 1) mailbox.add({ displayName: `Nora ${n}`, personalNotes: 'word '.repeat(350) })
  const question = await ask('export contacts')
  faults.add({ match: /^PUT \/onedrive\//, times: 1, cut: 'mid-body' })
  faults.add({ match: /^PUT \/onedrive\//, times: 1, cut: 'before' })
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(readable(now(question))).toMatch(/^I’ve saved \d+ contacts to your OneDrive/)
  const { uniqueId = '' } = (fileIn(chat)?.content ?? {}) as { uniqueId?: string }
  const bytes = files.read(uniqueId)
  expect(bytes?.toString().match(/^FN:Nora \d+/gm)).toHaveLength(500)
  const ranges = files.calls.flatMap(({ range = [] }) => range)
  expect(new Set(ranges).size).toBe(Math.ceil((bytes?.length ?? 0) / (320 * 1024)))
  expect(ranges.at(-1)).toMatch(new RegExp(`-${(bytes?.length ?? 0) - 1}/${bytes?.length}$`))
})

test('an upload whose answer is lost is sent again', async ({ open }) => {
  const { ask, chat, faults, now } = await open()
  const question = await ask('export contacts')
  faults.add({ match: /^PUT \/onedrive\//, cut: 'before', times: 1 })
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(readable(now(question))).toMatch(/^I’ve saved/)
})

test('an answer that Teams delivers twice is answered once', async ({ open }) => {
  const { ask, chat, world } = await open({}, { untidy: ['invokes-twice'] })
  const question = await ask('export contacts')
  await chat.answerConsent(question, 'accept')
  await chat.settled()
  expect(world.emulator.channel.files.calls).toHaveLength(1)
  expect(chat.messages.filter((message) => attachmentIn(message, INFO))).toHaveLength(1)
})

test('outside Teams, in a group, and if files are not allowed, a sentence says so', async ({ open }) => {
  const { world, ask, faults } = await open()
  const { channel } = world.emulator
  const web = channel.personal(megan, { channelId: 'webchat', aadObjectId: undefined, tenantId: undefined })
  expect(readable(await ask('export contacts', web))).toMatch(/^I can only send and receive files/)
  const group = channel.group([megan, lidia]).as(megan)
  expect(readable(await ask('export contacts', group))).toMatch(/^I only share your contacts with you/)
  faults.add({ match: /^POST \/teams\/v3\/conversations\/[^/]+\/activities/, status: 400, times: 1 })
  expect(readable(await ask('export contacts'))).toMatch(/^I can only send and receive files/)
})

test('if there is nothing to export, nothing is asked', async ({ open }) => {
  const { ask, mailbox } = await open({ CONTACTS_MAX_AGE: '0' })
  for (const folder of mailbox.folders) for (const { id } of mailbox.contacts(folder.id)) mailbox.remove(id)
  expect(readable(await ask('export contacts'))).toMatch(/^You have no contacts in Outlook yet/)
})

test('a consent that is not for an export is refused', async ({ open }) => {
  const { chat, world } = await open()
  for (const value of [undefined, {}, { type: 'fileUpload', action: 'accept', context: { command: 'find' } }]) {
    expect(await chat.invoke('fileConsent/invoke', value)).toMatchObject({ status: 400 })
  }
  expect(world.emulator.channel.files.calls).toEqual([])
})
