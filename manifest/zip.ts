import { zipSync } from 'fflate'

/** The earliest time that a zip can hold. A fixed time makes the same bytes from the same files, whenever they are packed. */
const MTIME = new Date(1980, 0, 1)

/** Packs files, given by their names. */
export function zip(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { mtime: MTIME, level: 9 })
}
