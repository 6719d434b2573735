// `npm run -s bench:chart -- FILE > docs/bench.svg`: draws the CPU time of an answer, one bar for each bot. FILE is the file that
// `npm run bench` wrote to BENCH_JSON.
import { readFileSync } from 'node:fs'
import { isObject } from '../src/json.ts'

type Bar = { name: string; cpuMs: number }

const [ROW, BAR, LABEL, WIDTH, TOP] = [34, 22, 190, 720, 44]
/** Right of the longest bar stands its figure. */
const LONGEST = WIDTH - LABEL - 60

process.exitCode = main(process.argv.slice(2))

function main([file, ...more]: string[]): number {
  const bars = file === undefined || more.length > 0 ? [] : barsIn(file)
  if (bars.length === 0) {
    console.error('npm run -s bench:chart -- FILE, a file that npm run bench wrote (BENCH_JSON=FILE)')
    return 2
  }
  process.stdout.write(chart(bars))
  return 0
}

function barsIn(file: string): Bar[] {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const answers = isObject(json) && Array.isArray(json['answers']) ? (json['answers'] as unknown[]) : []
    return answers.flatMap((each) =>
      isObject(each) && typeof each['name'] === 'string' && typeof each['cpuMs'] === 'number'
        ? [{ name: each['name'], cpuMs: each['cpuMs'] }]
        : [],
    )
  } catch {
    return []
  }
}

function chart(bars: Bar[]): string {
  const most = Math.max(...bars.map(({ cpuMs }) => cpuMs))
  const floor = bars[0]?.cpuMs ?? most
  const height = TOP + bars.length * ROW + 10
  const rows = bars.map(({ name, cpuMs }, at) => {
    const y = TOP + at * ROW
    const width = Math.round((cpuMs / most) * LONGEST)
    const middle = y + BAR / 2 + 5
    return [
      `<text x="${LABEL - 10}" y="${middle}" text-anchor="end">${name}</text>`,
      `<rect class="${name.startsWith('this bot') ? 'ours' : 'other'}" x="${LABEL}" y="${y}" width="${width}" height="${BAR}" rx="3"/>`,
      `<text x="${LABEL + width + 8}" y="${middle}">${(cpuMs / floor).toFixed(1)}</text>`,
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="CPU of one answer, compared with the floor">
<style>text{font:14px sans-serif;fill:#242424}.ours{fill:#5b5fc7}.other{fill:#a0a0a0}@media(prefers-color-scheme:dark){text{fill:#f0f0f0}}</style>
<text x="10" y="24">CPU of one answer ÷ that of the floor (node:http, jose, undici)</text>
${rows.join('\n')}
</svg>
`
}
