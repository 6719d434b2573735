import { existsSync, readFileSync } from 'node:fs'
import type { Bite, Row } from './row.ts'

/** A bite with its row, and the one test file that is run for it. */
export type BiteOfRow = Bite & Pick<Row, 'id'> & { test: string; isTestOfRow: boolean }

/** A bite that names no test file runs the row's first one. */
export function bitesOf({ id, bites = [], tests = [] }: Row): BiteOfRow[] {
  return bites.map((bite) => {
    const test = bite.test ?? tests[0] ?? ''
    return { ...bite, id, test, isTestOfRow: tests.includes(test) }
  })
}

/** What is wrong with a bite's entry in its row: a line for each problem. */
export function misplaced({ id, file, cut, put, test, isTestOfRow }: BiteOfRow): string[] {
  const times = existsSync(file) ? readFileSync(file, 'utf8').split(cut).length - 1 : 0
  const problems = [
    times === 1 ? undefined : `is there ${times} times, not once`,
    cut === put ? 'is replaced by itself' : undefined,
    isTestOfRow ? undefined : `names a test that is not the row's: ${test}`,
  ]
  return problems
    .filter((problem) => problem !== undefined)
    .map((problem) => `${id}  ${file}  ${firstLine(cut)}  ${problem}`)
}

/** How a bite's code is named in a line of output. */
export function firstLine(code: string): string {
  return code.trim().split('\n')[0] ?? ''
}
