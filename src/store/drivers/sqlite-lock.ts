import { DatabaseSync } from 'node:sqlite'
import { createForOwner } from '../owner-only.ts'
import { StoreError } from '../store.ts'
import { asStoreError, isBusy } from './sqlite-error.ts'

/** A bot that is about to end may still have the file. */
const WAIT_MS = 2_000

/** Makes sure that only one bot uses `file`, because two bots could not see each other's memory. It is a lock of the operating
 *  system on an empty file beside it, so it ends with the process, however the process ends. Node offers no such lock, but
 *  SQLite does.
 *  @returns a function that releases the lock. @throws {StoreError} `refused` if another process has it */
export function lockFor(file: string): () => void {
  const name = `${file}.lock`
  let lock: DatabaseSync | undefined
  try {
    createForOwner(name, () => {})
    lock = new DatabaseSync(name, { timeout: WAIT_MS })
    lock.exec('BEGIN EXCLUSIVE')
    return () => lock?.close()
  } catch (error) {
    lock?.close()
    if (!isBusy(error)) throw asStoreError(error, `${name}: `)
    throw new StoreError(
      'refused',
      `Another bot has ${file} open (DATA_FILE). One file is for one bot; several share a Redis`,
      {
        cause: error,
      },
    )
  }
}
