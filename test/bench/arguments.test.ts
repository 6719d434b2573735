import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test.each(['bench/bench.ts', 'bench/heap.ts', 'bench/layers.ts', 'bench/search/bench.ts'])(
  '%s measures nothing if it is asked for help or gets a wrong option',
  (file) => {
    const run = (option: string) => spawnSync(process.execPath, [file, option], { encoding: 'utf8' })
    const [help, wrong] = [run('--help'), run('--rounds')]
    expect([help.status, wrong.status]).toEqual([0, 2])
    expect(help.stdout).toContain('npm run bench')
    expect(wrong.stderr).toMatch(/^Unknown option '--rounds'/)
    expect(wrong.stdout).toBe('')
  },
)
