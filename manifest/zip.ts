import { zipSync } from 'fflate'

/** The same bytes for the same files, whenever and wherever it is made. The earliest time that a zip can tell. */
const MTIME = new Date(1980, 0, 1)

/** A zip of these files, by their names. */
export function zip(files: Record<string, Uint8Array>): Uint8Array {
  return zipSync(files, { mtime: MTIME, level: 9 })
}
