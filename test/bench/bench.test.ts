import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answersOf } from '../../bench/answers.ts'
import { echo, ours } from '../../bench/bots.ts'
import { findsOf } from '../../bench/finds.ts'
import { firstReadOf } from '../../bench/first-read.ts'
import { AT_A_TIME, crowd, crowdsBooks } from '../../bench/load.ts'
import { row, table } from '../../bench/table.ts'
import { type Emulator, startEmulator } from '../../emulator/emulator.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ONE_ROUND = { rounds: 1, turns: AT_A_TIME }

let emulator: Emulator
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'))
  emulator = await startEmulator({ people: crowd, books: crowdsBooks() })
})
afterAll(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the bench', () => {
  const bot = () => ours('this bot', join(ROOT, 'src/main.ts'), { DATA_FILE: join(folder, 'bot.sqlite') })

  it('measures every bot, and checks its answers', async () => {
    const kinds = [echo('floor', 'floor.ts'), bot(), echo('botbuilder', 'botbuilder.ts')]
    const figures = await answersOf(kinds, emulator, ONE_ROUND)
    expect(figures.map(({ name }) => name)).toEqual(['floor', 'this bot', 'botbuilder'])
    for (const { name, ...numbers } of figures)
      for (const number of Object.values(numbers)) expect([name, Number(number) > 0]).toEqual([name, true])
  })

  it('measures finds with a copy, with an old one and with none', async () => {
    const { helpMs, ...finds } = await findsOf(bot(), emulator, { rounds: 1, count: AT_A_TIME, asked: 1 })
    expect(helpMs).toBeGreaterThan(0)
    for (const { cpuMs, p50Ms } of Object.values(finds)) {
      expect(cpuMs).toBeGreaterThan(0)
      expect(Object.keys(p50Ms)).toEqual(['0', '50', '150'])
    }
    // Eleven folders of which four are read at a time.
    expect(finds.all.p50Ms[150]).toBeGreaterThan(300)
  })

  it('measures the first reading of an address book', async () => {
    const { answerMs = 0, outlookMs = 0 } = await firstReadOf(bot(), 1, { contacts: 300, delayMs: 20 })
    expect(outlookMs).toBeGreaterThan(20)
    expect(answerMs).toBeGreaterThan(outlookMs - 20)
  })

  it.each(['0', 'many', '79'])('does not start with BENCH_TURNS=%s', (turns) => {
    const env = { PATH: process.env['PATH'], BENCH_TURNS: turns }
    const { status, stderr } = spawnSync(process.execPath, ['bench/bench.ts'], { cwd: ROOT, env, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'BENCH_TURNS must be a whole number from 80\n' })
  })
})

describe('the table', () => {
  it('aligns words to the left and numbers to the right, with a dash for a missing figure', () => {
    expect(table([['', 'a', 'b', 'ratio'], row('x', 1.256, 2, 2), row('longer', 10, undefined, 0)])).toBe(
      '            a      b   ratio\nx        1.26   2.00    0.63\nlonger     10      –       –',
    )
  })
})
