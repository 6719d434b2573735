import { StoreError } from '../store.ts'

// https://sqlite.org/rescode.html. node:sqlite gives extended codes; these are their low byte.
const NAMES =
  'OK,ERROR,INTERNAL,PERM,ABORT,BUSY,LOCKED,NOMEM,READONLY,INTERRUPT,IOERR,CORRUPT,NOTFOUND,FULL,CANTOPEN,PROTOCOL,' +
  'EMPTY,SCHEMA,TOOBIG,CONSTRAINT,MISMATCH,MISUSE,NOLFS,AUTH,FORMAT,RANGE,NOTADB'
const BUSY = 5
const CORRUPT = 11
const PROTOCOL = 15 // two processes opening at once
const NOT_A_DATABASE = 26

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return [BUSY, PROTOCOL].includes(resultCode(error) ?? 0)
}

export function asStoreError(error: unknown, where = ''): StoreError {
  if (error instanceof StoreError) return error
  const code = resultCode(error) ?? 0
  const damaged = [CORRUPT, NOT_A_DATABASE].includes(code)
  const reason = error instanceof Error ? error.message : 'unknown'
  const name = NAMES.split(',')[code]
  const named = code > 0 && name !== undefined ? `SQLITE_${name}, ${reason}` : reason
  return new StoreError(damaged ? 'damaged' : 'refused', `${where}${named}`, { cause: error })
}

function resultCode(error: unknown): number | undefined {
  const extended = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof extended === 'number' ? extended & 0xff : undefined
}
