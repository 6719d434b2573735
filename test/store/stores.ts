import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { redisStore } from '../../src/store/drivers/redis/store.ts'
import { sealed } from '../../src/store/sealed-store.ts'
import { sqliteStore } from '../../src/store/drivers/sqlite.ts'
import { type Store, StoreError } from '../../src/store/store.ts'

export const KINDS = ['sqlite', 'redis'] as const

/** A sealed store as the bot has it, the unsealed store below it, and a key for one test. */
export function realStore(kind: (typeof KINDS)[number]) {
  const folder = mkdtempSync(join(tmpdir(), 'books-'))
  const raw = kind === 'redis' ? redisStore(inject('redisUrl')) : sqliteStore(join(folder, 'bot.sqlite'))
  const key = `address-book/${randomUUID()}`
  async function keysBelow(): Promise<string[]> {
    const keys: string[] = []
    for await (const each of raw.scan(key)) keys.push(each)
    return keys
  }
  return {
    raw,
    store: sealed(raw, [randomBytes(32)]),
    key,
    /** The keys in the store that begin with this test's key. */
    keysBelow,
    async close() {
      for (const each of await keysBelow()) await raw.delete(each)
      await raw.close()
      rmSync(folder, { recursive: true })
    },
  }
}

type Call = { op: 'get' | 'put' | 'add' | 'replace' | 'delete'; key: string; bytes: number; ttlMs: number }

/** A store that reports its calls. `before` may delay a call, or throw in its place. */
export function tapped(store: Store, { before, after }: { before?: Tap; after?: Tap }): Store {
  async function tap<T>(call: Call, work: () => Promise<T>): Promise<T> {
    await before?.(call)
    const result = await work()
    await after?.(call)
    return result
  }
  const none = { bytes: 0, ttlMs: 0 }
  return {
    ...store,
    get: (key) => tap({ op: 'get', key, ...none }, () => store.get(key)),
    delete: (key) => tap({ op: 'delete', key, ...none }, () => store.delete(key)),
    put: (key, value, ttlMs) => tap({ op: 'put', key, bytes: value.length, ttlMs }, () => store.put(key, value, ttlMs)),
    add: (key, value, ttlMs) => tap({ op: 'add', key, bytes: value.length, ttlMs }, () => store.add(key, value, ttlMs)),
    replace: (key, version, value, ttlMs) =>
      tap({ op: 'replace', key, bytes: value?.length ?? 0, ttlMs }, () => store.replace(key, version, value, ttlMs)),
  }
}

/** A store that calls `happens` right after the first call of this kind. */
export function interrupted(store: Store, op: Call['op'], happens: () => Promise<unknown>): Store {
  let hasHappened = false
  return tapped(store, {
    async after(call) {
      if (hasHappened || call.op !== op) return
      hasHappened = true
      await happens()
    },
  })
}

export type Tap = (call: Call) => unknown

/** The store of a process that dies with the first call for which `isLast` is true: that call and all later ones fail. */
export function mortal(store: Store, isLast: (call: Call) => boolean): Store {
  let isDead = false
  return tapped(store, {
    before(call) {
      isDead ||= isLast(call)
      if (isDead) throw new StoreError('unreachable', 'This process is dead')
    },
  })
}
