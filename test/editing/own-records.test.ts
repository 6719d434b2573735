import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatUser } from '../../src/connection/chat-user.ts'
import { troubleOf } from '../../src/commands/trouble.ts'
import { type Deleted, type Draft, editing } from '../../src/editing/drafts.ts'
import { forgetOwn, InUseError } from '../../src/editing/own-records.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { interrupted, realStore } from '../store/stores.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DRAFT: Draft = { purpose: 'delete', mailbox: 'tenant/megan', contactId: '1', name: 'Nora' }
const DELETED: Deleted = { mailbox: 'tenant/megan', name: 'Nora', folder: undefined, properties: {} }

let real: ReturnType<typeof realStore>
let user: ChatUser
beforeEach(() => {
  // The store uses the clock of the process: SQLite reads it for each record.
  vi.useFakeTimers({ toFake: ['Date'] })
  real = realStore('sqlite')
  user = {
    channelId: 'msteams',
    tenantId: 't',
    id: randomUUID(),
    conversationId: 'c',
    name: 'Megan',
    aadObjectId: undefined,
    vouched: true,
  }
})
afterEach(async () => {
  vi.useRealTimers()
  await real.close()
})

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms)

/** The keys of all stored forms and deleted contacts. */
async function left(): Promise<string[]> {
  const keys: string[] = []
  for (const prefix of ['draft', 'undo']) for await (const key of real.raw.scan(prefix)) keys.push(key)
  return keys
}

describe('deleting leaves nothing', () => {
  test('of a form that was worked with for longer than a day', async () => {
    const { drafts, forget } = editing(real.store)
    const id = await drafts.make(user, DRAFT)
    later(23 * HOUR)
    await drafts.alone(user, id, async (held) => held.keep(DRAFT))
    later(2 * HOUR)
    expect(await drafts.get(user, id)).toEqual(DRAFT)
    await forget(user)
    expect(await left()).toEqual([])
  })

  test('of a deleted contact that was written again', async () => {
    const { undos, forget } = editing(real.store)
    const id = await undos.make(user, DELETED)
    later(9 * MINUTE)
    await undos.put(user, id, DELETED)
    later(2 * MINUTE)
    expect(await undos.get(user, id)).toEqual(DELETED)
    await forget(user)
    expect(await left()).toEqual([])
  })

  test.each(['add', 'put'] as const)('of a record that is made at that moment (%s)', async (op) => {
    const store = interrupted(real.store, op, () => editing(real.store).forget(user))
    await editing(store).undos.make(user, DELETED)
    expect(await left()).toEqual([])
  })

  test('if the store failed at the first try', async () => {
    const { drafts, forget } = editing(real.store)
    await drafts.make(user, DRAFT)
    const failing: Store = { ...real.store, delete: () => Promise.reject(new StoreError('unreachable', 'away')) }
    await expect(forgetOwn(failing, user, ['draft'])).rejects.toThrow('away')
    await forget(user)
    expect(await left()).toEqual([])
  })
})

test('a deleted contact can be restored for ten minutes, however often that was tried', async () => {
  const { undos } = editing(real.store)
  const id = await undos.make(user, DELETED)
  later(9 * MINUTE)
  expect(await undos.alone(user, id, async (held) => held.get().name)).toBe('Nora')
  later(1 * MINUTE)
  expect(await undos.alone(user, id, async (held) => held.get().name)).toBeUndefined()
  later(1 * MINUTE)
  expect((await left()).filter((key) => key.endsWith(`/${id}`))).toEqual([])
})

test('a record that is used again and again does not displace other records', async () => {
  const { drafts } = editing(real.store)
  const first = await drafts.make(user, DRAFT)
  const second = await drafts.make(user, DRAFT)
  for (let n = 0; n < 220; n += 1) await drafts.alone(user, second, async () => 'done')
  expect(await drafts.get(user, first)).toEqual(DRAFT)
})

test('a person who waits too long for a record is told that Outlook does not answer', async () => {
  const { drafts } = editing(real.store)
  const id = await drafts.make(user, DRAFT)
  const now = performance.now.bind(performance)
  let aheadMs = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + aheadMs)
  try {
    await drafts.alone(user, id, async () => {
      const second = drafts.alone(user, id, async () => 'done')
      aheadMs = 13_000
      const error = await second.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(InUseError)
      expect(troubleOf(error)).toBe('contacts_down')
    })
  } finally {
    clock.mockRestore()
  }
})
