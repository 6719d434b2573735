import { expect } from 'vitest'
import type { Message } from '../../emulator/channel/conversation.ts'
import { megan } from '../../emulator/people.ts'
import { jpegOf } from '../photos/jpeg.ts'
import { readable } from '../world.ts'
import { test } from './talk.ts'

function pictureIn({ attachments }: Message): string | undefined {
  return /"url":"(data:image[^"]+)"/.exec(JSON.stringify(attachments))?.[1]
}

test('a card shows the picture that Outlook has, small, and asks for it once', async ({ open }) => {
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

test('an answer does not wait for a picture, and stays where Outlook gives none', async ({ open }) => {
  const { ask, faults, graph } = await open()
  await ask('find adam')
  graph.calls.length = 0
  faults.add({ match: /photo/, status: 503 })
  expect(readable(await ask('find alice admin'))).toContain('Alice Admin')
  expect(graph.count(/photo/)).toBe(0)
})

test('no list asks for pictures', async ({ open }) => {
  const { ask, graph } = await open()
  await ask('find a')
  expect(graph.count(/photo/)).toBe(0)
})

test('the picture goes with disconnect', async ({ open }) => {
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
