import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAll } from '../../src/commands/files/create-all.ts'
import { imports } from '../../src/commands/files/import-records.ts'
import { userKey } from '../../src/connection/chat-user.ts'
import { GraphError } from '../../src/graph/graph.ts'
import { records } from '../../src/store/records.ts'
import { interrupted, realStore } from '../store/stores.ts'

const user = {
  channelId: 'msteams',
  tenantId: 't',
  id: '29:megan',
  conversationId: 'c',
  name: 'Megan',
  aadObjectId: 'o',
  vouched: true,
}
const alice = { displayName: 'Alice', emailAddresses: [], imAddresses: [], homePhones: [], businessPhones: [] }
const access = { base: 'https://graph.example/v1.0', token: 't', mailbox: 'm' }

/** Makes one contact in a Graph that answers by `answer`. */
async function making(isWanted: () => Promise<boolean>, answer: () => void) {
  const calls: string[] = []
  const made = async () => {
    calls.push('create')
    answer()
    return { id: '1', etag: undefined, properties: {} }
  }
  const graph = { create: made, findStamped: async () => undefined }
  const { stopped } = await createAll([alice], { graph, access, isWanted, onMade: () => undefined })
  return { calls, error: stopped?.error }
}

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
})
afterEach(() => real.close())

test('an import that another instance has taken over ends, and reports the progress of the other', async () => {
  const runs = records<object>(real.store, 1)
  const asked: string[] = []
  const outcome = await imports(real.store).alone(user, 'file', async (_, isOurs) => {
    expect(await isOurs()).toBe(true)
    const other = { done: 3, total: 9, lease: { holder: 'other', until: Date.now() } }
    await runs.put(`import/${userKey(user)}/file/run`, other, 60_000)
    const { calls, error } = await making(isOurs, () => undefined)
    asked.push(...calls)
    throw error
  })
  expect(outcome).toMatchObject({ underWay: { done: 3, total: 9 } })
  expect(asked).toEqual([])
})

test('after a wait nothing is sent for an import that is no longer wanted', async () => {
  const wanted = { isSo: true }
  const { calls, error } = await making(
    async () => wanted.isSo,
    () => {
      wanted.isSo = false
      throw new GraphError('throttled', { retryAfterMs: 0 })
    },
  )
  expect(error).toMatchObject({ code: 'aborted' })
  expect(calls).toEqual(['create'])
})

const file = { name: 'people.vcf', contacts: [alice], broken: [], isTooMany: false }

test('a file can only be imported into the mailbox with which it was first compared', async () => {
  const files = imports(real.store)
  const asked = async (mailbox: string) => {
    const found = await files.get(user, 'file')
    return found && files.isFor(user, 'file', found, mailbox)
  }
  await files.put(user, 'file', file)
  expect([await asked('t/megan'), await asked('t/other'), await asked('t/megan')]).toEqual([true, false, true])
  await files.forget(user)
  expect(await files.isFor(user, 'file', file, 't/megan')).toBe(false)
  expect(await files.get(user, 'file')).toBeUndefined()
  await files.put(user, 'file', { ...file, mailbox: 't/megan' })
  expect([await asked('t/other'), await asked('t/megan')]).toEqual([false, true])
})

test('before a sign-in only the file that was sent last is kept', async () => {
  const files = imports(real.store)
  for (const id of ['1', '2', '3']) await files.put(user, id, file, 1)
  const kept = await Promise.all(['1', '2', '3'].map((id) => files.get(user, id)))
  expect(kept.map((one) => one !== undefined)).toEqual([false, false, true])
})

test('a file that arrives while other files are deleted is deleted, too', async () => {
  const file = (name: string) => ({ name, contacts: [alice], broken: [], isTooMany: false })
  const late = imports(real.store)
  await late.put(user, 'first', file('first.vcf'))
  let arrives: Promise<void> | undefined
  const store = {
    ...real.store,
    async delete(key: string) {
      await real.store.delete(key)
      await (arrives ??= late.put(user, 'second', file('second.vcf')))
    },
  }
  await imports(store).forget(user)
  expect(await late.get(user, 'second')).toBeUndefined()
})

test.each(['add', 'put'] as const)(
  'S44 leaver: nothing is left of a file whose sender disconnects at that moment (%s)',
  async (op) => {
    const store = interrupted(real.store, op, () => imports(real.store).forget(user))
    await imports(store).put(user, 'file', file)
    expect(await keysIn('import/')).toEqual([])
  },
)

async function keysIn(prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of real.raw.scan(prefix)) keys.push(key)
  return keys
}
