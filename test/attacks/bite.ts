// `npm run bite [-- S25 …]`: removes each check from a copy of the program, one at a time, and expects the attack's test to fail.
// `npm run bite -- --find`: only looks whether each check's code is still where its row says, exactly once.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { Bite, Row } from './row.ts'
import { rows } from './table.ts'

const OUTSIDE = new Set(['node_modules', '.git', 'data', 'dist'])

const wanted = process.argv.slice(2).filter((name) => name !== '--find')
const chosen = rows.filter(({ id }) => wanted.length === 0 || wanted.includes(id))

const lost = chosen.flatMap(({ id, bites = [], tests = [] }) =>
  bites
    .filter(({ file, cut, put, test = tests[0] ?? '' }) => {
      const isOnce = existsSync(file) && readFileSync(file, 'utf8').split(cut).length === 2
      return !isOnce || put === cut || !tests.includes(test)
    })
    .map(({ file, cut }) => `${id}  ${file}  ${cut.trim().split('\n')[0]}  NOT THERE EXACTLY ONCE`),
)
if (lost.length > 0 || process.argv.includes('--find')) {
  process.stdout.write(lost.map((line) => `${line}\n`).join(''))
  process.exit(lost.length === 0 ? 0 : 1)
}

const copy = mkdtempSync(join(tmpdir(), 'bite-'))
cpSync('.', copy, { recursive: true, filter: (path) => !OUTSIDE.has(basename(path)) })
symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))

/** @returns how many of the row's tests fail, and how many there are. */
function run({ id, tests = [] }: Row, { test = tests[0] ?? '' }: Bite): { failed: number; total: number } {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    test,
    '-t',
    `${id} `,
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  spawnSync(process.execPath, ['--import', './src/node-version.mjs', ...vitest], { cwd: copy, stdio: 'ignore' })
  const { numFailedTests: failed, numPassedTests: passed } = JSON.parse(readFileSync(report, 'utf8')) as {
    numFailedTests: number
    numPassedTests: number
  }
  return { failed, total: failed + passed }
}

let toothless = 0
for (const row of chosen) {
  for (const bite of row.bites ?? []) {
    const path = join(copy, bite.file)
    const whole = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      whole.replace(bite.cut, () => bite.put),
    )
    const { failed, total } = run(row, bite)
    writeFileSync(path, whole)
    if (failed === 0) toothless += 1
    const line = whole.slice(0, whole.indexOf(bite.cut)).split('\n').length
    const says = failed === 0 ? 'STAYS GREEN' : `${failed} of ${total} red`
    process.stdout.write(`${row.id}  ${bite.file}:${line}  ${bite.cut.trim().split('\n')[0]}  ${says}\n`)
  }
}
rmSync(copy, { recursive: true, force: true })
process.exitCode = toothless === 0 ? 0 : 1
