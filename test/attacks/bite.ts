// Shows that the attack tests notice a missing check. A "bite" (see `rows/`) takes one check out of a copy of the program;
// the row's tests must then fail. `npm run bite -- --help` prints the options.
import { parseArgs } from 'node:util'
import makeKeys from '../emulator-keys.ts'
import { type Copy, copyProgram, type Result } from './bitten-copy.ts'
import { type BiteOfRow, bitesOf, firstLine, misplaced } from './bites.ts'
import { rows } from './table.ts'

const USAGE = `npm run bite                every bite of every row
npm run bite -- S25 S43     the bites of these rows
npm run bite -- --find      runs no test; prints every bite whose code is not in its file exactly once

Each bite takes one check out of a copy of the program and runs the row's tests there. They must fail (red). If they stay
green, no test notices that the check is missing. Run the tests as they are first: a test that fails anyway proves nothing.

Exit status: 0 if every bite is red (--find: if all code was found), 1 if not, 2 if the arguments are wrong.`

/** Bites run at the same time, each in a copy of its own. Most of a bite is waiting for vitest to start. */
const COPIES = 2

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readArguments()
  if (!options) {
    print(USAGE)
    return 2
  }
  if (options.help) {
    print(USAGE)
    return 0
  }
  const bites = rows.filter(({ id }) => options.ids.length === 0 || options.ids.includes(id)).flatMap(bitesOf)
  const problems = bites.flatMap(misplaced)
  problems.forEach(print)
  if (problems.length > 0) return 1
  if (options.find) return 0
  await makeKeys()
  return runAll(bites)
}

/** Undefined for an unknown option or row. */
function readArguments() {
  try {
    const { values, positionals: ids } = parseArgs({
      allowPositionals: true,
      options: { find: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    })
    return ids.every((id) => rows.some((row) => row.id === id)) ? { ...values, ids } : undefined
  } catch {
    return undefined
  }
}

/** Prints a line for each bite when it ends, with the number of bites that have ended. Then prints the counts, and again the
 *  bites whose tests stay green.
 *  @returns the exit status */
async function runAll(bites: readonly BiteOfRow[]): Promise<number> {
  const begun = performance.now()
  const left = [...bites]
  const green: string[] = []
  let ended = 0

  async function work(copy: Copy): Promise<void> {
    for (let bite = left.shift(); bite; bite = left.shift()) {
      const result = await copy.run(bite)
      ended += 1
      const line = `${bite.id}  ${bite.file}:${result.line}  ${firstLine(bite.cut)}  ${inWords(result)}`
      if (!isRed(result)) green.push(line)
      print(`${ended}/${bites.length}  ${line}`)
    }
  }

  await Promise.all(Array.from({ length: Math.min(COPIES, bites.length) }, () => work(copyProgram())))
  const minutes = Math.ceil((performance.now() - begun) / 60_000)
  print(`${bites.length} bites, ${bites.length - green.length} red, ${green.length} stay green, in ${minutes} minutes`)
  green.forEach(print)
  return green.length === 0 ? 0 : 1
}

/** Tests that hang without the check have noticed that it is missing, too. */
function isRed({ failed, timedOut }: Result): boolean {
  return failed > 0 || timedOut
}

function inWords({ failed, passed, timedOut, seconds }: Result): string {
  if (timedOut) return `red (stopped after ${seconds} s)`
  if (failed > 0) return `${failed} of ${failed + passed} red`
  return passed > 0 ? 'STAYS GREEN' : 'STAYS GREEN (no test ran)'
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
