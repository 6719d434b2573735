// The security checklist, one file for each of its parts in `rows/`. `npm run checklist` prints it.
import type { Row } from './row.ts'
import { channelRows } from './rows/channel.ts'
import { editingRows } from './rows/editing.ts'
import { fileRows } from './rows/files.ts'
import { edgeRows } from './rows/edges.ts'
import { keepingRows } from './rows/keeping.ts'
import { restRows } from './rows/rest.ts'
import { signInRows } from './rows/sign-in.ts'

/** Every row, in the order of its number. */
export const rows: Row[] = [
  ...channelRows,
  ...signInRows,
  ...keepingRows,
  ...restRows,
  ...edgeRows,
  ...editingRows,
  ...fileRows,
].toSorted((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)))
