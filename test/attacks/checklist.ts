// `npm run checklist` prints every row of the security checklist, with the tests that cover it.
import type { Row } from './row.ts'
import { rows } from './table.ts'

function linesOf({ id, requirement, state, tests = [], note }: Row): string {
  const below = [...tests, ...(note === undefined ? [] : [note])].map((line) => `${' '.repeat(14)}${line}\n`)
  return `${id.padEnd(5)}${state.padEnd(9)}${requirement}\n${below.join('')}`
}

process.stdout.write(rows.map(linesOf).join(''))
