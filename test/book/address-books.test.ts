import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addressBook } from '../../emulator/address-books.ts'
import { addressBooks } from '../../src/book/address-books.ts'
import type { Reader } from '../../src/book/in-step.ts'
import type { GraphError } from '../../src/graph/graph.ts'
import type { Owner } from '../../src/book/stored-book.ts'
import type { OpenBook } from '../../src/book/open-book.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { type Outlook, outlook } from './outlook.ts'
import { KINDS, mortal, realStore, tapped } from '../store/stores.ts'
import { expectWithin } from '../timing.ts'

const HOUR = 3_600_000
const COUNT = 30

type Options = Partial<Parameters<typeof addressBooks>[0]>

let server: Outlook
let real: ReturnType<typeof realStore>
let owner: Owner
const stops: (() => Promise<void>)[] = []

async function start(kind: (typeof KINDS)[number], store: (store: Store) => Store = (store) => store): Promise<void> {
  server = await outlook(addressBook({ seed: 7, count: COUNT, folders: { Family: {}, Customers: { Nordics: {} } } }))
  real = realStore(kind)
  real.store = store(real.store)
  owner = { key: real.key, mailbox: 'tenant/megan', base: server.access.base }
}

afterEach(async () => {
  server.hooks.onRequest = () => undefined
  for (const stop of stops.splice(0)) await stop()
  await server.close()
  await real.close()
})

/** The address books of another process. */
function instance(options: Options = {}) {
  const books = addressBooks({
    graph: server.client,
    store: real.store,
    keepMs: 24 * HOUR,
    maxAgeMs: 60_000,
    ...options,
  })
  stops.push(books.stop)
  return books
}

const reader = (more: Partial<Reader> = {}): Reader => ({ token: 'token', isCurrent: async () => true, ...more })
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as GraphError | StoreError).code,
  )
const names = async (book: OpenBook | undefined, query: string) =>
  (await book?.find(query))?.map(({ person }) => person.contact.displayName)
/** How often the whole default folder was read. */
const readings = () => server.emulated.count(/\/delta\?\$select/)

test('our own change is added to older copies for a quarter of an hour, and is not remembered for longer', async () => {
  await start('sqlite')
  let ahead = 0
  // Nothing stays in memory, so every look uses the stored copy.
  const books = instance({ now: () => Date.now() + ahead, cacheBytes: 0 })
  const open = await books.inStep(owner, reader(), 0).book
  const [contact] = open.book.folders.flatMap(({ chunks }) => chunks.flat())
  books.changed(owner, 'new', { ...contact!, id: 'new', displayName: 'Zelda Quist' })
  const found = async () => names(await books.atHand(owner, Date.now() + ahead), 'Zelda Quist')
  expect(await found()).toEqual(['Zelda Quist'])
  ahead = 16 * 60_000
  books.changed({ ...owner, key: `${owner.key}-other`, mailbox: 'tenant/alex' }, 'other', undefined)
  expect(await found()).toEqual([])
})

describe.each(KINDS)('several instances over %s', (kind) => {
  beforeEach(() => start(kind))

  test('read a mailbox once, however many callers ask both at once', async () => {
    server.emulated.setLatency(20)
    const both = [instance(), instance()]
    const since = Date.now()
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (both[n % 2] ?? instance()).inStep(owner, reader(), since).book),
    )
    for (const open of all) expect(await open.size()).toEqual({ contacts: COUNT, folders: 4 })
    expect(readings()).toBe(4)
    expect(new Set(all).size).toBe(2)
  })

  test('use what one of them has read, and read only the changes since', async () => {
    await instance().inStep(owner, reader(), Date.now()).book
    const other = instance()
    const open = await other.atHand(owner, Date.now())
    expect((await open?.size())?.contacts).toBe(COUNT)
    server.box.add({ displayName: 'Zoë Newcomer' })
    expect(await names(open, 'zoe newcomer')).toEqual([])
    expect(await names(await other.inStep(owner, reader(), Date.now()).book, 'zoe newcomer')).toEqual(['Zoë Newcomer'])
    expect(readings()).toBe(4)
    expect(await names(await instance().atHand(owner, Date.now()), 'zoe newcomer')).toEqual(['Zoë Newcomer'])
  })

  test('keep nothing of a book that one forgets while the other reads it', async () => {
    for (const kept of [false, true]) {
      const [one, other] = [instance(), instance()]
      if (kept) await one.inStep(owner, reader(), Date.now()).book
      let isConnected = true
      const [left, leave] = [{ requests: 5 }, () => other.forget(owner.key)]
      server.hooks.onRequest = async () => {
        left.requests -= 1
        if (left.requests !== 0) return
        isConnected = false
        await leave()
      }
      // The reading has ended, or its result was dropped.
      await one.inStep(owner, reader({ isCurrent: async () => isConnected }), Date.now()).book.catch(() => undefined)
      server.hooks.onRequest = () => undefined
      expect(await real.keysBelow()).toEqual([])
      expect(await one.atHand(owner, 0)).toBeUndefined()
    }
  })
})

test('a book that is forgotten by another instance is not read to its end', async () => {
  await start('sqlite')
  const [one, other] = [instance(), instance()]
  let isConnected = true
  let requests = 0
  server.hooks.onRequest = () => {
    requests += 1
    return requests > 4 ? new Promise(() => undefined) : undefined
  }
  const reading = one.inStep(owner, reader({ isCurrent: async () => isConnected }), Date.now())
  // Four at a time.
  await expect.poll(() => requests).toBe(8)
  isConnected = false
  await other.forget(owner.key)
  // Outlook still holds back its answers.
  expect(await code(reading.book)).toBe('aborted')
  expect(requests).toBe(8)
  expect(await real.keysBelow()).toEqual([])
})

describe('several instances', () => {
  beforeEach(() => start('sqlite'))
  /** Long enough for four renewals on a slow machine. */
  const leaseMs = 2_000

  test('one waits for the reading of another, sees its progress, and takes its book', async () => {
    let go = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    server.hooks.onRequest = () => (server.emulated.count(/delta/) >= 4 ? held : undefined)
    server.emulated.setLatency(50)
    const since = Date.now()
    const reading = instance({ leaseMs }).inStep(owner, reader(), since)
    await expect.poll(() => reading.progress().contacts).toBeGreaterThan(0)
    const waiting = instance({ leaseMs }).inStep(owner, reader(), since)
    await expect.poll(() => waiting.progress().contacts / reading.progress().contacts).toBe(1)
    server.hooks.onRequest = () => undefined
    go()
    await Promise.all([reading.book, waiting.book])
    expect((await waiting.book).book.readAt).toBe((await reading.book).book.readAt)
    expect(readings()).toBe(4)
  })

  test('one takes over when another has died and its lease has run out', async () => {
    server.hooks.onRequest = () => new Promise(() => {})
    let isDead = false
    instance({ leaseMs, store: mortal(real.store, () => isDead) }).inStep(owner, reader(), Date.now())
    await expect.poll(real.keysBelow).toHaveLength(1)
    isDead = true
    server.hooks.onRequest = () => undefined
    const begun = performance.now()
    const { book } = await instance({ leaseMs }).inStep(owner, reader(), Date.now()).book
    expect(performance.now() - begun).toBeGreaterThan(leaseMs - 100)
    expectWithin(leaseMs + 4_000, performance.now() - begun)
    expect(await instance().atHand(owner, Date.now())).toMatchObject({ book: { readAt: book.readAt } })
  })

  test('one that loses its lease by being slow still answers, and overwrites nothing', async () => {
    let go = () => {}
    const stuck = new Promise<void>((resolve) => (go = resolve))
    // Its renewals never finish, as in a suspended process.
    const slowly = tapped(real.store, { before: ({ op }) => (op === 'replace' ? stuck : undefined) })
    const slow = instance({ leaseMs, store: slowly }).inStep(owner, reader(), Date.now())
    await expect.poll(() => slow.progress().contacts).toBe(COUNT)
    const fast = await instance({ leaseMs }).inStep(owner, reader(), Date.now()).book
    server.box.add({ displayName: 'Zoë Newcomer' })
    const later = await instance({ leaseMs }).inStep(owner, reader(), Date.now()).book
    const keys = await real.keysBelow()
    go()
    expect((await (await slow.book).size()).contacts).toBe(COUNT)
    expect([(await fast.size()).contacts, (await later.size()).contacts]).toEqual([COUNT, COUNT + 1])
    expect((await real.keysBelow()).toSorted()).toEqual(keys.toSorted())
    expect(await instance().atHand(owner, Date.now())).toMatchObject({ book: { readAt: later.book.readAt } })
  })
})

describe('one instance', () => {
  beforeEach(() => start('sqlite'))

  test('reads the store once for all callers at once, and not again while the book is in memory', async () => {
    await instance().inStep(owner, reader(), Date.now()).book
    let gets = 0
    const books = instance({ store: tapped(real.store, { before: ({ op }) => op === 'get' && (gets += 1) }) })
    const opened = await Promise.all(Array.from({ length: 64 }, () => books.atHand(owner, Date.now())))
    expect(new Set(opened).size).toBe(1)
    expect(gets).toBe(1 + 4)
    expect(await books.atHand(owner, opened[0]?.book.readAt ?? 0)).toBe(opened[0])
    expect(gets).toBe(5)
    await books.atHand(owner, Date.now())
    expect(gets).toBe(6)
  })

  test('has no copy for another mailbox', async () => {
    const books = instance()
    await books.inStep(owner, reader(), Date.now()).book
    expect(await books.atHand({ ...owner, mailbox: 'tenant/alex' }, 0)).toBeUndefined()
    expect((await (await books.atHand(owner, 0))?.size())?.contacts).toBe(COUNT)
  })

  test('does not read a book again if it was read meanwhile', async () => {
    const books = instance()
    const since = Date.now()
    const { book } = await books.inStep(owner, reader(), since).book
    const calls = server.emulated.count()
    expect((await books.inStep(owner, reader(), since).book).book).toBe(book)
    expect(server.emulated.count()).toBe(calls)
    expect((await books.inStep(owner, reader(), book.readAt + 1).book).book).not.toBe(book)
    expect(server.emulated.count()).toBeGreaterThan(calls)
  })

  test('writes no chunk and keeps the index if nothing has changed', async () => {
    const puts: string[] = []
    const books = instance({ store: tapped(real.store, { before: ({ op, key }) => op === 'add' && puts.push(key) }) })
    const first = await books.inStep(owner, reader(), Date.now()).book
    await first.find('a')
    puts.length = 0
    const second = await books.inStep(owner, reader(), first.book.readAt + 1).book
    expect(second).not.toBe(first)
    expect(await second.index()).toBe(await first.index())
    expect(puts.filter((key) => key !== owner.key)).toEqual([])
  })

  test('starts a new reading for a caller that asks again at once, before other callers have got the last result', async () => {
    const books = instance()
    const ask = () => books.inStep(owner, reader(), Date.now()).book
    const [[first, second], other] = await Promise.all([
      ask().then(async (first) => {
        await wait(2)
        return [first, await ask()]
      }),
      ask(),
    ])
    expect(first).toBe(other)
    expect(second).not.toBe(first)
  })

  test('reads again with its own token after another caller’s token was refused', async () => {
    const books = instance()
    const [refused, fresh] = [reader({ token: 'refused' }), reader()].map((each) =>
      books.inStep(owner, each, Date.now()),
    )
    expect(await code(refused?.book ?? Promise.resolve())).toBe('unauthorized')
    expect((await (await fresh?.book)?.size())?.contacts).toBe(COUNT)
  })

  test('shares a failure among callers, and tries again for later ones', async () => {
    server.emulated.setMaxConcurrent(0)
    const books = instance()
    const all = ['token', 'another', 'token'].map((token) => books.inStep(owner, reader({ token }), Date.now()).book)
    expect(await Promise.all(all.map(code))).toEqual(['throttled', 'throttled', 'throttled'])
    const calls = server.emulated.count()
    // Two requests at a time, each tried four times. No caller asked again.
    expect(calls).toBeLessThanOrEqual(8)
    expect(await real.keysBelow()).toEqual([])
    server.emulated.setMaxConcurrent(4)
    expect((await (await books.inStep(owner, reader(), Date.now()).book).size()).contacts).toBe(COUNT)
  })

  test('waits no longer than the limit', async () => {
    server.hooks.onRequest = () => wait(100)
    const books = instance({ limitMs: 250 })
    expect(await code(books.inStep(owner, reader(), Date.now()).book)).toBe('unavailable')
    expect(await real.keysBelow()).toEqual([])
  })

  test('ends the reading of a book that is forgotten, and keeps nothing of it in the store or in memory', async () => {
    const books = instance()
    server.hooks.onRequest = () => new Promise(() => {})
    const reading = books.inStep(owner, reader(), Date.now())
    await expect.poll(real.keysBelow).toHaveLength(1)
    await books.forget(owner.key)
    expect(await code(reading.book)).toBe('aborted')
    expect(await real.keysBelow()).toEqual([])
    expect(await books.atHand(owner, 0)).toBeUndefined()
  })

  test('does not keep a book in memory that is forgotten while it is opened', async () => {
    await instance().inStep(owner, reader(), Date.now()).book
    let isForgotten = false
    const store = tapped(real.store, {
      async after({ key }) {
        if (key === owner.key || isForgotten) return
        isForgotten = true
        await books.forget(owner.key)
      },
    })
    const books = instance({ store })
    await books.atHand(owner, Date.now())
    expect(isForgotten).toBe(true)
    expect(await books.atHand(owner, 0)).toBeUndefined()
    expect(await real.keysBelow()).toEqual([])
  })

  test('does not let another account wait for the reading of the earlier one, and keeps its book', async () => {
    const books = instance()
    let mailbox = owner.mailbox
    const of = (owner: Owner) => ({ owner, isCurrent: async () => mailbox === owner.mailbox })
    const alex = { ...owner, mailbox: 'tenant/alex' }
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    server.hooks.onRequest = () => held
    const before = books.inStep(owner, reader(of(owner)), Date.now())
    await expect.poll(real.keysBelow).toHaveLength(1)
    server.hooks.onRequest = () => undefined
    mailbox = alex.mailbox
    const after = books.inStep(alex, reader(of(alex)), Date.now())
    expect((await (await after.book).size()).contacts).toBe(COUNT)
    expect(await code(before.book)).toBe('aborted')
    letGo()
    expect((await (await books.atHand(alex, 0))?.size())?.contacts).toBe(COUNT)
    expect((await (await instance().atHand(alex, Date.now()))?.size())?.contacts).toBe(COUNT)
    expect(await books.atHand(owner, Date.now())).toBeUndefined()
  })

  test('ends its reading and gives up the lease when it stops', async () => {
    server.hooks.onRequest = () => new Promise(() => {})
    const books = instance()
    const reading = books.inStep(owner, reader(), Date.now())
    await expect.poll(real.keysBelow).toHaveLength(1)
    await books.stop()
    expect(await code(reading.book)).toBe('aborted')
    expect(await real.keysBelow()).toEqual([])
  })

  test('finds people although the store is full, and leaves nothing in it', async () => {
    const books = instance({
      store: tapped(real.store, {
        before({ op, key }) {
          if (op === 'add' && key !== owner.key) throw new StoreError('refused', 'The store is full')
        },
      }),
    })
    expect((await (await books.inStep(owner, reader(), Date.now()).book).size()).contacts).toBe(COUNT)
    expect((await (await books.atHand(owner, 0))?.size())?.contacts).toBe(COUNT)
    expect(await real.keysBelow()).toEqual([])
  })

  test('that is set to keep no books stores none, and deletes earlier ones', async () => {
    await instance().inStep(owner, reader(), Date.now()).book
    const books = instance({ keepMs: 0 })
    expect(await books.atHand(owner, Date.now())).toBeUndefined()
    const keys = await real.keysBelow()
    await books.inStep(owner, reader(), Date.now()).book
    expect((await (await books.atHand(owner, Date.now()))?.size())?.contacts).toBe(COUNT)
    expect(await real.keysBelow()).toEqual(keys)
    await books.forget(owner.key)
    expect(await real.keysBelow()).toEqual([])
    expect(await books.atHand(owner, Date.now())).toBeUndefined()
  })
})
