import { parseJson } from '../json.ts'
import type { Store } from './store.ts'

/** JSON records of one kind. As {@link Store}, but with values of type T. */
export type Records<T extends object> = {
  get(key: string): Promise<{ value: T; version: string } | undefined>
  put(key: string, value: T, ttlMs: number): Promise<void>
  add(key: string, value: T, ttlMs: number): Promise<boolean>
  replace(key: string, version: string, value: T | undefined, ttlMs: number): Promise<string | undefined>
  delete(key: string): Promise<void>
}

/** Records kept as `{"v": version, …}`. One of another record version, or none of ours, reads as undefined;
 *  `add` still finds it there. */
export function records<T extends object>(store: Store, version: number): Records<T> {
  const encode = (value: T) => Buffer.from(JSON.stringify({ ...value, v: version }))
  return {
    async get(key) {
      const found = await store.get(key)
      const value = found && (decode(found.value, version) as T | undefined)
      return found && value && { value, version: found.version }
    },
    put: async (key, value, ttlMs) => store.put(key, encode(value), ttlMs),
    add: async (key, value, ttlMs) => store.add(key, encode(value), ttlMs),
    replace: async (key, found, value, ttlMs) => store.replace(key, found, value && encode(value), ttlMs),
    delete: (key) => store.delete(key),
  }
}

/** Only what `records` wrote comes out: the seal vouches for it, so the shape is not checked again. */
function decode(bytes: Buffer, version: number): object | undefined {
  const parsed = parseJson(bytes.toString())
  if (typeof parsed !== 'object' || parsed === null || !('v' in parsed) || parsed.v !== version) return undefined
  const { v: _, ...value } = parsed
  return value
}
