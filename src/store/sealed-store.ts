import { keyIdOf, makerOf, type Master, master, open, seal } from './seal.ts'
import type { Store } from './store.ts'
import { update } from './update.ts'

/** The first byte of an unsealed value. A sealed value begins with another byte. */
const UNSEALED = 0

type Options = {
  /** Called with the key of each record that was read and cannot be opened. */
  onBroken?: (key: string) => void
  /** Whether a value contains no personal data, so that it need not be sealed. Any other unsealed value counts as broken, so
   *  nobody can replace a sealed value with an unsealed one. */
  isPublic?: (key: string, value: Buffer) => boolean
}

/** The content of an unsealed stored value; undefined if it is sealed. */
export function unsealedIn(stored: Buffer): Buffer | undefined {
  return stored[0] === UNSEALED ? stored.subarray(1) : undefined
}

/** Seals the values of a store: AES-256-GCM under a key that is derived from a master key and the storage key. The storage key
 *  is additional data too, so that a record that is moved to another key cannot be opened. The first of `keys` seals, and all of
 *  them open.
 *
 *  A record that cannot be opened is left alone: `get` returns undefined and calls `onBroken` with its key, `add` still finds
 *  that it exists, and `put` and `delete` work. */
export function sealed(store: Store, keys: Buffer[], { onBroken, isPublic = () => false }: Options = {}): Store {
  const masters = keys.map(master)
  const close = (key: string, value: Buffer) =>
    isPublic(key, value) ? Buffer.concat([Buffer.of(UNSEALED), value]) : seal(masters, key, value)

  function opened(key: string, value: Buffer): Buffer | undefined {
    const text = unsealedIn(value)
    if (!text) return open(masters, key, value)
    return isPublic(key, text) ? text : undefined
  }

  return {
    ...store,
    async get(key) {
      const found = await store.get(key)
      if (!found) return undefined
      const value = opened(key, found.value)
      if (!value) onBroken?.(key)
      return value && { value, version: found.version }
    },
    put: async (key, value, ttlMs) => store.put(key, close(key, value), ttlMs),
    add: async (key, value, ttlMs) => store.add(key, close(key, value), ttlMs),
    replace: async (key, version, value, ttlMs) => store.replace(key, version, value && close(key, value), ttlMs),
    rewrite: async (key, version, value) => store.rewrite(key, version, close(key, value)),
  }
}

/** @returns a function that seals a sealed value again under the first of `keys`. It returns the same value if that key has
 *  already sealed it or if it is not sealed, and undefined if none of the keys opens it. */
export function resealing(keys: Buffer[]): (key: string, value: Buffer) => Buffer | undefined {
  const masters = keys.map(master)
  return (key, value) => {
    if (value[0] === UNSEALED) return value
    const text = open(masters, key, value)
    if (!text) return undefined
    return makerOf(masters, value) === masters[0] ? value : seal(masters, key, text)
  }
}

/** `wrong-key`: none of the keys has sealed the canary. `damaged`: one of them has, but the canary does not open. */
export type CanaryErrorCode = 'wrong-key' | 'damaged'

export class CanaryError extends Error {
  override readonly name = 'CanaryError'
  readonly code: CanaryErrorCode
  constructor(code: CanaryErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const CANARY = 'canary'
/** Ten years. Every start renews it. */
const CANARY_MS = 10 * 365 * 86_400_000

/** Tells a wrong master key from a broken record before anything else is read, by one record whose content is known. It is
 *  written if it is missing, and sealed again under the first of `keys`.
 *  @param store the store without the seal
 *  @throws {CanaryError} if none of `keys` opens it: then the bot must not start. */
export async function checkCanary(store: Store, keys: Buffer[]): Promise<void> {
  const masters = keys.map(master)
  const fresh = seal(masters, CANARY, Buffer.from(CANARY))
  // Another instance may write first, with keys that may not be ours: then its record is checked too.
  await update<Buffer>(store, CANARY, (found) => {
    if (found && !open(masters, CANARY, found)) throw canaryError(masters, found)
    return { value: fresh, ttlMs: CANARY_MS }
  })
}

/** Checks whether one of `keys` opens the canary. Writes nothing. @returns whether there is a canary. @throws {CanaryError} */
export async function findCanary(store: Store, keys: Buffer[]): Promise<boolean> {
  const masters = keys.map(master)
  const found = await store.get(CANARY)
  if (found && !open(masters, CANARY, found.value)) throw canaryError(masters, found.value)
  return found !== undefined
}

/** Key ids say which key is missing, and reveal nothing about the keys. */
function canaryError(masters: Master[], value: Buffer): CanaryError {
  const id = keyIdOf(value).toString('hex')
  const given = masters.map((each) => each.id.toString('hex'))
  return given.includes(id)
    ? new CanaryError('damaged', `The store's canary record is damaged, although key ${id} is among those given`)
    : new CanaryError(
        'wrong-key',
        `The store is sealed under another key: its canary has ${id}, given: ${given.join(', ')}`,
      )
}
