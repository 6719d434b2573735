import { afterEach, beforeEach, expect, test } from 'vitest'
import { recents } from '../../src/book/recent-lookups.ts'
import { realStore, tapped } from '../store/stores.ts'

let real: ReturnType<typeof realStore>
beforeEach(() => {
  real = realStore('sqlite')
})
afterEach(() => real.close())

const MEGAN = 'tenant/megan'

test('keeps at most thirty contacts that a person looked up, each once, the latest first', async () => {
  const lately = recents(real.store)
  expect(await lately.of(real.key, MEGAN)).toEqual([])
  for (let n = 0; n < 40; n += 1) await lately.note(real.key, MEGAN, `${n}`)
  await lately.note(real.key, MEGAN, '20')
  const ids = await lately.of(real.key, MEGAN)
  expect(ids).toHaveLength(30)
  expect(ids.slice(0, 3)).toEqual(['20', '39', '38'])
  expect(ids.at(-1)).toBe('10')
  expect(new Set(ids).size).toBe(30)
})

test('does not show contacts of another mailbox, and replaces them', async () => {
  const lately = recents(real.store)
  await lately.note(real.key, MEGAN, 'a')
  expect(await lately.of(real.key, 'tenant/alex')).toEqual([])
  await lately.note(real.key, 'tenant/alex', 'b')
  expect(await lately.of(real.key, 'tenant/alex')).toEqual(['b'])
  expect(await lately.of(real.key, MEGAN)).toEqual([])
})

test('does not write the same contact twice in a row, and can be forgotten', async () => {
  let writes = 0
  const store = tapped(real.store, { before: ({ op }) => op !== 'get' && (writes += 1) })
  const lately = recents(store)
  await lately.note(real.key, MEGAN, 'a')
  await lately.note(real.key, MEGAN, 'a')
  expect(writes).toBe(1)
  await lately.forget(real.key)
  expect(await real.keysBelow()).toEqual([])
})
