import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { inFront } from '../../src/store/in-front.ts'
import type { Store } from '../../src/store/store.ts'
import { tapped } from './stores.ts'

const MINUTE = 60_000
const MARK = Buffer.from('under way')
const DONE = Buffer.from('done')

let folder: string
let below: Store
let front: Store
let now = 0
/** Thrown by the next write below. */
let fault: Error | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-'))
  below = sqliteStore(join(folder, 'bot.sqlite'))
  const failing = tapped(below, {
    before({ op }) {
      if (op !== 'get' && fault) throw fault
    },
  })
  front = inFront(failing, { isFleeting: (_, value) => value.equals(MARK), now: () => now })
})
afterEach(async () => {
  fault = undefined
  await front.close()
  rmSync(folder, { recursive: true })
})

const get = async (store: Store) => (await store.get('turn/1'))?.value.toString()

test('a fleeting record costs the store below nothing, and is written there at its first change', async () => {
  const version = (await front.add('turn/1', MARK, MINUTE)) ?? ''
  expect([await get(front), await get(below)]).toEqual(['under way', undefined])
  const renewed = (await front.replace('turn/1', version, MARK, MINUTE)) ?? ''
  expect([await get(front), await get(below)]).toEqual(['under way', 'under way'])
  expect(await front.replace('turn/1', version, DONE, MINUTE)).toBeUndefined()
  const done = (await front.replace('turn/1', renewed, DONE, MINUTE)) ?? ''
  expect([await get(front), await get(below)]).toEqual(['done', 'done'])
  expect(await front.replace('turn/1', done, undefined, 0)).toBe('')
  expect([await get(front), await get(below)]).toEqual([undefined, undefined])
})

test('a fleeting record that is deleted was never written', async () => {
  fault = new Error('Nothing must be written')
  const version = (await front.add('turn/1', MARK, MINUTE)) ?? ''
  expect(await front.replace('turn/1', version, undefined, 0)).toBe('')
  expect(await get(front)).toBeUndefined()
})

test('a record that could not be written below stays unchanged', async () => {
  const version = (await front.add('turn/1', MARK, MINUTE)) ?? ''
  fault = new Error('The disk is full')
  await expect(front.replace('turn/1', version, DONE, MINUTE)).rejects.toBe(fault)
  fault = undefined
  expect(await get(front)).toBe('under way')
  expect(await front.replace('turn/1', version, DONE, MINUTE)).toBeTypeOf('string')
  expect(await get(below)).toBe('done')
})

test('a fleeting record expires, and another one can replace it', async () => {
  await front.add('turn/1', MARK, MINUTE)
  now += MINUTE
  expect(await get(front)).toBeUndefined()
  expect(await front.add('turn/1', DONE, MINUTE)).toBeTypeOf('string')
})

test('a fleeting record does not take the place of one that is just being written', async () => {
  const [put, added] = await Promise.all([front.put('turn/1', DONE, MINUTE), front.add('turn/1', MARK, MINUTE)])
  expect([put, added, await get(front)]).toEqual([undefined, undefined, 'done'])
})
