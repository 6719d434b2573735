import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AddressBook, Chunk } from '../../src/book/address-book.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import type { BookLease } from '../../src/book/book-lease.ts'
import { keptBooks, type Owner } from '../../src/book/stored-book.ts'
import { records } from '../../src/store/records.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { KINDS, mortal, realStore, tapped } from '../store/stores.ts'

const HOUR = 3_600_000
const KEEP = 24 * HOUR

const contact = (id: string, jobTitle = 'Head of Administration') =>
  fromGraph({
    id,
    displayName: `Alice ${id}`,
    jobTitle,
    emailAddresses: [{ address: `${id}@contoso.example` }],
  }) as Contact
const chunk = (...ids: string[]): Chunk => ids.map((id) => contact(id))

const HOME = { id: 'home', path: ['Contacts'], isDefault: true, deltaLink: 'https://graph.example/v1.0/delta?x' }
const first: AddressBook = {
  readAt: 1_000,
  folders: [
    { ...HOME, chunks: [chunk('a', 'b'), chunk('c', 'd'), chunk('e')] },
    { id: 'F', path: ['Family', 'Cousins'], isDefault: false, chunks: [chunk('f')] },
  ],
}

/** The book with one contact changed. */
function edited({ folders, readAt }: AddressBook): AddressBook {
  const [home, ...others] = folders
  if (!home) throw new Error('no folder')
  const [one = [], ...more] = home.chunks
  return {
    readAt: readAt + 1_000,
    folders: [{ ...home, chunks: [one.map(({ id }) => contact(id, 'Pilot')), ...more] }, ...others],
  }
}

describe.each(KINDS)('books kept in %s', (kind) => {
  let real: ReturnType<typeof realStore>
  let owner: Owner
  beforeEach(() => {
    real = realStore(kind)
    owner = { key: real.key, mailbox: 'tenant/megan', base: 'https://graph.example/v1.0' }
  })
  afterEach(() => real.close())

  /** The books of another process. */
  const instance = (store: Store = real.store, now = Date.now) => keptBooks({ store, keepMs: KEEP, now })
  type Books = ReturnType<typeof instance>

  async function leaseOf(books: Books, of = owner, known?: AddressBook): Promise<BookLease> {
    const lease = await books.lease(of, await books.read(of, known))
    if (!lease) throw new Error('no lease')
    return lease
  }
  const keep = async (books: Books, book: AddressBook, known?: AddressBook, of = owner) =>
    (await leaseOf(books, of, known)).keep(book)
  const bookOf = async (books = instance()) => (await books.read(owner, undefined)).book
  const isChunkWritten = ({ op, key }: { op: string; key: string }) => op === 'replace' && key !== owner.key
  const parts = async () => (await real.keysBelow()).filter((key) => key !== owner.key).length

  test('are read by another process', async () => {
    expect(await bookOf()).toBeUndefined()
    expect(await keep(instance(), first)).toBe(true)
    expect(await instance().read(owner, undefined)).toMatchObject({ book: first, reading: undefined })
    expect(await parts()).toBe(4)
  })

  test('without contacts are kept too', async () => {
    const empty = { readAt: 5, folders: [{ ...HOME, chunks: [] }] }
    await keep(instance(), empty)
    expect(await bookOf()).toEqual(empty)
  })

  test.each(['the same process', 'another'])('are written by one chunk for an edit by %s', async (who) => {
    const written: string[] = []
    const store = tapped(real.store, { after: (call) => isChunkWritten(call) && written.push(call.key) })
    const writer = instance(store)
    await keep(writer, first)
    const books = who === 'another' ? instance(store) : writer
    const found = await books.read(owner, who === 'another' ? undefined : first)
    const book = edited(found.book ?? first)
    written.length = 0
    expect(await (await books.lease(owner, found))?.keep(book)).toBe(true)
    expect(written).toHaveLength(1)
    expect(await parts()).toBe(4)
    expect(await bookOf()).toEqual(book)
  })

  test('are read without the chunks that are at hand, which stay the same objects', async () => {
    const books = instance()
    await keep(books, first)
    const reads: string[] = []
    const other = instance(tapped(real.store, { before: ({ op, key }) => op === 'get' && reads.push(key) }))
    const known = await bookOf(other)
    await keep(books, edited(first), first)
    reads.length = 0
    const { book } = await other.read(owner, known)
    expect(reads).toHaveLength(2)
    expect(book?.folders[0]?.chunks[1]).toBe(known?.folders[0]?.chunks[1])
    expect(book).toEqual(edited(first))
  })

  test('are sealed in the store', async () => {
    await keep(instance(), first)
    for (const key of await real.keysBelow()) {
      const bytes = (await real.raw.get(key))?.value ?? Buffer.alloc(0)
      expect(bytes.length).toBeGreaterThan(40)
      for (const word of ['Alice', 'contoso', 'Family', 'delta', 'tenant', 'reading']) {
        expect(bytes.includes(word)).toBe(false)
      }
      expect((await sealed(real.raw, [randomBytes(32)]).get(key))?.value).toBeUndefined()
      expect((await real.store.get(key))?.value.length).toBeGreaterThan(10)
    }
  })

  test('of another mailbox or from another Graph count as none, and are deleted when a new one is stored', async () => {
    await keep(instance(), first)
    for (const other of [
      { ...owner, mailbox: 'tenant/alex' },
      { ...owner, base: 'https://graph.example/v2.0' },
    ]) {
      expect((await instance().read(other, first)).book).toBeUndefined()
    }
    const alex = { ...owner, mailbox: 'tenant/alex' }
    const his = { readAt: 7, folders: [{ ...HOME, chunks: [chunk('x')] }] }
    expect(await keep(instance(), his, undefined, alex)).toBe(true)
    expect((await instance().read(alex, undefined)).book).toEqual(his)
    expect(await bookOf()).toBeUndefined()
    expect(await parts()).toBe(1)
  })

  test.each(['missing', 'damaged', 'of another format'])(
    'with a chunk %s count as none, and are written anew',
    async (how) => {
      await keep(instance(), first)
      const [one = ''] = (await real.keysBelow()).filter((key) => key !== owner.key)
      if (how === 'missing') await real.raw.delete(one)
      else if (how === 'damaged') await real.raw.put(one, randomBytes(300), HOUR)
      else await real.store.put(one, Buffer.of(9, 1, 2), HOUR)
      const books = instance()
      expect(await bookOf(books)).toBeUndefined()
      expect(await keep(books, first)).toBe(true)
      expect(await bookOf()).toEqual(first)
      expect(await parts()).toBe(4)
    },
  )

  test.each(['an older version', 'a lost key', 'other content'])('take the place of a record with %s', async (what) => {
    if (what === 'an older version') await records(real.store, 0).put(owner.key, { mailbox: owner.mailbox }, HOUR)
    else if (what === 'a lost key') await sealed(real.raw, [randomBytes(32)]).put(owner.key, Buffer.from('{}'), HOUR)
    else await real.store.put(owner.key, Buffer.from('nonsense'), HOUR)
    expect(await bookOf()).toBeUndefined()
    expect(await keep(instance(), first)).toBe(true)
    expect(await bookOf()).toEqual(first)
  })

  test('are read whole although they are replaced meanwhile', async () => {
    const writer = instance()
    await keep(writer, first)
    let isFirst = true
    const reader = instance(
      tapped(real.store, {
        async after({ key }) {
          if (key !== owner.key || !isFirst) return
          isFirst = false
          await keep(writer, edited(first), first)
        },
      }),
    )
    expect((await reader.read(owner, undefined)).book).toEqual(edited(first))
  })

  describe('a process that ends', () => {
    test.each([1, 2])(
      'after %i chunks leaves the old book whole, and the next process deletes its leftovers',
      async (count) => {
        await keep(instance(), first)
        const next: AddressBook = { readAt: 9, folders: [{ ...HOME, chunks: [chunk('x'), chunk('y'), chunk('z')] }] }
        let puts = 0
        const dying = instance(mortal(real.store, (call) => isChunkWritten(call) && ++puts > count))
        await expect(keep(dying, next)).rejects.toThrow(StoreError)
        // Three records were prepared before any record was written.
        expect(await parts()).toBe(4 + 3)
        expect(await instance().read(owner, undefined)).toMatchObject({ book: first, reading: { contacts: 0 } })
        expect(await keep(instance(), next)).toBe(true)
        expect(await bookOf()).toEqual(next)
        expect(await parts()).toBe(3)
      },
    )

    test('before it has deleted the old chunks leaves that to the next process', async () => {
      await keep(instance(), first)
      const dying = instance(mortal(real.store, ({ op, key }) => op === 'delete' && key !== owner.key))
      await expect(keep(dying, edited(first))).rejects.toThrow(StoreError)
      expect(await bookOf()).toEqual(edited(first))
      expect(await parts()).toBe(8)
      const lease = await leaseOf(instance())
      await lease.release()
      expect(await parts()).toBe(4)
      expect(await bookOf()).toEqual(edited(first))
    })

    test.each(['forgotten', 'kept'])(
      'after another one has ended: no chunk stays that belongs to no book, %s',
      async (what) => {
        await keep(instance(), first)
        for (let n = 0; n < 3; n += 1) {
          const dying = instance(mortal(real.store, (call) => isChunkWritten(call) && call.key.endsWith('/2')))
          await expect(keep(dying, edited(first))).rejects.toThrow(StoreError)
        }
        expect(await parts()).toBeGreaterThan(4)
        await (what === 'kept' ? keep(instance(), first) : instance().forget(owner.key))
        expect(await real.keysBelow()).toHaveLength(what === 'kept' ? 5 : 0)
      },
    )
  })

  describe('a lease', () => {
    test('goes to one of several who ask at once', async () => {
      const others = Array.from({ length: 5 }, () => instance())
      const found = await Promise.all(others.map((books) => books.read(owner, undefined)))
      const leases = await Promise.all(
        others.map((books, n) =>
          books.lease(owner, found[n] ?? { found: undefined, book: undefined, reading: undefined }),
        ),
      )
      expect(leases.filter(Boolean)).toHaveLength(1)
      await leases.find(Boolean)?.release()
    })

    test('that is released without a book leaves nothing', async () => {
      const lease = await leaseOf(instance())
      await lease.release()
      expect(await real.keysBelow()).toEqual([])
    })

    test('that another instance has taken overwrites nothing', async () => {
      await keep(instance(), first)
      const slow = await leaseOf(instance())
      const other = instance()
      expect(await keep(other, edited(first), first)).toBe(true)
      expect(await slow.keep(first)).toBe(false)
      await slow.release()
      expect(await bookOf()).toEqual(edited(first))
      expect(await parts()).toBe(4)
    })

    test('that is lost while chunks are written: they are deleted, and written again next time', async () => {
      let isTaken = false
      const other = instance()
      const books = instance(
        tapped(real.store, {
          async after(call) {
            if (!isChunkWritten(call) || isTaken) return
            isTaken = true
            await keep(other, first)
          },
        }),
      )
      const next = edited(first)
      expect(await keep(books, next)).toBe(false)
      expect(await bookOf()).toEqual(first)
      expect(await parts()).toBe(4)
      const lease = await leaseOf(books)
      expect(await lease.keep(next)).toBe(true)
      expect(await bookOf()).toEqual(next)
    })

    test('in a store that is full: the old book stays, no chunk is left over, and the lease is free', async () => {
      await keep(instance(), first)
      const full = tapped(real.store, {
        before(call) {
          if (isChunkWritten(call)) throw new StoreError('refused', 'The store is full')
        },
      })
      await expect(keep(instance(full), edited(first))).rejects.toMatchObject({ code: 'refused' })
      expect(await instance().read(owner, undefined)).toMatchObject({ book: first, reading: undefined })
      expect(await parts()).toBe(4)
    })
  })

  describe('that are deleted', () => {
    test('leave nothing', async () => {
      await keep(instance(), first)
      await instance().forget(owner.key)
      expect(await real.keysBelow()).toEqual([])
      await instance().forget(owner.key)
    })

    test('stay if they belong to another mailbox', async () => {
      await keep(instance(), first)
      await instance().forget(owner.key, 'tenant/alex')
      expect(await bookOf()).toEqual(first)
      await instance().forget(owner.key, owner.mailbox)
      expect(await real.keysBelow()).toEqual([])
    })

    test.each(['add', 'replace', 'put', 'delete', 'get'] as const)(
      'while another instance writes, before or after any %s, leave nothing',
      async (op) => {
        for (const when of ['before', 'after'] as const) {
          for (const known of [undefined, first]) {
            for (let nth = 1; nth <= 6; nth += 1) {
              if (known) await keep(instance(), known)
              let calls = 0
              const forgetful = tapped(real.store, {
                [when]: async (call: { op: string }) => {
                  if (call.op !== op) return
                  calls += 1
                  if (calls === nth) await instance().forget(owner.key)
                },
              })
              const books = instance(forgetful)
              const lease = await books.lease(owner, await books.read(owner, undefined))
              const isKept = await lease?.keep(edited(first))
              // The writer cannot notice it any more. It has written a new book, which is then forgotten again.
              if (calls < nth || isKept) await instance().forget(owner.key)
              await lease?.release()
              const left = await books.read(owner, undefined)
              if (!lease && left.found) await instance().forget(owner.key)
              expect(await real.keysBelow()).toEqual([])
              if (calls < nth) break
            }
          }
        }
      },
    )

    test('while another instance writes, no contact is written afterwards, not even for a moment', async () => {
      let isForgotten = false
      let forgetting: Promise<void> | undefined
      const keys: string[][] = []
      const store = tapped(real.store, {
        async before(call) {
          if (!isChunkWritten(call)) return
          forgetting ??= instance().forget(owner.key)
          await forgetting
          isForgotten = true
        },
        async after() {
          if (isForgotten) keys.push(await real.keysBelow())
        },
      })
      expect(await keep(instance(store), first)).toBe(false)
      expect(keys.length).toBeGreaterThan(0)
      expect(keys.flat()).toEqual([])
    })

    test.each(['get', 'replace'] as const)(
      'while another instance writes a whole book at their %s, leave nothing of either',
      async (op) => {
        for (const when of ['before', 'after'] as const) {
          for (const known of [undefined, first]) {
            if (known) await keep(instance(), known)
            const lease = await leaseOf(instance())
            let isKept: boolean | undefined
            const forgetful = tapped(real.store, {
              [when]: async (call: { op: string }) => {
                if (call.op === op) isKept ??= await lease.keep(edited(first))
              },
            })
            await instance(forgetful).forget(owner.key)
            await lease.release()
            expect(isKept).toBe(op === 'get' || when === 'before')
            expect(await real.keysBelow()).toEqual([])
          }
        }
      },
    )
  })

  test('chunks are kept longer than the manifest that names them, whenever it is written', async () => {
    let clock = Date.parse('2026-03-01T12:00:00Z')
    const now = () => clock
    const ends = new Map<string, number>()
    const replaced: number[] = []
    const store = tapped(real.store, {
      before: (call) => (clock += isChunkWritten(call) ? 1_500 : 40),
      after({ op, key, ttlMs }) {
        if (op === 'put' || op === 'add' || op === 'replace') ends.set(key, clock + ttlMs)
        if (op === 'replace' && key === owner.key && ttlMs > 0) replaced.push(clock + ttlMs)
        if (op === 'delete') ends.delete(key)
      },
    })
    let book = first
    let known: AddressBook | undefined
    for (let day = 0; day < 12; day += 1) {
      const books = instance(store, now)
      known = (await books.read(owner, known)).book
      expect(known).toEqual(day === 0 ? undefined : book)
      book = day % 5 === 4 ? edited(known ?? first) : { ...(known ?? first), readAt: clock }
      expect(await keep(books, book, known)).toBe(true)
      const named = (await real.keysBelow()).filter((key) => key !== owner.key)
      const soonest = Math.min(...named.map((key) => ends.get(key) ?? 0))
      for (const end of replaced.splice(0)) expect(end).toBeLessThan(soonest)
      // A book that is used within half its time does not expire.
      expect((ends.get(owner.key) ?? 0) - clock).toBeGreaterThan(KEEP / 2 - 60_000)
      clock += 7 * HOUR
    }
    expect(await parts()).toBe(4)
  })
})
