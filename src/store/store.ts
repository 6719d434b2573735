// Stores bytes under keys for a limited time, sealed, in SQLite or Redis. The coordination of instances is here too: records.update
// and leases. This folder does not know what the records mean; only drivers/ imports node:sqlite and ioredis.
import type { Versioned } from './update.ts'

/** Bytes under string keys, each with its own time to live. Both drivers (`redis`, `sqlite`), and `sealed` around either of
 *  them, have the same contract: `test/store/contract.ts` has all of it.
 *
 *  There is no get-and-delete: if it were repeated after a lost answer, the record would be lost unread. A record is marked as
 *  used by `replace`. Everything rejects with {@link StoreError} when the store cannot be reached or cannot write. */
export interface Store {
  /** The record under `key`; undefined if there is none, or if it has expired. */
  get(key: string): Promise<Versioned<Buffer> | undefined>
  /** Writes a record, whether there was one or not. `ttlMs`: how long it is kept, in milliseconds. */
  put(key: string, value: Buffer, ttlMs: number): Promise<void>
  /** Writes only if there is no record.
   *  @returns the version of the new record; undefined if there is one already. */
  add(key: string, value: Buffer, ttlMs: number): Promise<string | undefined>
  /** Writes a record (`undefined` deletes it), if `version` is still the stored version.
   *  @returns the new version, `''` after a delete; undefined if the record has changed or is gone. */
  replace(key: string, version: string, value: Buffer | undefined, ttlMs: number): Promise<string | undefined>
  /** Writes the same content in other bytes, if `version` is still the stored version. Version and time to live stay: a caller
   *  that has read the record before may still `replace` it. @returns whether it wrote. */
  rewrite(key: string, version: string, value: Buffer): Promise<boolean>
  delete(key: string): Promise<void>
  /** Every key that begins with `prefix`, in no order. A key that is added or deleted during the scan may or may not appear. A
   *  key may appear twice if Redis resizes its table during the scan. */
  scan(prefix: string): AsyncIterable<string>
  close(): Promise<void>
}

/** `unreachable`: no answer in time. `refused`: it answered, but will not write (full, read-only, locked).
 *  `damaged`: the embedded store's file is not a database. `misconfigured`: a setting of the server may cost us records; this
 *  is only reported, never thrown. */
export type StoreErrorCode = 'unreachable' | 'refused' | 'damaged' | 'misconfigured'

/** A failure of the store. The message names no data, so that it may be logged. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A time to live in the form that drivers accept. If it has already expired, it becomes one millisecond, because Redis accepts
 *  neither zero nor fractions. */
export function wholeMs(ttlMs: number): number {
  return Math.max(1, Math.ceil(ttlMs))
}
