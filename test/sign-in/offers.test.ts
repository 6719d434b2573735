import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { browser, signIn } from '../../emulator/browser.ts'
import type { Chat } from '../../emulator/channel/chat.ts'
import { fileRecords } from '../../emulator/demo/records.ts'
import { alex, megan } from '../../emulator/people.ts'
import { offers } from '../../src/sign-in/offers.ts'
import { sealing } from '../../src/store/sealed-links.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { en } from '../../src/text/en.ts'
import { readable, said, signInWith, startUrl, startWorld, type World } from '../world.ts'
import { storedKeys } from '../conversations/stored.ts'
import { chat as place, onePerson } from './one-person.ts'

const folder = mkdtempSync(join(tmpdir(), 'offers-'))
const store = sqliteStore(join(folder, 'bot.sqlite'))
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const resume = { type: 'find', query: 'Alice', offset: 0 }
const ticketOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('ticket') ?? ''

describe('an offer to sign in', () => {
  test('stores nothing until it is pressed, however often its page is looked at', async () => {
    const { user, signIns, kept } = onePerson(store)
    const ticket = ticketOf(signIns.offer({ user, chat: place, resume }))
    for (let looks = 0; looks < 3; looks += 1) expect(await signIns.asker(ticket)).toMatchObject({ user, chat: place })
    expect(await kept()).toEqual([])
  })

  test('leads to a connection, with the question from before and the card to replace', async () => {
    const { user, signIns, start, finish } = onePerson(store)
    const ticket = ticketOf(signIns.offer({ user, chat: place, resume, card: 'the card' }))
    expect(await finish(await start(ticket), 'one')).toMatchObject({
      kind: 'connected',
      flow: { resume, card: 'the card' },
    })
  })

  test('two presses at once are one sign-in: either browser connects, and the other one is told so', async () => {
    const { user, signIns, start, finish } = onePerson(store)
    const ticket = ticketOf(signIns.offer({ user, chat: place }))
    const [first, second] = await Promise.all([start(ticket), start(ticket)])
    expect(await finish(second, 'two')).toMatchObject({ kind: 'connected' })
    expect(await finish(first, 'one')).toEqual({ kind: 'over', as: { kind: 'connected' } })
  })

  test('works again after every end of the sign-in that it began', async () => {
    const { user, signIns, start, comeBack, finish, disconnect } = onePerson(store)
    const ticket = ticketOf(signIns.offer({ user, chat: place, resume }))
    expect(await signIns.decline(ticket)).toMatchObject({ kind: 'failed', code: 'cancelled' })
    expect(await comeBack(await start(ticket), 'error=access_denied')).toMatchObject({ kind: 'failed' })
    expect(await finish(await start(ticket), 'one')).toMatchObject({ kind: 'connected', flow: { resume } })
    await expect(start(ticket)).rejects.toThrow('It ended: over')
    await disconnect()
    expect(await finish(await start(ticket), 'two')).toMatchObject({ kind: 'connected' })
  })

  test('continues a sign-in that another card has begun, and does not replace it', async () => {
    const { user, signIns, begin, start, finish } = onePerson(store)
    const { ticket } = await begin(resume)
    const offered = ticketOf(signIns.offer({ user, chat: place }))
    const [one, other] = [await start(ticket), await start(offered)]
    expect(await finish(other, 'two')).toMatchObject({ kind: 'connected', flow: { resume } })
    expect(await finish(one, 'one')).toEqual({ kind: 'over', as: { kind: 'connected' } })
  })

  test('hands out no second code while one is awaited', async () => {
    const { user, signIns, start, finish } = onePerson(store, { user: { vouched: false } })
    const ticket = ticketOf(signIns.offer({ user, chat: place }))
    expect(await finish(await start(ticket), 'one')).toMatchObject({ kind: 'code' })
    await expect(start(ticket)).rejects.toThrow('It ended: over')
  })

  test('presses cost nothing: only codes that nobody typed count', async () => {
    const { user, signIns, start, finish } = onePerson(store, { user: { vouched: false } })
    const ticket = ticketOf(signIns.offer({ user, chat: place, card: 'the card' }))
    for (let presses = 0; presses < 40; presses += 1) {
      await start(ticket)
      await signIns.decline(ticket)
    }
    for (let codes = 0; codes < 20; codes += 1) {
      expect(await finish(await start(ticket), 'one')).toMatchObject({ kind: 'code' })
      await signIns.cancel(user)
    }
    await expect(start(ticket)).rejects.toThrow('It ended: used_up')
  })

  test('without a card brings twenty ends a day at most: each is a new message in the chat', async () => {
    const { user, signIns, begin, start, finish } = onePerson(store)
    const ticket = ticketOf(signIns.offer({ user, chat: place }))
    for (let ends = 0; ends < 10; ends += 1) {
      await start(ticket)
      expect(await signIns.decline(ticket)).toMatchObject({ kind: 'failed' })
      expect(await signIns.decline(ticket)).toMatchObject({ kind: 'failed' })
    }
    expect(await signIns.decline(ticket)).toEqual({ kind: 'used_up', chat: place })
    await expect(start(ticket)).rejects.toThrow('It ended: used_up')
    // The person's next question is answered as usual, and the link leads to it.
    await begin(resume)
    expect(await finish(await start(ticket), 'one')).toMatchObject({ kind: 'connected', flow: { resume } })
  })
})

describe('the link of an offer', () => {
  afterEach(() => void vi.useRealTimers())
  const keys = sealing([Buffer.alloc(32, 7)])
  const links = offers({ sealing: keys, publicUrl: 'http://localhost', edits: true })
  const { user } = onePerson(store)
  const made = () => ticketOf(links.url({ user, chat: place }))

  test('S44 leaver: is good for 90 days', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 })
    const ticket = made()
    vi.setSystemTime(89 * 86_400_000)
    expect(links.read(ticket)).toMatchObject({ user })
    vi.setSystemTime(91 * 86_400_000)
    expect(links.read(ticket)).toBeUndefined()
  })

  test('reveals nothing to anybody who reads it, and differs each time', () => {
    const ticket = made()
    expect(Buffer.from(ticket, 'base64url').toString('latin1')).not.toContain(user.id)
    expect(made()).not.toBe(ticket)
    expect(ticket.length).toBeLessThan(1_500)
  })

  test('does not open when it was changed anywhere, cut, or sealed under another key', () => {
    const ticket = made()
    for (const at of [...Array.from({ length: Math.ceil(ticket.length / 7) }, (_, n) => n * 7), ticket.length - 1]) {
      const other = ticket[at] === 'A' ? 'B' : 'A'
      expect(links.read(`${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`)).toBeUndefined()
    }
    expect(links.read(ticket.slice(0, -4))).toBeUndefined()
    expect(links.read('')).toBeUndefined()
    const theirs = offers({ sealing: sealing([Buffer.alloc(32, 8)]), publicUrl: 'http://localhost', edits: true })
    expect(theirs.read(ticket)).toBeUndefined()
  })
})

describe('an old welcome', () => {
  let world: World
  let chat: Chat
  afterEach(() => world.close())

  async function welcomed() {
    world = await startWorld()
    chat = world.emulator.channel.personal(megan)
    await chat.install()
    await chat.settled()
    return chat.messages[0]
  }

  test('signs in after a restart, a disconnect and another installation', async () => {
    const welcome = await welcomed()
    for (let times = 0; times < 2; times += 1) {
      await world.restart({})
      expect((await signInWith(welcome, megan)).text).toContain(en.page.connected.title)
      await chat.settled()
      expect(said(chat).at(-1)).toContain(en.connected(megan.username))
      await chat.ask('disconnect')
    }
    await chat.uninstall()
    await chat.install()
    await chat.settled()
    expect((await signInWith(chat.messages.at(-1), megan)).text).toContain(en.page.connected.title)
  })

  test('connects nobody but its own person, and says the same as every card', async () => {
    const welcome = await welcomed()
    expect((await signInWith(welcome, alex)).status).toBe(403)
    await chat.settled()
    expect(said(chat).at(-1)).toContain(en.mismatch)
    expect(await storedKeys(world, 'connection/')).toEqual([])
  })

  test('S44 leaver: of a person who has removed the app since leads nowhere, and stores nothing', async () => {
    const welcome = await welcomed()
    await chat.uninstall()
    await chat.settled()
    const before = await storedKeys(world, '')
    const page = await browser().open(startUrl(welcome))
    expect([page.status, page.forms]).toEqual([410, []])
    expect(await storedKeys(world, '')).toEqual(before)
    // As long as the link itself would work.
    const [left] = fileRecords(world.dataFile, 'left/')
    expect(left?.expiresInMs).toBeGreaterThan(89 * 86_400_000)
  })

  test('is told on the page that its person is connected already', async () => {
    const welcome = await welcomed()
    await signInWith(welcome, megan)
    await chat.settled()
    const page = await browser().open(startUrl(welcome))
    expect([page.status, page.text]).toEqual([410, expect.stringContaining(en.page.over.connected)])
  })

  test('continues with the newest question', async () => {
    const welcome = await welcomed()
    await chat.ask('find contact Alice')
    await signIn(browser(), startUrl(welcome), { username: megan.username })
    await chat.settled()
    expect(readable(chat.messages.at(-1))).toContain('Alice Admin')
  })
})
