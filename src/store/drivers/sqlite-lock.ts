import { DatabaseSync } from 'node:sqlite'
import { createForOwner } from '../owner-only.ts'
import { StoreError } from '../store.ts'
import { asStoreError, isBusy } from './sqlite-error.ts'

/** A bot that is about to end may still have the file. */
const WAIT_MS = 2_000

/** Makes sure that one bot has `file`: two would not see what the other has in memory. The lock is the system's own, on an empty
 *  file beside it, so it ends with the process however that ends. Node has no such lock, and SQLite has.
 *  @returns what gives it up. @throws {StoreError} `refused` if another process has it */
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
