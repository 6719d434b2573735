// `npm run bench:capacity -- FILE`: calculates what many connected people need. FILE is the file that `npm run bench` wrote to
// BENCH_JSON.
import { readFileSync } from 'node:fs'
import { type Measured, measuredIn, needs } from './needs.ts'
import { table } from './table.ts'

const PEOPLE = [10_000, 1_000_000, 50_000_000]

process.exitCode = main(process.argv.slice(2))

function main([file, ...more]: string[]): number {
  if (file === undefined || more.length > 0) {
    console.error('npm run bench:capacity -- FILE, a file that npm run bench wrote (BENCH_JSON=FILE)')
    return 2
  }
  const measured = read(file)
  if ('problem' in measured) {
    console.error(`${file}: ${measured.problem}`)
    return 2
  }
  const all = PEOPLE.map((people) => needs(measured, people))
  const rows = all[0]?.map(({ what }, at) => [what, ...all.map((lines) => lines[at]?.value ?? '')]) ?? []
  console.log(table([['connected people', ...PEOPLE.map((people) => people.toLocaleString('en'))], ...rows]))
  return 0
}

function read(file: string): Measured | { problem: string } {
  try {
    return measuredIn(JSON.parse(readFileSync(file, 'utf8'))) ?? { problem: 'no figures of npm run bench with Redis' }
  } catch {
    return { problem: 'cannot be read as JSON' }
  }
}
