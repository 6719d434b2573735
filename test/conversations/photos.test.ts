import { randomBytes } from 'node:crypto'
import { expect, inject } from 'vitest'
import type { Message } from '../../emulator/channel/conversation.ts'
import { megan } from '../../emulator/people.ts'
import { removeAll } from '../../src/cli/connections/remove.ts'
import { en } from '../../src/text/en.ts'
import { opened } from '../cli/seeded.ts'
import { jpegOf } from '../photos/jpeg.ts'
import { readable } from '../world.ts'
import { connectionOf, storedKeys } from './stored.ts'
import { type Talk, test } from './talk.ts'

function pictureIn({ attachments }: Message): string | undefined {
  return /"url":"(data:image[^"]+)"/.exec(JSON.stringify(attachments))?.[1]
}

test('a card shows a small version of the picture in Outlook, and requests it once', async ({ open }) => {
  const { ask, mailbox, graph, chat } = await open()
  const { id } = mailbox.add({ displayName: 'Zelda Zimmer' })
  mailbox.hide(id, { photo: await jpegOf(400, 400) })
  const card = await ask('find zelda')
  expect(readable(card)).toContain('Zelda Zimmer')
  await expect.poll(() => pictureIn(chat.messages.at(-1) ?? card)).toMatch(/^data:image\/jpeg;base64,/)
  expect(pictureIn(chat.messages.at(-1) ?? card)?.length).toBeLessThan(10 * 1024)
  expect(pictureIn(await ask('find zelda'))).toBeDefined()
  expect(graph.count(/photo/)).toBe(1)
})

test('a contact without a picture has initials, and Outlook is asked once', async ({ open }) => {
  const { ask, graph } = await open()
  const first = await ask('find alice admin')
  const second = await ask('find alice admin')
  expect(pictureIn(first)).toBeUndefined()
  expect(second.edits).toBe(0)
  expect(readable(second)).toContain('AA')
  expect(graph.count(/photo/)).toBe(1)
})

test('an answer does not wait for a picture, and stays if Outlook gives none', async ({ open }) => {
  const { ask, faults, graph } = await open()
  await ask('find adam')
  graph.calls.length = 0
  faults.add({ match: /photo/, status: 503 })
  expect(readable(await ask('find alice admin'))).toContain('Alice Admin')
  expect(graph.count(/photo/)).toBe(0)
})

test('a list requests no pictures', async ({ open }) => {
  const { ask, graph } = await open()
  await ask('find a')
  expect(graph.count(/photo/)).toBe(0)
})

/** A chat in which Zelda's picture was shown. */
async function shown(talk: Talk): Promise<Talk & { id: string }> {
  const { id } = talk.mailbox.add({ displayName: 'Zelda Zimmer' })
  talk.mailbox.hide(id, { photo: await jpegOf(100, 100) })
  await talk.ask('find zelda')
  await expect.poll(() => pictureIn(talk.chat.messages.at(-1) as Message)).toBeDefined()
  return { ...talk, id }
}

test('the picture is stored with the book: after a restart Outlook is not asked for it', async ({ open }) => {
  const talk = await shown(await open())
  await talk.ask('find alice admin')
  await talk.chat.settled()
  expect(talk.graph.count(/photo/)).toBe(2)
  expect(await storedKeys(talk.world, 'photo/')).toHaveLength(3)
  await talk.world.restart({})
  const card = await talk.ask('find zelda')
  await expect.poll(() => pictureIn(talk.now(card))).toBeDefined()
  await talk.ask('find alice admin')
  await talk.chat.settled()
  expect(talk.graph.count(/photo/)).toBe(2)
})

test('a picture that was changed in Outlook is requested again, also after a restart', async ({ open }) => {
  const talk = await shown(await open())
  const before = pictureIn(talk.chat.messages.at(-1) as Message)
  talk.mailbox.hide(talk.id, { photo: await jpegOf(60, 60) })
  await talk.world.restart({})
  talk.world.age(61_000)
  const card = await talk.ask('find zelda')
  await talk.chat.settled()
  const after = pictureIn(talk.now(card))
  expect(after).toMatch(/^data:image/)
  expect(after).not.toBe(before)
})

test('when a contact is deleted in Outlook, its stored picture is deleted', async ({ open }) => {
  const talk = await shown(await open())
  const [, picture = ''] = await storedKeys(talk.world, 'photo/')
  expect(picture).toMatch(/^photo\/.*\/[\w-]{43}$/)
  talk.mailbox.remove(talk.id)
  talk.world.age(61_000)
  await talk.ask('find alice')
  await talk.chat.settled()
  expect(await storedKeys(talk.world, 'photo/')).not.toContain(picture)
})

test('when many contacts have changed at once, all pictures are requested again', async ({ open }) => {
  const talk = await shown(await open())
  for (let n = 0; n < 250; n += 1) talk.mailbox.add({ displayName: `Person ${n}` })
  talk.world.age(61_000)
  await talk.ask('find zelda')
  await expect.poll(() => talk.graph.count(/photo/)).toBe(2)
})

test('with CONTACTS_KEEP=0 no picture is stored', async ({ open }) => {
  const talk = await shown(await open({ CONTACTS_KEEP: '0' }))
  expect(await storedKeys(talk.world, 'photo/')).toEqual([])
})

const LEAVING: [string, (talk: Talk) => Promise<unknown>][] = [
  ['disconnect', ({ chat }) => chat.send('disconnect')],
  ['the removal of the app', ({ chat }) => chat.uninstall()],
  ['deleteUserData', ({ chat }) => chat.deleteUserData()],
]

for (const [how, leave] of LEAVING)
  test(`the pictures are deleted with ${how}`, async ({ open }) => {
    const talk = await shown(await open())
    expect(await storedKeys(talk.world, 'photo/')).not.toEqual([])
    await leave(talk)
    await talk.chat.settled()
    expect(await storedKeys(talk.world, 'photo/')).toEqual([])
  })

test('the pictures are deleted by the administrator’s `connections remove`', async ({ open }) => {
  const redisUrl = `${inject('redisUrl')}/13`
  const key = randomBytes(32)
  const { chat } = await shown(await open({ REDIS_URL: redisUrl, ENCRYPTION_KEYS: key.toString('base64') }))
  await chat.settled()
  const store = await opened({ redisUrl, key })
  const keys = async () => {
    const all: string[] = []
    for await (const one of store.scan('photo/')) all.push(one)
    return all
  }
  expect(await keys()).toHaveLength(2)
  await removeAll(store, connectionOf(chat).slice('connection/'.length))
  expect(await keys()).toEqual([])
  await store.close()
})

test('a picture that was being read while the person disconnected is not kept', async ({ open }) => {
  const { ask, chat, mailbox, faults, world } = await open()
  const { id } = mailbox.add({ displayName: 'Zelda Zimmer' })
  mailbox.hide(id, { photo: await jpegOf(100, 100) })
  faults.add({ match: /photo/, delayMs: 1_500, times: 1 })
  await chat.send('find zelda')
  await expect.poll(faults.struck).toBe(1)
  await chat.send('disconnect')
  await chat.settled()
  expect(await storedKeys(world, 'photo/')).toEqual([])
  expect(readable(await ask('status'))).toContain(en.status.notConnected)
})

test('disconnect deletes the picture', async ({ open }) => {
  const { world, ask, mailbox, graph, chat } = await open()
  const { id } = mailbox.add({ displayName: 'Zelda Zimmer' })
  mailbox.hide(id, { photo: await jpegOf(100, 100) })
  await ask('find zelda')
  await expect.poll(() => pictureIn(chat.messages.at(-1) as Message)).toBeDefined()
  await ask('disconnect')
  await world.connect(megan)
  await chat.settled()
  expect(pictureIn(await ask('find zelda'))).toBeDefined()
  expect(graph.count(/photo/)).toBe(2)
})
