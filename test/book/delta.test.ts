import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { addressBook } from '../../emulator/address-books.ts'
import { immutableId, type Mailbox } from '../../emulator/graph/mailbox.ts'
import { type AddressBook, contactsIn, difference } from '../../src/book/address-book.ts'
import { readAddressBook } from '../../src/book/read-mailbox.ts'
import { type Contact, fromGraph } from '../../src/graph/contact.ts'
import { GraphError } from '../../src/graph/graph.ts'
import { outlook } from './outlook.ts'

/** DELTA_HISTORIES=1000 takes several minutes. */
const HISTORIES = Number(process.env['DELTA_HISTORIES'] ?? 15)

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** `at`, `other`: the contact or folder to change. */
type Event = { kind: (typeof KINDS)[number]; at: number; other: number }
type Step = { before: Event[]; during: Event[] }

const CONTACTS = ['add', 'change', 'change', 'remove', 'move', 'move', 'move and back'] as const
const FOLDERS = ['add folder', 'remove folder', 'move folder', 'rename folder'] as const
const WAYS = ['forget', 'no delta', 'delta', 'odd', 'even', 'partial', 'whole'] as const
const KINDS = [...CONTACTS, ...FOLDERS, ...WAYS] as const

const events = (kinds: readonly Event['kind'][], most: number) =>
  fc.array(fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(999), other: fc.nat(999) }), { maxLength: most })
const histories = (kinds: readonly Event['kind'][]) =>
  fc.record({
    seed: fc.nat(999),
    odd: fc.boolean(),
    listDefaultFolder: fc.boolean(),
    steps: fc.array(fc.record({ before: events(kinds, 6), during: events(kinds, 5) }), { minLength: 1, maxLength: 5 }),
  })

/** A change in a mailbox. */
function world({ box, emulated }: Awaited<ReturnType<typeof outlook>>) {
  const touched = new Set<string>()
  let changes = 0
  let folderEvents = 0
  const withAllBelow = (id: string): string[] => [id, ...box.below(id).flatMap((folder) => withAllBelow(folder.id))]

  function happen({ kind, at, other }: Event): void {
    const folders = box.folders
    const folder = folders[at % folders.length] ?? box.defaultFolder
    const another = folders[other % folders.length] ?? box.defaultFolder
    const inside = box.contacts(folder.id)
    const somebody = inside[other % inside.length]
    const touch = (id: string) => touched.add(immutableId(id))
    const touchFolder = () => {
      folderEvents += 1
      for (const id of withAllBelow(folder.id)) for (const contact of box.contacts(id)) touch(contact.id)
    }
    changes += 1
    switch (kind) {
      case 'add':
        return void touch(box.add({ displayName: `New ${changes}`, givenName: `${changes}` }, folder.id).id)
      case 'change': {
        if (!somebody) return
        touch(somebody.id)
        const details = other % 2 ? { jobTitle: `Job ${changes}` } : { surname: null, businessPhones: [`${changes}`] }
        return void box.change(somebody.id, details)
      }
      case 'remove':
        if (somebody) touch(somebody.id)
        return void (somebody && box.remove(somebody.id))
      case 'move':
        if (somebody) touch(somebody.id)
        return void (somebody && box.move(somebody.id, another.id))
      case 'move and back': {
        if (!somebody) return
        touch(somebody.id)
        return void box.move(box.move(somebody.id, another.id)?.id ?? '', folder.id)
      }
      case 'add folder':
        return void (folders.length < 12 && box.addFolder(`Folder ${changes}`, other % 2 ? folder.id : undefined))
      case 'rename folder':
        touchFolder()
        return void (folder.isDefault || box.renameFolder(folder.id, `Folder ${changes}`))
      case 'remove folder':
        if (folder.isDefault) return
        touchFolder()
        return void box.removeFolder(folder.id)
      case 'move folder':
        if (folder.isDefault || withAllBelow(folder.id).includes(another.id)) return
        touchFolder()
        return void box.moveFolder(folder.id, other % 3 ? another.id : undefined)
      case 'forget':
        return emulated.forgetDeltas(([400, 404, 410] as const)[at % 3])
      case 'no delta':
        return emulated.setDelta({ available: false })
      case 'delta':
        return emulated.setDelta({ available: true })
      case 'odd':
      case 'even':
        return emulated.setDelta({ odd: kind === 'odd' })
      case 'partial':
      case 'whole':
        return emulated.setDelta({ partial: kind === 'partial' })
    }
  }

  return {
    happen,
    touched: (id: string) => touched.has(id),
    folderEvents: () => folderEvents,
    settle() {
      touched.clear()
      folderEvents = 0
    },
  }
}

type Placed = Map<string, { path: readonly string[]; contact: Contact | undefined }>

/** All contacts in a mailbox, as a client should see them. */
function truth(box: Mailbox): Placed {
  const pathOf = (id: string): string[] => {
    const folder = box.folder(id)
    if (!folder) return []
    return [...(folder.parentFolderId === undefined ? [] : pathOf(folder.parentFolderId)), folder.displayName]
  }
  return new Map(
    box.folders.flatMap((folder) => {
      const path = pathOf(folder.id)
      return box.contacts(folder.id).map((contact) => {
        const id = immutableId(contact.id)
        return [id, { path, contact: fromGraph({ ...contact, id }) }] as const
      })
    }),
  )
}

async function placed(book: AddressBook): Promise<Placed> {
  const paths = new Map(book.folders.map(({ id, path }) => [id, path]))
  return new Map(
    (await contactsIn(book)).map((contact) => [
      contact.id,
      { path: paths.get(contact.parentFolderId ?? '') ?? [], contact },
    ]),
  )
}

const sorted = (people: Placed) => [...people].toSorted(([a], [b]) => (a < b ? -1 : 1))
const sizeOf = ({ folders }: AddressBook) =>
  folders.reduce((sum, { chunks }) => chunks.reduce((sum, { length }) => sum + length, sum), 0)

/** `before` with the difference applied, and nothing else. */
async function carried(before: AddressBook, after: AddressBook): Promise<Contact[]> {
  const { put, removed } = await difference(before, after)
  const people = new Map((await contactsIn(before)).map((contact) => [contact.id, contact]))
  for (const id of removed) expect(people.delete(id)).toBe(true)
  for (const contact of put) people.set(contact.id, contact)
  return [...people.values()]
}

async function expectDifference(before: AddressBook, after: AddressBook): Promise<void> {
  const byId = (contacts: Contact[]) => new Map(contacts.map((contact) => [contact.id, contact]))
  const [made, wanted] = [byId(await carried(before, after)), byId(await contactsIn(after))]
  expect(made.size).toBe(wanted.size)
  for (const [id, contact] of wanted) if (made.get(id) !== contact) expect(id).toBe('the same contact')
}

/** Plays a history. @returns how many steps it had */
async function live({ seed, odd, listDefaultFolder, steps }: History, isDisturbed: boolean): Promise<void> {
  const folders = { Customers: { Nordics: {}, Empty: {} }, Family: {} }
  const server = await outlook(addressBook({ seed, count: 24, folders }), { listDefaultFolder, oddPages: odd })
  const { box, hooks, client, access } = server
  const { happen, touched, folderEvents, settle } = world(server)
  let isListed = false
  let known: AddressBook | undefined
  const read = () => readAddressBook({ graph: client, access, known })

  async function disturbed(during: Event[]): Promise<void> {
    const left = [...during]
    hooks.onRequest = () => left.length > 0 && happen(left.shift() as Event)
    hooks.oneByOne = true
    const before = known
    const were = truth(box)
    settle()
    const book = await read().catch((error: unknown) => {
      if (error instanceof GraphError && error.code === 'sync_lost') return undefined
      throw error
    })
    hooks.onRequest = () => undefined
    hooks.oneByOne = false
    const forgotten = during.filter(({ kind }) => kind === 'forget').length
    if (!book) return expect(forgotten).toBeGreaterThan(1)
    if (before) await expectDifference(before, book)
    known = book
    if (isListed || !before || folderEvents() > 1) return
    const [was, now] = [await placed(before), await placed(book)]
    // A contact that was not changed meanwhile must be there, whatever happened to other contacts.
    for (const [id, person] of were) if (!touched(id) && was.has(id)) expect(now.get(id)).toEqual(person)
  }

  try {
    for (const { before, during } of steps) {
      for (const event of before) happen(event)
      // If pages are requested by number, a contact can be missed between two pages.
      isListed ||= [...before, ...during].some(({ kind }) => kind === 'no delta')
      if (isDisturbed) await disturbed(during)
      const earlier = known
      known = await read()
      if (earlier) await expectDifference(earlier, known)
      expect(sorted(await placed(known))).toEqual(sorted(truth(box)))
      expect(sizeOf(known)).toBe(truth(box).size)
      const again: AddressBook = await read()
      for (const [n, folder] of again.folders.entries()) {
        for (const [m, chunk] of folder.chunks.entries()) expect(chunk).toBe(known.folders[n]?.chunks[m])
      }
      known = again
    }
  } finally {
    await server.close()
  }
}

type History = { seed: number; odd: boolean; listDefaultFolder: boolean; steps: Step[] }

describe('an address book that is kept in step', () => {
  const run = (kinds: readonly Event['kind'][], isDisturbed: boolean) =>
    fc.assert(
      fc.asyncProperty(histories(kinds), (history) => live(history, isDisturbed)),
      { numRuns: HISTORIES, ...(process.env['DELTA_SEED'] && { seed: Number(process.env['DELTA_SEED']) }) },
    )
  const time = 120_000 + HISTORIES * 500

  test('equals a fresh reading', () => run(KINDS, false), time)
  test('equals a fresh reading, whatever happens while it is read', () => run(KINDS, true), time)
  test(
    'equals a fresh reading, however contacts move while it is read',
    () => run([...CONTACTS, 'odd', 'partial'], true),
    time,
  )
})

test('a contact that moves during the reading is there afterwards, whichever folder has answered already', async () => {
  const server = await outlook(addressBook({ seed: 1, count: 12, folders: { Family: {}, Customers: {} } }))
  const { box, hooks, client, access } = server
  hooks.oneByOne = true
  let known = await readAddressBook({ graph: client, access })
  const [one] = box.contacts(box.defaultFolder.id)
  const id = immutableId(one?.id ?? '')
  for (let at = 1; at <= 8; at += 1) {
    for (const folder of box.folders) {
      let requests = 0
      hooks.onRequest = () => (requests += 1) === at && box.move(id, folder.id)
      known = await readAddressBook({ graph: client, access, known })
      expect((await contactsIn(known)).some((contact) => contact.id === id)).toBe(true)
    }
  }
  await server.close()
})
