import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressBook } from '../../emulator/address-books.ts'
import type { AddressBook, Contact } from '../../emulator/address-books/contact.ts'
import { nobody } from '../../emulator/address-books/contact.ts'
import { ALICE } from '../../emulator/address-books/known.ts'
import type { Message } from '../../emulator/channel/conversation.ts'
import { type Emulator, startEmulator } from '../../emulator/emulator.ts'
import { megan, type Person } from '../../emulator/people.ts'
import { en } from '../../src/text/en.ts'
import { heavyContacts, type Kind, KINDS } from '../book/heavy-contacts.ts'
import { type Entry, startEntry } from '../entry.ts'
import { freePort } from '../redis-server.ts'
import { readable, signInWith } from '../world.ts'

/** HEAVY_CONTACTS=3000 makes every book as large as the one with long notes. */
const COUNT = Number(process.env['HEAVY_CONTACTS'] ?? 150)
const COUNTS: Partial<Record<Kind, number>> = { 'long notes': 3_000, everything: Math.max(COUNT, 600) }
const HEAP_MB = 256

type Owner = Person & { kind: Kind }

const owners = KINDS.map((kind, n): Owner => ({
  ...megan,
  kind,
  oid: randomUUID(),
  name: `Owner ${n}`,
  username: `owner${n}@contoso.example`,
}))

function bookOf({ kind }: Owner, seed: number): AddressBook {
  const book = addressBook({ seed, count: 1, including: [ALICE] })
  const [home] = book.folders
  const [alice] = book.contacts
  if (!home || !alice) throw new Error('an empty book')
  const heavy = heavyContacts(COUNTS[kind] ?? COUNT, seed, kind).map((details, n): Contact => {
    const id = `AAMkAD${`${n}`.padEnd(94, '_')}AAA=`
    return { ...alice, ...nobody(), ...details, id, parentFolderId: home.id }
  })
  return { folders: book.folders, contacts: [alice, ...heavy] }
}

let emulator: Emulator
let folder: string
let env: Record<string, string>
let bot: Entry | undefined

beforeAll(async () => {
  emulator = await startEmulator({
    people: owners,
    books: new Map(owners.map((owner, n) => [owner.oid, bookOf(owner, n)])),
    oddPages: false,
  })
  folder = mkdtempSync(join(tmpdir(), 'heavy-'))
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  emulator.channel.botUrl = `http://127.0.0.1:${port}/api/messages`
  env = {
    ...emulator.settings(publicUrl),
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATA_FILE: join(folder, 'bot.sqlite'),
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    // Every question asks Outlook.
    CONTACTS_MAX_AGE: '0',
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}`,
  }
})

afterAll(async () => {
  bot?.child.kill()
  await bot?.ended
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
})

const isHealthy = () =>
  fetch(`${env['PUBLIC_URL']}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )

async function start(): Promise<void> {
  bot = startEntry('main', env, folder)
  await expect.poll(isHealthy).toBe(true)
}

/** The final answer, without the messages before it. */
const isAnswer = (message: Message) => {
  const text = readable(message)
  return (
    !['Reading your contacts', en.reading.changes].some((begin) => text.startsWith(begin)) &&
    !/Checking Outlook/.test(text)
  )
}

/** Asks, and asks again if the emulator was too slow to accept the answer. On a busy machine it misses the time limit of a
 *  channel. */
async function ask(owner: Owner, text: string): Promise<string> {
  const chat = emulator.channel.personal(owner)
  for (let left = 5; ; left -= 1) {
    const next = chat.next({ where: isAnswer, timeoutMs: 40_000 }).catch((error: unknown) => {
      if (left === 0) throw error
      return undefined
    })
    await chat.send(text)
    const answer = await next
    if (answer) return readable(answer)
  }
}

describe('S63 no book ends the process', () => {
  const { contacts_too_large: tooLarge, no_room: noRoom, contacts_down: down } = en.trouble
  /** On a busy machine the emulator, too, may be slow to answer. */
  const honest = ['aadmin@contoso.example', tooLarge, noRoom, down, en.searchedRest]
  const isHonest = (answer: string) => honest.some((part) => answer.includes(part))

  /** Everybody asks at the same time. */
  async function expectAnswers(): Promise<void> {
    const answers = await Promise.all(owners.map(async (owner) => [owner.kind, await ask(owner, 'find contact Alice')]))
    expect(answers.filter(([, answer = '']) => !isHonest(answer))).toEqual([])
    expect(await isHealthy()).toBe(true)
    expect(bot?.child.exitCode).toBeNull()
    // If people ask one after the other, every book gets an answer, except a book that is too large by itself.
    for (const owner of owners)
      expect(await ask(owner, 'find contact Alice')).toContain(
        owner.kind === 'everything' ? tooLarge : 'aadmin@contoso.example',
      )
  }

  test(
    'S63 no book ends the process: heavy books are all asked for at once, and again after a restart',
    { timeout: 900_000 },
    async () => {
      await start()
      for (const owner of owners) {
        const card = await emulator.channel.personal(owner).ask('connect')
        await signInWith(card[0], owner)
        await emulator.channel.personal(owner).next()
      }
      await expectAnswers()
      bot?.child.kill()
      expect(await bot?.ended).toBe(0)
      await start()
      await expectAnswers()
    },
  )
})
