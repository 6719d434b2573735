import { parseJson } from '../json.ts'
import type { Store } from './store.ts'
import { type Change, update, type Updated, type Versioned } from './update.ts'

/** JSON records of one kind. Like {@link Store}, but with values of type T. */
export type Records<T extends object> = {
  get(key: string): Promise<Versioned<T> | undefined>
  put(key: string, value: T, ttlMs: number): Promise<void>
  add(key: string, value: T, ttlMs: number): Promise<string | undefined>
  replace(key: string, version: string, value: T | undefined, ttlMs: number): Promise<string | undefined>
  delete(key: string): Promise<void>
  /** See {@link update}. */
  update(
    key: string,
    change: (found: T | undefined) => Change<T>,
    expected?: Versioned<T> | 'none',
  ): Promise<Updated<T>>
}

/** Records stored as `{"v": format, …}`. A record in another format, or one that we did not write, is read as undefined, but
 *  `add` still finds that it exists. */
export function records<T extends object>(store: Store, format: number): Records<T> {
  const encode = (value: T) => Buffer.from(JSON.stringify({ ...value, v: format }))
  const target = {
    async get(key: string) {
      const found = await store.get(key)
      const value = found && (decode(found.value, format) as T | undefined)
      return found && value && { value, version: found.version }
    },
    put: async (key: string, value: T, ttlMs: number) => store.put(key, encode(value), ttlMs),
    add: async (key: string, value: T, ttlMs: number) => store.add(key, encode(value), ttlMs),
    replace: async (key: string, found: string, value: T | undefined, ttlMs: number) =>
      store.replace(key, found, value && encode(value), ttlMs),
    delete: (key: string) => store.delete(key),
  }
  return { ...target, update: (key, change, expected) => update(target, key, change, expected) }
}

/** The value is not checked against T, because only records that we wrote have a valid seal. */
function decode(bytes: Buffer, format: number): object | undefined {
  const parsed = parseJson(bytes.toString())
  if (typeof parsed !== 'object' || parsed === null || !('v' in parsed) || parsed.v !== format) return undefined
  const { v: _, ...value } = parsed
  return value
}
