import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { type Store } from './store.ts'
import { update } from './update.ts'

/** A sealed value: format (1 byte), key id, IV, ciphertext, tag. */
const FORMAT = 1
const KEY_ID_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16
const HASH_BYTES = 32
const IV_AT = 1 + KEY_ID_BYTES
const TEXT_AT = IV_AT + IV_BYTES
const CIPHER = 'aes-256-gcm'

/** Sealed values around a store: AES-256-GCM under a key derived from a master key and the storage key, the storage key
 *  being additional data, so that a record moved elsewhere does not open. The first of `keys` seals, all open.
 *
 *  A record that does not open is left alone: `get` says undefined and `onBroken` hears its key, `add` still finds it
 *  there, `put` and `delete` go through. */
export function sealed(store: Store, keys: Buffer[], { onBroken }: { onBroken?: (key: string) => void } = {}): Store {
  const masters = keys.map(master)
  return {
    ...store,
    async get(key) {
      const found = await store.get(key)
      if (!found) return undefined
      const value = open(masters, key, found.value)
      if (!value) onBroken?.(key)
      return value && { value, version: found.version }
    },
    put: async (key, value, ttlMs) => store.put(key, seal(masters, key, value), ttlMs),
    add: async (key, value, ttlMs) => store.add(key, seal(masters, key, value), ttlMs),
    replace: async (key, version, value, ttlMs) =>
      store.replace(key, version, value && seal(masters, key, value), ttlMs),
    rewrite: async (key, version, value) => store.rewrite(key, version, seal(masters, key, value)),
  }
}

/** What makes of a sealed value one under the first of `keys`: the very same where it is that already, undefined where none
 *  of them opens it. */
export function resealing(keys: Buffer[]): (key: string, value: Buffer) => Buffer | undefined {
  const masters = keys.map(master)
  return (key, value) => {
    const text = open(masters, key, value)
    if (!text) return undefined
    return makerOf(masters, value) === masters[0] ? value : seal(masters, key, text)
  }
}

/** `wrong-key`: none of the keys made the canary. `damaged`: one of them did, and still it does not open. */
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
/** Ten years; every start writes it anew. */
const CANARY_MS = 10 * 365 * 86_400_000

/** Tells a wrong master key from a broken record, before anything is read: one record whose content is known.
 *  Writes it where there is none; leaves it sealed under the first key.
 *  @param store the raw one.
 *  @throws {CanaryError} where none of `keys` opens it: then the bot must not start. */
export async function checkCanary(store: Store, keys: Buffer[]): Promise<void> {
  const masters = keys.map(master)
  const fresh = seal(masters, CANARY, Buffer.from(CANARY))
  // Another instance may write first, with keys that may not be ours: then its record is checked too.
  await update<Buffer>(store, CANARY, (found) => {
    if (found && !open(masters, CANARY, found)) throw canaryError(masters, found)
    return { value: fresh, ttlMs: CANARY_MS }
  })
}

/** Key ids tell which key is missing, and nothing of the key. */
function canaryError(masters: Master[], value: Buffer): CanaryError {
  const id = value.toString('hex', 1, IV_AT)
  const given = masters.map((each) => each.id.toString('hex'))
  return given.includes(id)
    ? new CanaryError('damaged', `The store's canary record is damaged, although key ${id} is among those given`)
    : new CanaryError(
        'wrong-key',
        `The store is sealed under another key: its canary has ${id}, given: ${given.join(', ')}`,
      )
}

/** `extracted`: what HKDF makes of the master key before it makes keys for records, done once. */
type Master = { id: Buffer; extracted: KeyObject }

function master(secret: Buffer): Master {
  // Without salt, as the master key is uniform already.
  const extracted = createSecretKey(createHmac('sha256', Buffer.alloc(HASH_BYTES)).update(secret).digest())
  return { id: derived(extracted, 'key id').subarray(0, KEY_ID_BYTES), extracted }
}

function seal([first]: Master[], key: string, value: Buffer): Buffer {
  if (!first) throw new RangeError('No master key')
  // Random IVs are good for 2^32 seals under one key, and each storage key has its own (NIST SP 800-38D, 8.3).
  const iv = randomBytes(IV_BYTES)
  const { recordKey, aad } = boundTo(key, first)
  return Buffer.concat([Buffer.of(FORMAT), first.id, iv, encrypt(recordKey, iv, aad, value)])
}

/** @returns undefined where it is of another format, under none of the keys, or not as it was written. */
function open(masters: Master[], key: string, value: Buffer): Buffer | undefined {
  if (value.length < TEXT_AT || value[0] !== FORMAT) return undefined
  const maker = makerOf(masters, value)
  if (!maker) return undefined
  const { recordKey, aad } = boundTo(key, maker)
  return decrypt(recordKey, value.subarray(IV_AT, TEXT_AT), aad, value.subarray(TEXT_AT))
}

function makerOf(masters: Master[], value: Buffer): Master | undefined {
  return masters.find(({ id }) => id.equals(value.subarray(1, IV_AT)))
}

/** What ties a value to its storage key. It goes in hashed where keys are made, as an activity may bring an id of any
 *  length. */
function boundTo(key: string, { extracted }: Master): { recordKey: Buffer; aad: Buffer } {
  const aad = Buffer.from(key)
  return { recordKey: derived(extracted, `record ${createHash('sha256').update(aad).digest('hex')}`), aad }
}

/** HKDF-Expand (RFC 5869) for one block, which is as much as an AES-256 key. Node's own `hkdfSync` extracts anew for every
 *  record, and takes five times as long. */
function derived(extracted: KeyObject, purpose: string): Buffer {
  return createHmac('sha256', extracted).update(`outlook-contacts-bot ${purpose}\x01`).digest()
}

/** The ciphertext, and the tag behind it. Exported, as is `decrypt`, for published test vectors: they name their keys and
 *  IVs themselves. */
export function encrypt(recordKey: Buffer, iv: Buffer, aad: Buffer, text: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, recordKey, iv, { authTagLength: TAG_BYTES }).setAAD(aad)
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

/** @returns undefined where the tag does not fit, or is not all there. */
export function decrypt(recordKey: Buffer, iv: Buffer, aad: Buffer, textAndTag: Buffer): Buffer | undefined {
  if (textAndTag.length < TAG_BYTES) return undefined
  const decipher = createDecipheriv(CIPHER, recordKey, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad).setAuthTag(textAndTag.subarray(-TAG_BYTES))
  const text = decipher.update(textAndTag.subarray(0, -TAG_BYTES))
  try {
    return Buffer.concat([text, decipher.final()])
  } catch {
    return undefined // final() throws for one reason only: the tag does not fit
  }
}
