/** A value as it was read. `version` is opaque: it changes with every write and only serves `replace`. */
export type Stored = { value: Buffer; version: string }

/** Bytes under string keys, each with its own time to live. One contract, kept by both drivers (`redis`, `sqlite`) and by
 *  `sealed` around either; `test/store/contract.ts` is its full wording.
 *
 *  There is no get-and-delete: repeated after a lost reply it would burn what it read. Mark as used by `replace`.
 *  Everything rejects with {@link StoreError} when the store cannot be reached or cannot write. */
export interface Store {
  /** What is under `key`; undefined where there is nothing, or its time has run out. */
  get(key: string): Promise<Stored | undefined>
  /** Writes whatever was there before. `ttlMs`: how long it is kept, in milliseconds. */
  put(key: string, value: Buffer, ttlMs: number): Promise<void>
  /** Writes only where there is no record.
   *  @returns the version of the new record; undefined where there is one already. */
  add(key: string, value: Buffer, ttlMs: number): Promise<string | undefined>
  /** Writes (or with `undefined` deletes) only while `version` is still the one stored.
   *  @returns the new version, `''` after a delete; undefined where the record has changed or is gone. */
  replace(key: string, version: string, value: Buffer | undefined, ttlMs: number): Promise<string | undefined>
  /** Writes the same content in other bytes while `version` is still the one stored. Version and time to live stay, so that
   *  whoever has read the record may still `replace` it. @returns whether it wrote. */
  rewrite(key: string, version: string, value: Buffer): Promise<boolean>
  delete(key: string): Promise<void>
  /** Every key that begins with `prefix`, in no order. A key written or deleted meanwhile may or may not appear. */
  scan(prefix: string): AsyncIterable<string>
  close(): Promise<void>
}

/** `unreachable`: no answer in time. `refused`: it answered, but will not write (full, read-only, locked).
 *  `damaged`: the embedded store's file is not a database. `misconfigured`: a setting of the server may cost us records; this
 *  is only reported, never thrown. */
export type StoreErrorCode = 'unreachable' | 'refused' | 'damaged' | 'misconfigured'

/** What the store cannot do. The message names no data, so that it may be logged. */

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
