// A removal waits a few seconds for a bot that works for the person. These tests run at the same time, each with its own store.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test as base, vi } from 'vitest'
import { isTurnMark, isUnderWay, turnRecords } from '../../src/channel/redelivery.ts'
import { removeAll } from '../../src/cli/connections/remove.ts'
import { objectIn } from '../../src/cli/connections/records-of-person.ts'
import { connectionRecords } from '../../src/connection/connection.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { startEntry } from '../entry.ts'
import { connectionOf, opened, userOf } from './seeded.ts'

const HOUR = 3_600_000

/** `folder`: where the file of `store` is. */
type Kept = { store: Store; folder: string; key: Buffer }

/** `kept` is a store in which one person is connected. */
const test = base.extend<{ kept: Kept }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads from it that nothing else is wanted
  kept: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'connections-'))
    const key = randomBytes(32)
    const store = await opened({ dataFile: join(folder, 'bot.sqlite'), key })
    await connectionRecords(store).put(`connection/${userOf(1)}`, connectionOf(1), HOUR)
    await use({ store, folder, key })
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  },
})

async function keysNow(store: Store): Promise<string[]> {
  const keys: string[] = []
  for await (const key of store.scan('')) keys.push(key)
  return keys.toSorted()
}

describe.concurrent('remove', () => {
  test('waits for a turn under way, and deletes what that leaves', async ({ kept: { store, folder, key } }) => {
    const turn = 'turn/msteams/a%3Achat-1/message/7'
    const lease = { holder: 'h', until: Date.now() + 5_000 }
    await store.put(turn, Buffer.from(JSON.stringify({ done: false, lease, memory: { said: 1 }, v: 2 })), HOUR)
    const settings = { DATA_FILE: join(folder, 'bot.sqlite'), ENCRYPTION_KEYS: key.toString('base64') }
    const removing = startEntry('cli/connections', settings, folder, ['remove', userOf(1), '--yes'])
    await vi.waitUntil(async () => !(await store.get(turn)), { timeout: 60_000 })
    await store.put(turn, Buffer.from('{"done":true,"v":2}'), HOUR)
    expect(await removing.ended).toBe(0)
    expect(removing.out()).toContain('Removed 3 records')
    expect(await keysNow(store)).toEqual(['canary'])
  })

  test('looks long enough for a turn that a bot has only in its memory', async ({ kept: { store, folder, key } }) => {
    const bot = await openStore({
      redisUrl: undefined,
      dataFile: join(folder, 'bot.sqlite'),
      encryptionKeys: [key],
      isBot: true,
      isPublic: isTurnMark,
      isFleeting: isUnderWay,
      onError: () => {},
      onBroken: () => {},
    })
    const turn = await turnRecords(bot.store).claim('turn/msteams/a%3Achat-1/message/7')
    if (turn.kind !== 'ours') throw new Error('The turn should be ours')
    expect(await keysNow(store)).not.toContain('turn/msteams/a%3Achat-1/message/7')
    const removing = removeAll(store, userOf(1), { isInFile: true })
    // The turn goes on until it has renewed its mark, which the removal deletes as well.
    await vi.waitUntil(async () => (await keysNow(store)).some((name) => name.startsWith('turn/')), { timeout: 20_000 })
    await vi.waitUntil(async () => !(await keysNow(store)).some((name) => name.startsWith('turn/')), {
      timeout: 20_000,
    })
    await bot.store.put(`recent/${userOf(1)}`, Buffer.from('{"v":1}'), HOUR)
    await turn.claim.done()
    expect(await removing).toMatchObject({ isClean: true })
    expect(await keysNow(store)).toEqual(['canary'])
    await bot.store.close()
  })

  test.for<[work: string, keyOf: (user: string) => string, field: string]>([
    ['a turn', () => 'turn/msteams/a%3Achat-1/message/7', 'lease'],
    ['a renewal of a token', (user) => `connection/${user}`, 'refreshing'],
    ['a reading of contacts', (user) => `address-book/${user}`, 'reading'],
  ])(
    'looks for what %s leaves, by a bot whose clock is nine minutes slow',
    async ([_work, keyOf, field], { kept: { store } }) => {
      const key = keyOf(userOf(1))
      const lease = { holder: 'h', until: Date.now() - 9 * 60_000 }
      const found = await objectIn(store, key)
      await store.put(key, Buffer.from(JSON.stringify({ ...found, [field]: lease })), HOUR)
      let looks = 0
      const watched: Store = {
        ...store,
        async *scan(prefix) {
          looks += 1
          // The second check has found nothing.
          if (looks === 3) await store.put(key, Buffer.from('{"v":1}'), HOUR)
          yield* store.scan(prefix)
        },
      }
      expect(await removeAll(watched, userOf(1))).toMatchObject({ isClean: true })
      expect(looks).toBeGreaterThan(3)
      expect(await keysNow(store)).toEqual(['canary'])
    },
  )
})
