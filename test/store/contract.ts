import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Store, StoreError } from '../../src/store/store.ts'

const MINUTE = 60_000

/** The contract of every Store. `open` opens one more connection to the same records at each call. `closing` opens one that is closed
 *  while others are used. */
export function contract(name: string, open: () => Promise<Store>, { closing = open } = {}): void {
  describe(`${name} keeps the contract`, () => {
    let store: Store
    let other: Store
    beforeAll(async () => {
      store = await open()
      other = await open()
    })
    afterAll(async () => {
      await store.close()
      await other.close()
    })
    /** A key that no other test and no earlier run uses. */
    const fresh = () => `test/${randomUUID()}`
    const get = async (key: string) => (await store.get(key))?.value.toString()

    describe('get and put', () => {
      it('finds no record where there is none', async () => {
        expect(await store.get(fresh())).toBeUndefined()
      })

      it.each([
        ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
        ['no byte at all', Buffer.alloc(0)],
        ['a megabyte', Buffer.alloc(1_000_000, 'abc')],
      ])('gives back %s', async (_, value) => {
        const key = fresh()
        await store.put(key, value, MINUTE)
        const found = await other.get(key)
        expect(found?.value.equals(value)).toBe(true)
      })

      it.each([
        ['accents and emoji', 'Zoë/čaj/🙂'],
        ['encoded parts', 'msteams/-/29%3A1a%2Fb'],
        ['2,000 characters', 'x'.repeat(2_000)],
        ['spaces and quotes', ` '"; -- \n\t`],
      ])('takes a key with %s', async (_, odd) => {
        const key = `${fresh()}/${odd}`
        await store.put(key, Buffer.from('here'), MINUTE)
        expect(await get(key)).toBe('here')
        expect(await keys(store, key)).toEqual([key])
      })

      it('overwrites value, version and time to live', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), 600)
        const before = await store.get(key)
        await store.put(key, Buffer.from('two'), MINUTE)
        await setTimeout(650)
        const after = await store.get(key)
        expect(after?.value.toString()).toBe('two')
        expect(after?.version).not.toBe(before?.version)
      })

      it('keeps the version while nobody writes', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), MINUTE)
        expect((await other.get(key))?.version).toBe((await store.get(key))?.version)
      })
    })

    describe('time to live', () => {
      it('forgets a record when its time has run out', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('soon gone'), 600)
        const found = await store.get(key)
        expect(found?.value.toString()).toBe('soon gone')
        await expect.poll(() => store.get(key)).toBeUndefined()
        expect(await keys(store, key)).toEqual([])
        expect(await store.replace(key, found?.version ?? '', Buffer.from('late'), MINUTE)).toBeUndefined()
        expect(await store.add(key, Buffer.from('anew'), MINUTE)).toBeDefined()
        expect(await get(key)).toBe('anew')
      })

      it.each([0, -5_000, 0.3])('takes %d ms for a time that has run out', async (ttlMs) => {
        const key = fresh()
        await store.put(key, Buffer.from('old'), MINUTE)
        await store.put(key, Buffer.from('over'), ttlMs)
        await setTimeout(20)
        expect(await store.get(key)).toBeUndefined()
      })

      it('is set again by replace', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), 600)
        await store.replace(key, await versionOf(store, key), Buffer.from('two'), MINUTE)
        await setTimeout(650)
        expect(await get(key)).toBe('two')
        await store.replace(key, await versionOf(store, key), Buffer.from('three'), 50)
        await expect.poll(() => store.get(key)).toBeUndefined()
      })
    })

    describe('add', () => {
      it('writes only where there is no record', async () => {
        const key = fresh()
        const version = await store.add(key, Buffer.from('first'), MINUTE)
        expect(version).toBe(await versionOf(other, key))
        expect(await other.add(key, Buffer.from('second'), MINUTE)).toBeUndefined()
        expect(await get(key)).toBe('first')
      })

      it('succeeds for one of many callers at once', async () => {
        const key = fresh()
        const tries = Array.from({ length: 40 }, (_, n) =>
          (n % 2 ? store : other).add(key, Buffer.from(`${n}`), MINUTE),
        )
        const written = await Promise.all(tries)
        expect(written.filter(Boolean)).toHaveLength(1)
        expect(await get(key)).toBe(String(written.findIndex(Boolean)))
      })
    })

    describe('replace', () => {
      it('writes while the version is the stored one, and gives the next version', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), MINUTE)
        const next = await other.replace(key, await versionOf(store, key), Buffer.from('two'), MINUTE)
        expect(next).toBe(await versionOf(store, key))
        expect(await get(key)).toBe('two')
      })

      it('leaves the record as it is where the version is another', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), MINUTE)
        const old = await versionOf(store, key)
        await other.put(key, Buffer.from('two'), MINUTE)
        expect(await store.replace(key, old, Buffer.from('three'), MINUTE)).toBeUndefined()
        expect(await store.replace(key, old, undefined, MINUTE)).toBeUndefined()
        expect(await get(key)).toBe('two')
      })

      it('tells a record from one with the same bytes that was written later', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('same'), MINUTE)
        const old = await versionOf(store, key)
        await store.put(key, Buffer.from('same'), MINUTE)
        expect(await store.replace(key, old, Buffer.from('x'), MINUTE)).toBeUndefined()
        const overwritten = await versionOf(store, key)
        await store.delete(key)
        await store.add(key, Buffer.from('same'), MINUTE)
        expect(await store.replace(key, old, Buffer.from('x'), MINUTE)).toBeUndefined()
        expect(await store.replace(key, overwritten, Buffer.from('x'), MINUTE)).toBeUndefined()
      })

      it.each(['', 'no version', 'AAAAAAAAAAAAAAAAAAAAAA'])(
        'adds no record where there is none (version "%s")',
        async (version) => {
          const key = fresh()
          expect(await store.replace(key, version, Buffer.from('x'), MINUTE)).toBeUndefined()
          expect(await store.replace(key, version, undefined, MINUTE)).toBeUndefined()
          expect(await store.get(key)).toBeUndefined()
        },
      )

      it('deletes the record for undefined, but not for an empty value', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), MINUTE)
        const empty = await store.replace(key, await versionOf(store, key), Buffer.alloc(0), MINUTE)
        expect(await get(key)).toBe('')
        expect(await store.replace(key, empty ?? '', undefined, MINUTE)).toBe('')
        expect(await store.get(key)).toBeUndefined()
        expect(await store.replace(key, empty ?? '', undefined, MINUTE)).toBeUndefined()
      })

      it('loses no update where two instances count at the same time', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('0'), MINUTE)
        const countOne = async (mine: Store): Promise<void> => {
          const found = await mine.get(key)
          const next = Buffer.from(String(Number(found?.value.toString()) + 1))
          if ((await mine.replace(key, found?.version ?? '', next, MINUTE)) === undefined) await countOne(mine)
        }
        await Promise.all(Array.from({ length: 40 }, (_, n) => countOne(n % 2 ? store : other)))
        expect(await get(key)).toBe('40')
      })
    })

    describe('rewrite', () => {
      it('writes other bytes but keeps version and time to live, so that earlier readers may still replace', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), 1_000)
        const version = await versionOf(store, key)
        expect(await other.rewrite(key, version, Buffer.from('the same in other bytes'))).toBe(true)
        expect(await get(key)).toBe('the same in other bytes')
        expect(await versionOf(store, key)).toBe(version)
        expect(await other.rewrite(key, version, Buffer.alloc(0))).toBe(true)
        expect(await get(key)).toBe('')
        await expect.poll(() => store.get(key)).toBeUndefined()

        await store.put(key, Buffer.from('two'), MINUTE)
        const found = await versionOf(store, key)
        expect(await other.rewrite(key, found, Buffer.from('two again'))).toBe(true)
        expect(await store.replace(key, found, Buffer.from('three'), MINUTE)).toBeTypeOf('string')
        expect(await get(key)).toBe('three')
      })

      it('leaves a record of another version as it is, and adds none where there is none', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), MINUTE)
        const old = await versionOf(store, key)
        await other.put(key, Buffer.from('two'), MINUTE)
        for (const version of [old, '', 'no version']) {
          expect(await store.rewrite(key, version, Buffer.from('late'))).toBe(false)
        }
        expect(await get(key)).toBe('two')
        await store.delete(key)
        expect(await store.rewrite(key, old, Buffer.from('late'))).toBe(false)
        expect(await store.get(key)).toBeUndefined()
      })

      it('undoes no update that is made meanwhile', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('0'), MINUTE)
        const countOne = async (): Promise<void> => {
          const found = await store.get(key)
          const next = Buffer.from(String(Number(found?.value.toString()) + 1))
          if ((await store.replace(key, found?.version ?? '', next, MINUTE)) === undefined) await countOne()
        }
        const rewriteOnce = async () => {
          const found = await other.get(key)
          if (found) await other.rewrite(key, found.version, found.value)
        }
        await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? countOne() : rewriteOnce())))
        expect(await get(key)).toBe('20')
      })
    })

    describe('delete', () => {
      it('deletes a record, and does not mind where there is none', async () => {
        const key = fresh()
        await store.put(key, Buffer.from('one'), MINUTE)
        await store.delete(key)
        expect(await store.get(key)).toBeUndefined()
        await store.delete(key)
      })
    })

    describe('scan', () => {
      it('finds every key with a prefix once, and no other key', async () => {
        const prefix = fresh()
        const wanted = Array.from({ length: 1_700 }, (_, n) => `${prefix}/${n}`)
        const others = [prefix, `${prefix}0`, `x${prefix}/1`, prefix.slice(0, -1)]
        await Promise.all([...wanted, ...others].map((key) => store.put(key, Buffer.from('x'), MINUTE)))
        expect((await keys(other, `${prefix}/`)).sort()).toEqual(wanted.sort())
      })

      it.each(['*', '?', '[a-z]', '\\', '%', '_', '^', '{a,b}', '\u{10ffff}'])(
        'takes %s in a prefix literally',
        async (odd) => {
          const prefix = fresh()
          await store.put(`${prefix}${odd}/hit`, Buffer.from('x'), MINUTE)
          for (const miss of ['', 'a', 'ab', 'm']) await store.put(`${prefix}${miss}/hit`, Buffer.from('x'), MINUTE)
          expect(await keys(store, `${prefix}${odd}`)).toEqual([`${prefix}${odd}/hit`])
        },
      )

      it('can be ended early, and keys can be deleted meanwhile', async () => {
        const prefix = fresh()
        for (let n = 0; n < 20; n++) await store.put(`${prefix}/${n}`, Buffer.from('x'), MINUTE)
        for await (const key of store.scan(prefix)) {
          await store.delete(key)
          break
        }
        expect(await keys(store, prefix)).toHaveLength(19)
        for await (const key of store.scan(prefix)) await store.delete(key)
        expect(await keys(store, prefix)).toEqual([])
      })
    })

    it('rejects every call after it was closed, and can be closed twice', async () => {
      const key = fresh()
      const gone = await closing()
      await gone.put(key, Buffer.from('x'), MINUTE)
      await gone.close()
      await gone.close()
      const calls = [
        () => gone.get(key),
        () => gone.put(key, Buffer.from('y'), MINUTE),
        () => gone.add(key, Buffer.from('y'), MINUTE),
        () => gone.replace(key, 'AAAAAAAAAAAAAAAAAAAAAA', undefined, MINUTE),
        () => gone.rewrite(key, 'AAAAAAAAAAAAAAAAAAAAAA', Buffer.from('y')),
        () => gone.delete(key),
        () => keys(gone, key),
      ]
      for (const call of calls) await expect(call()).rejects.toBeInstanceOf(StoreError)
      expect(await get(key)).toBe('x')
    })
  })
}

async function versionOf(store: Store, key: string): Promise<string> {
  const found = await store.get(key)
  if (!found) throw new Error('nothing there')
  return found.version
}

async function keys(store: Store, prefix: string): Promise<string[]> {
  const found: string[] = []
  for await (const key of store.scan(prefix)) found.push(key)
  return found
}
