import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { row, table } from '../../bench/table.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

function bench(turns: string) {
  const { PATH = '' } = process.env
  const env = { PATH, BENCH_TURNS: turns }
  return spawnSync(process.execPath, ['bench/bench.ts'], { cwd: ROOT, env, encoding: 'utf8' })
}

describe('the bench', () => {
  it('prints a table of both bots and nothing else', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = bench('80')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const [, , , , head = '', ...rows] = stdout.trim().split('\n')
    expect(head).toMatch(/^ +this bot +stock echo +ratio$/)
    const both = rows.filter((line) => /(?: +\d+(?:\.\d+)?){3}$/.test(line))
    const oursAlone = rows.filter((line) => /\d +– +–$/.test(line))
    expect([both.length, oursAlone.length, rows.length]).toEqual([5, 4, 9])
  })

  it.each(['0', 'many', '79'])('does not start with BENCH_TURNS=%s', (turns) => {
    expect(bench(turns)).toMatchObject({ status: 2, stderr: 'BENCH_TURNS must be a whole number from 80\n' })
  })
})

describe('the table', () => {
  it('aligns words to the left and numbers to the right, with a dash for a missing figure', () => {
    expect(table([['', 'a', 'b', 'ratio'], row('x', 1.256, 2, 2), row('longer', 10, undefined, 0)])).toBe(
      '            a      b   ratio\nx        1.26   2.00    0.63\nlonger     10      –       –',
    )
  })
})
