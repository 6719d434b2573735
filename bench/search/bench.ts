// `npm run bench:search`: compares our search with a good general search library, on made-up address books of 2,000 and 10,000
// people. With 50,000 people our search runs alone, to show how long it blocks the event loop.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { takesNoArguments } from '../../src/cli/no-arguments.ts'
import { row, table } from '../table.ts'
import type { Measured } from './measure.ts'

const MEASURE = fileURLToPath(new URL('measure.ts', import.meta.url))
const SIZES = [2_000, 10_000]
/** Kinds of queries that our search answers less often than this are listed, in percent. */
const WEAK = 98

takesNoArguments('Compares the search with a general search library.\n  npm run bench:search   prints the figures')

for (const size of SIZES) {
  const ours = measured('./impl.ts', size)
  const theirs = measured('./minisearch.ts', size)
  const line = (what: string, name: Exclude<keyof Measured, 'categories'>, digits: number) =>
    row(what, ours[name], theirs[name], digits)
  console.log(
    table([
      [`${size} contacts`, 'ours', 'MiniSearch + any-ascii', 'ratio'],
      line('right among the first three, % (mean of all kinds)', 'all', 1),
      line('right at once, %', 'first', 1),
      line('no match where nobody is meant, %', 'nothing', 1),
      line('a search, median, µs', 'p50us', 0),
      line('a search, 99th percentile, µs', 'p99us', 0),
      line('building the index, ms', 'buildMs', 0),
      line('… the event loop blocked at most, ms', 'heldUpMs', 0),
      line('memory, MB', 'heapMb', 1),
    ]),
  )
  const weak = Object.entries(ours.categories).filter(([, percent]) => percent < WEAK)
  console.log(
    `below ${WEAK} %: ${weak.map(([name, percent]) => `${name} ${percent.toFixed(0)}`).join(', ') || 'none'}\n`,
  )
}

const LARGE = 50_000
const large = measured('./impl.ts', LARGE)
const alone = (what: string, value: number, digits: number) => [what, value.toFixed(digits)]
console.log(
  table([
    [`${LARGE} contacts`, 'ours'],
    alone('building the index, ms', large.buildMs, 0),
    alone('… the event loop blocked at most, ms', large.heldUpMs, 0),
    alone('a search, median, µs', large.p50us, 0),
    alone('a search, 99th percentile, µs', large.p99us, 0),
    alone('the longest search, of single letters with all matches too, ms', large.longestMs, 1),
    alone('memory, MB', large.heapMb, 1),
  ]),
)

function measured(implementation: string, size: number): Measured {
  const told = execFileSync(process.execPath, [MEASURE, implementation, String(size)], { encoding: 'utf8' })
  return JSON.parse(told) as Measured
}
