import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Records, records } from '../../src/store/records.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import type { Change } from '../../src/store/update.ts'
import { KINDS, realStore, tapped } from './stores.ts'

const MINUTE = 60_000
type Count = { times: number }

const write = (times: number): Change<Count> => ({ value: { times }, ttlMs: MINUTE })
const oneMore = (found: Count | undefined) => write((found?.times ?? 0) + 1)

describe.each(KINDS)('an update in %s', (kind) => {
  let real: ReturnType<typeof realStore>
  let counts: Records<Count>
  beforeEach(() => {
    real = realStore(kind)
    counts = records<Count>(real.store, 1)
  })
  afterEach(() => real.close())

  const stored = async () => (await counts.get(real.key))?.value.times

  test('writes a record if there was none, and says so', async () => {
    const { before, after, isChanged } = await counts.update(real.key, oneMore)
    expect([before, isChanged]).toEqual([undefined, true])
    expect(after).toEqual(await counts.get(real.key))
    expect(after?.value).toEqual({ times: 1 })
  })

  test('changes a record, and returns the old and the new one', async () => {
    await counts.put(real.key, { times: 4 }, MINUTE)
    const first = await counts.get(real.key)
    const { before, after, isChanged } = await counts.update(real.key, oneMore)
    expect([before, isChanged]).toEqual([first, true])
    expect(after).toEqual(await counts.get(real.key))
    expect(after?.value).toEqual({ times: 5 })
  })

  test('deletes a record', async () => {
    await counts.put(real.key, { times: 4 }, MINUTE)
    const { before, after, isChanged } = await counts.update(real.key, () => 'delete')
    expect([before?.value, after, isChanged]).toEqual([{ times: 4 }, undefined, true])
    expect(await stored()).toBeUndefined()
  })

  test.each([undefined, { times: 4 }])('leaves %j as it is', async (value) => {
    if (value) await counts.put(real.key, value, MINUTE)
    const found = await counts.get(real.key)
    expect(await counts.update(real.key, () => 'leave')).toEqual({ before: found, after: found, isChanged: false })
    expect(await counts.get(real.key)).toEqual(found)
  })

  test('loses none of 40 changes made at once by two instances', async () => {
    const other = records<Count>(real.store, 1)
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? counts : other).update(real.key, oneMore)))
    expect(await stored()).toBe(40)
  })

  test.each(['added', 'changed', 'deleted'])('decides again if the record was %s in the meantime', async (how) => {
    if (how !== 'added') await counts.put(real.key, { times: 4 }, MINUTE)
    const seen: (number | undefined)[] = []
    let isFirst = true
    const store = tapped(real.store, {
      async after({ op }) {
        if (op !== 'get' || !isFirst) return
        isFirst = false
        if (how === 'deleted') await counts.delete(real.key)
        else await counts.put(real.key, { times: 7 }, MINUTE)
      },
    })
    await records<Count>(store, 1).update(real.key, (found) => {
      seen.push(found?.times)
      return oneMore(found)
    })
    expect(seen).toEqual([how === 'added' ? undefined : 4, how === 'deleted' ? undefined : 7])
    expect(await stored()).toBe(how === 'deleted' ? 1 : 8)
  })

  test('may find on the second try that nothing is left to do', async () => {
    const { version = '' } = (await counts.update(real.key, oneMore)).after ?? {}
    await counts.put(real.key, { times: 7 }, MINUTE)
    const expected = { value: { times: 1 }, version }
    const change = (found: Count | undefined) => (found?.times === 1 ? write(2) : 'leave')
    expect((await counts.update(real.key, change, expected)).isChanged).toBe(false)
    expect(await stored()).toBe(7)
  })

  describe('with an expectation', () => {
    function listened(): { ops: string[]; heard: Records<Count> } {
      const ops: string[] = []
      const store: Store = tapped(real.store, { before: ({ op }) => ops.push(op) })
      return { ops, heard: records<Count>(store, 1) }
    }

    test('that is right reads nothing', async () => {
      const { ops, heard } = listened()
      const { after } = await heard.update(real.key, oneMore, 'none')
      await heard.update(real.key, oneMore, after)
      expect(ops).toEqual(['add', 'replace'])
      expect(await stored()).toBe(2)
    })

    test('that is wrong reads the record', async () => {
      const { ops, heard } = listened()
      await counts.put(real.key, { times: 7 }, MINUTE)
      await heard.update(real.key, oneMore, 'none')
      expect(ops).toEqual(['add', 'get', 'replace'])
      expect(await stored()).toBe(8)
    })
  })

  test.each(['sealed under a lost key', 'of another record version'])('replaces a record %s', async (what) => {
    const unreadable = what.startsWith('sealed') ? sealed(real.raw, [randomBytes(32)]) : real.store
    await records<Count>(unreadable, 2).put(real.key, { times: 7 }, MINUTE)
    await counts.update(real.key, oneMore)
    expect(await stored()).toBe(1)
  })

  test('deletes a record that cannot be read', async () => {
    await sealed(real.raw, [randomBytes(32)]).put(real.key, Buffer.from('{}'), MINUTE)
    await counts.update(real.key, () => 'delete')
    expect(await real.keysBelow()).toEqual([])
  })

  test('fails with what the store or the change throws', async () => {
    const full = tapped(real.store, {
      before({ op }) {
        if (op === 'add') throw new StoreError('refused', 'The store is full')
      },
    })
    await expect(records<Count>(full, 1).update(real.key, oneMore)).rejects.toMatchObject({ code: 'refused' })
    const change = () => {
      throw new RangeError('no')
    }
    await expect(counts.update(real.key, change)).rejects.toThrow(RangeError)
  })
})
