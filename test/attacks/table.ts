import type { Row } from './row.ts'
import { channelRows } from './rows/channel.ts'
import { keepingRows } from './rows/keeping.ts'
import { restRows } from './rows/rest.ts'
import { signInRows } from './rows/sign-in.ts'

export const rows: Row[] = [...channelRows, ...signInRows, ...keepingRows, ...restRows].toSorted(
  (one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)),
)

/** The list in `test/README.md`, line by line. */
export function listed(): string[] {
  const lines = rows.map(({ id, requirement, state, tests = [], note = '' }) => {
    const where = [tests.map((file) => `\`${file.replace(/^test\//, '')}\``).join(', '), note].filter(Boolean)
    return `| ${id} | ${requirement} | ${state} | ${where.join('; ')} |`
  })
  return ['| row | requirement | state | tests, or why not |', '| --- | --- | --- | --- |', ...lines]
}
