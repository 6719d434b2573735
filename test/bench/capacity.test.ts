import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { measuredIn, needs } from '../../bench/needs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'capacity-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const find = (cpuMs: number) => ({ cpuMs, p50Ms: {} })
const JSON_OF_BENCH = {
  answers: [
    { name: 'floor', cpuMs: 0.2 },
    { name: 'this bot, Redis', cpuMs: 0.4 },
  ],
  finds: [{ name: 'this bot, Redis', helpMs: 0.5, warm: find(1), changes: find(2), all: find(30) }],
  redis: { connectionBytes: 4_000, bookBytes: 60_000, commandsPerHelp: 4, commandsPerFind: 9 },
}

function run(script: string, ...given: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`bench/${script}.ts`, ...given], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

function fileWith(content: string): string {
  const file = join(folder, `${crypto.randomUUID()}.json`)
  writeFileSync(file, content)
  return file
}

describe('what many people need', () => {
  const measured = measuredIn(JSON_OF_BENCH)

  it('grows with the number of people, and includes everything', () => {
    expect(measured).toBeDefined()
    if (!measured) return
    const [few, many] = [needs(measured, 10_000), needs(measured, 1_000_000)]
    const number = (lines: typeof few, what: string) =>
      Number(lines.find((line) => line.what.startsWith(what))?.value.replaceAll(',', ''))
    for (const what of ['questions', 'Redis, GB', 'Redis, commands', 'requests to Graph', 'tokens refreshed'])
      expect(number(many, what) / number(few, what)).toBeCloseTo(100, -1)
    // 1,000,000 × 64,000 bytes × 1.6
    expect(number(many, 'Redis, GB')).toBe(95)
  })

  it('an outage of one instance is always allowed for', () => {
    expect(measured && needs(measured, 1).find(({ what }) => what.startsWith('instances'))?.value).toBe('2')
  })

  it('is printed for three sizes', () => {
    const { status, stdout } = run('capacity', fileWith(JSON.stringify(JSON_OF_BENCH)))
    expect(status).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(/10,000 +1,000,000 +50,000,000$/)
  })

  it.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['a file that is not there', [join(folder, 'none.json')]],
    ['a file that is no JSON', [fileWith('{')]],
    ['figures without Redis', [fileWith(JSON.stringify({ ...JSON_OF_BENCH, redis: undefined }))]],
  ])('%s: exit status 2, and a line that says why', (_, given) => {
    const { status, stdout, stderr } = run('capacity', ...given)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})

describe('the chart', () => {
  it('has a bar for each bot, with its ratio to the floor', () => {
    const { status, stdout } = run('chart', fileWith(JSON.stringify(JSON_OF_BENCH)))
    expect(status).toBe(0)
    expect(stdout.match(/<rect/g)).toHaveLength(2)
    expect(stdout).toContain('>2.0<')
  })

  it('explains its use if it is given no figures', () => {
    expect(run('chart', fileWith('[]'))).toMatchObject({ status: 2, stdout: '' })
  })
})
