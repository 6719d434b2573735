import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, openSync, closeSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes `file`, whole or not at all, for its owner alone whatever the umask (0600; its folder, where missing, 0700).
 *  `fill` writes under a temporary name beside it, an empty file already made. Of processes that arrive together one wins.
 *  @returns false where `file` is there already; it stays as it is. */
export function createForOwner(file: string, fill: (temporary: string) => void): boolean {
  if (existsSync(file)) return false
  const folder = dirname(file)
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(folder, 0o700)
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    closeSync(openSync(temporary, 'wx', 0o600))
    chmodSync(temporary, 0o600)
    fill(temporary)
    // A link, unlike a rename, does not replace what somebody else has put there meanwhile.
    linkSync(temporary, file)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Takes `file` from everybody but its owner. Where there is none (SQLite may just have deleted it) that is well too. */
export function closeToOthers(file: string): void {
  try {
    chmodSync(file, 0o600)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
