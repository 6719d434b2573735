import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { records } from '../../src/store/records.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import type { Store } from '../../src/store/store.ts'

const MINUTE = 60_000
type Pet = { name: string; age?: number; likes: string[] }
const ada: Pet = { name: 'Ada', likes: ['fish', 'čaj'] }

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'))
  store = sqliteStore(join(folder, 'bot.sqlite'))
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

describe('a record', () => {
  it('is read as it was put, without its record version', async () => {
    const pets = records<Pet>(store, 1)
    await pets.put('ada', ada, MINUTE)
    expect((await pets.get('ada'))?.value).toStrictEqual(ada)
    expect((await store.get('ada'))?.value.toString()).toContain('"v":1')
  })

  it('is added once, replaced by version, and deleted', async () => {
    const pets = records<Pet>(store, 1)
    expect(await pets.add('ada', ada, MINUTE)).toBeDefined()
    expect(await pets.add('ada', ada, MINUTE)).toBeUndefined()
    const version = (await pets.get('ada'))?.version ?? ''
    const next = await pets.replace('ada', version, { ...ada, age: 3 }, MINUTE)
    expect(await pets.get('ada')).toEqual({ value: { ...ada, age: 3 }, version: next })
    expect(await pets.replace('ada', version, ada, MINUTE)).toBeUndefined()
    expect(await pets.replace('ada', next ?? '', undefined, MINUTE)).toBe('')
    expect(await pets.get('ada')).toBeUndefined()
    await pets.put('ada', ada, MINUTE)
    await pets.delete('ada')
    expect(await pets.get('ada')).toBeUndefined()
  })

  it('of a newer or an older record version reads as no record', async () => {
    await records<Pet>(store, 2).put('new', ada, MINUTE)
    await records<Pet>(store, 1).put('old', ada, MINUTE)
    expect(await records<Pet>(store, 1).get('new')).toBeUndefined()
    expect(await records<Pet>(store, 2).get('old')).toBeUndefined()
  })

  it.each(['', '{', 'null', '7', '"v"', '[1]', '{"name":"Ada"}', '{"v":"1"}'])(
    'that is %s reads as no record',
    async (text) => {
      await store.put('k', Buffer.from(text), MINUTE)
      expect(await records<Pet>(store, 1).get('k')).toBeUndefined()
    },
  )
})
