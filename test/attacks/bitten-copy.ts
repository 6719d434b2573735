import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { BiteOfRow } from './bites.ts'

/** How the tests of a bite ended. `line` is where the check stood in its file. */
export type Result = { line: number; failed: number; passed: number; timedOut: boolean; seconds: number }

/** A copy of the program in a folder of its own. It runs one bite at a time. */
export type Copy = { run(bite: BiteOfRow): Promise<Result> }

/** Not copied. `node_modules` is linked. */
const LEFT_OUT = new Set(['node_modules', '.git', 'data', 'dist'])

/** The longest tests of a row take about a minute on a busy machine. */
const LIMIT_SECONDS = 300

const folders = new Set<string>()
const running = new Set<ChildProcess>()
// After Ctrl+C, too, no test keeps running and no copy is left.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.once('exit', () => {
  running.forEach(kill)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** The copy is removed when this process ends. */
export function copyProgram(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'bite-'))
  folders.add(folder)
  const program = join(folder, 'program')
  const temporary = join(folder, 'tmp')
  cpSync('.', program, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) })
  symlinkSync(resolve('node_modules'), join(program, 'node_modules'))
  mkdirSync(temporary)

  return {
    async run(bite) {
      const path = join(program, bite.file)
      const whole = readFileSync(path, 'utf8')
      const report = join(folder, 'report.json')
      rmSync(report, { force: true })
      writeFileSync(
        path,
        whole.replace(bite.cut, () => bite.put),
      )
      try {
        const timedOut = await runTests(bite, { program, temporary, report })
        const line = whole.slice(0, whole.indexOf(bite.cut)).split('\n').length
        return { line, ...counted(report), timedOut, seconds: LIMIT_SECONDS }
      } finally {
        writeFileSync(path, whole)
      }
    },
  }
}

/** Runs the row's tests of one file. @returns whether they had to be stopped */
async function runTests(
  { id, test }: BiteOfRow,
  { program, temporary, report }: { program: string; temporary: string; report: string },
): Promise<boolean> {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', test, '-t', `${id} `]
  const reporting = ['--reporter=json', `--outputFile=${report}`]
  const child = spawn(process.execPath, ['--import', './src/node-version.mjs', ...vitest, ...reporting], {
    cwd: program,
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'ignore',
    // A separate process group, so that the tests' servers are stopped with the tests.
    detached: true,
  })
  running.add(child)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    kill(child)
  }, LIMIT_SECONDS * 1000)
  await once(child, 'exit')
  clearTimeout(timer)
  running.delete(child)
  return timedOut
}

/** There is no report: vitest was stopped, or could not start. */
function counted(report: string): { failed: number; passed: number } {
  if (!existsSync(report)) return { failed: 0, passed: 0 }
  const { numFailedTests: failed, numPassedTests: passed } = JSON.parse(readFileSync(report, 'utf8')) as {
    numFailedTests: number
    numPassedTests: number
  }
  return { failed, passed }
}

function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // The group has ended already.
  }
}
