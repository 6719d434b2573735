import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, openSync, closeSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from './store.ts'

/** Creates `file`, completely or not at all, readable only by its owner whatever the umask (mode 0600; a missing folder is
 *  created with 0700). If several processes do so at once, one succeeds.
 *  @param fill writes the content into an empty file with a temporary name in the same folder
 *  @returns false if `file` exists already; it stays as it is.
 *  @throws {StoreError} that names DATA_FILE, beside which all such files are */
export function createForOwner(file: string, fill: (temporary: string) => void): boolean {
  try {
    return createWhole(file, fill)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    throw new StoreError('refused', `DATA_FILE cannot be used: ${file}: ${reason}`, { cause: error })
  }
}

function createWhole(file: string, fill: (temporary: string) => void): boolean {
  if (existsSync(file)) return false
  const folder = dirname(file)
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700)
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    closeSync(openSync(temporary, 'wx', 0o600))
    chmodSync(temporary, 0o600)
    fill(temporary)
    // A link, unlike a rename, does not replace a file that another process has created in the meantime.
    linkSync(temporary, file)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Lets only the owner read and write `file`. It may be missing: SQLite may just have deleted it. */
export function restrictToOwner(file: string): void {
  try {
    chmodSync(file, 0o600)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
