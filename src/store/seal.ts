import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** A sealed value: format (1 byte), key id, IV, ciphertext, tag. */
const FORMAT = 1
const KEY_ID_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16
const HASH_BYTES = 32
const IV_AT = 1 + KEY_ID_BYTES
const TEXT_AT = IV_AT + IV_BYTES
const CIPHER = 'aes-256-gcm'

/** A master key. `id`: is part of each value that the key seals, and reveals nothing about the key. `extracted`: the first step
 *  of HKDF, done once. */
export type Master = { id: Buffer; extracted: KeyObject }

export function master(secret: Buffer): Master {
  // HKDF needs no salt here: the master key is random.
  const extracted = createSecretKey(createHmac('sha256', Buffer.alloc(HASH_BYTES)).update(secret).digest())
  return { id: derived(extracted, 'key id').subarray(0, KEY_ID_BYTES), extracted }
}

/** Seals `value` under the first of the master keys. */
export function seal([first]: Master[], key: string, value: Buffer): Buffer {
  if (!first) throw new RangeError('No master key')
  // Random IVs are safe for 2^32 seals under one key, and each storage key has a key of its own (NIST SP 800-38D, 8.3).
  const iv = randomBytes(IV_BYTES)
  const { recordKey, aad } = boundTo(key, first)
  return Buffer.concat([Buffer.of(FORMAT), first.id, iv, encrypt(recordKey, iv, aad, value)])
}

/** Opens a sealed value with the master key that sealed it.
 *  @returns undefined if it has another format, was sealed under another key, or was changed. */
export function open(masters: Master[], key: string, value: Buffer): Buffer | undefined {
  if (value.length < TEXT_AT || value[0] !== FORMAT) return undefined
  const maker = makerOf(masters, value)
  if (!maker) return undefined
  const { recordKey, aad } = boundTo(key, maker)
  return decrypt(recordKey, value.subarray(IV_AT, TEXT_AT), aad, value.subarray(TEXT_AT))
}

/** The master key that sealed `value`; undefined if it is none of `masters`. */
export function makerOf(masters: Master[], value: Buffer): Master | undefined {
  return masters.find(({ id }) => id.equals(keyIdOf(value)))
}

export function keyIdOf(value: Buffer): Buffer {
  return value.subarray(1, IV_AT)
}

/** The record key and the additional data that bind a value to its storage key. The storage key is hashed before the derivation,
 *  because an activity may have an id of any length. */
function boundTo(key: string, { extracted }: Master): { recordKey: Buffer; aad: Buffer } {
  const aad = Buffer.from(key)
  return { recordKey: derived(extracted, `record ${createHash('sha256').update(aad).digest('hex')}`), aad }
}

/** HKDF-Expand (RFC 5869) for one block, which is the length of an AES-256 key. Node's own `hkdfSync` repeats the first step
 *  for every record, and takes five times as long. */
function derived(extracted: KeyObject, purpose: string): Buffer {
  return createHmac('sha256', extracted).update(`outlook-contacts-bot ${purpose}\x01`).digest()
}

/** The ciphertext, followed by the tag. This and `decrypt` are exported for published test vectors, which have their own keys
 *  and IVs. */
export function encrypt(recordKey: Buffer, iv: Buffer, aad: Buffer, text: Buffer): Buffer {
  const cipher = createCipheriv(CIPHER, recordKey, iv, { authTagLength: TAG_BYTES }).setAAD(aad)
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

/** @returns undefined if the tag does not fit, or is too short. */
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
